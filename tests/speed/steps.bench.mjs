// How fast the page is, as a table, and within its budgets. Where it can be had, what is measured is
// the time that the page's own thread worked and not what passed on the clock: other programs on the
// machine, and the tests beside this one, take none of it.
import { expect, test } from '../browser/fixtures.mjs';

const rerunBudget = 16;
const stepBudget = 50;

const flows = ['authorization-code', 'authorization-code-pkce', 'client-credentials', 'device', 'refresh', 'implicit'];

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];

/** The page's main thread: what it worked in all and in scripts, in milliseconds. */
async function thread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    slowDown: (rate) => session.send('Emulation.setCPUThrottlingRate', { rate }),
    async work() {
      const { metrics } = await session.send('Performance.getMetrics');
      const value = (name) => metrics.find((metric) => metric.name === name).value * 1_000;
      return { all: value('TaskDuration'), script: value('ScriptDuration') };
    },
  };
}

/** Everything that follows from what was done has been done and is on the screen. */
const settled = (page) => page.evaluate(() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
}));

/** What it takes to make the run again, 15 times: the click alone by the clock, and all that follows on the thread. */
async function runsMadeAgain(simulator, page, main) {
  const samples = [];
  // The first turns warm up the compiler.
  for (let turn = -3; turn < 15; turn += 1) {
    await settled(page);
    const before = await main.work();
    // The click makes the run; drawing it follows in the same task.
    const click = await page.evaluate(() => {
      const next = [...document.querySelectorAll('input[name$="-profile"]')].find((one) => !one.checked);
      const start = performance.now();
      next.click();
      return performance.now() - start;
    });
    const after = await main.work();
    await settled(page);
    const shown = await main.work();
    if (turn >= 0) samples.push({ click, script: after.script - before.script, shown: shown.all - before.all });
  }
  return Object.fromEntries(['click', 'script', 'shown'].map((part) => [part, quantile(samples.map((sample) => sample[part]), 0.5)]));
}

test('a run is made again within 16 ms, in the median', async ({ simulator, page }) => {
  test.setTimeout(90_000);
  const main = await thread(page);
  const rows = [];
  for (const flow of flows) {
    await simulator.open(`#/${flow}`);
    let medians = await runsMadeAgain(simulator, page, main);
    // The clock does not stop while the machine does something else: then once more.
    if (medians.click >= rerunBudget) medians = await runsMadeAgain(simulator, page, main);
    rows.push([flow, medians]);
  }
  console.log([
    'a run made again, median of 15, ms  click (clock)   script with drawing (thread)   until shown (thread)',
    ...rows.map(([flow, { click, script, shown }]) => (
      `  ${flow.padEnd(28)}${click.toFixed(1).padStart(19)}${script.toFixed(1).padStart(31)}${shown.toFixed(1).padStart(23)}`
    )),
  ].join('\n'));
  for (const [flow, { click }] of rows) expect.soft(click, flow).toBeLessThan(rerunBudget);
});

const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** All that the page's threads did during `act`, as the browser's own trace has it. */
async function traced(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { traceConfig: { includedCategories: categories } });
  await act();
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  return events.sort((a, b) => a.ts - b.ts);
}

/**
 * What the main thread worked, in milliseconds, for each key: at the key itself and at the next picture, which has
 * the step; up to the picture after it, which has the details too; and in all, with what followed (scrolling, the
 * browser's own work, what this test asked) until the next key.
 */
function workAfterKeys(events) {
  const isKey = ({ name, args }) => name === 'EventDispatch' && args.data.type === 'keydown';
  const { pid, tid } = events.find(isKey);
  const main = events.filter((event) => event.pid === pid && event.tid === tid);
  const tasks = main.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const keys = main.filter(isKey);
  const pictures = main.filter(({ name }) => name === 'Commit');
  const taskOf = (event) => tasks.findLast(({ ts }) => ts <= event.ts);
  const work = (done) => done.reduce((sum, { tdur }) => sum + tdur / 1_000, 0);
  return keys.map((key, index) => {
    const [first, second] = pictures.filter(({ ts }) => ts > key.ts);
    const shown = [taskOf(key), taskOf(first)];
    const next = keys[index + 1]?.ts ?? Infinity;
    const all = tasks.filter(({ ts, dur }) => ts + dur > key.ts && ts + dur < next);
    return { shown: work(shown), details: work([...shown, taskOf(second)]), all: work(all) };
  });
}

test('a step takes the main thread less than 50 ms with the processor slowed down four times, at the 95th percentile', async ({ simulator, page }) => {
  test.setTimeout(180_000);
  const main = await thread(page);
  const rows = [];
  const parts = ['shown', 'details', 'all'];
  // The two with the most steps.
  for (const flow of ['device', 'refresh']) {
    await simulator.open(`#/${flow}`);
    const count = await simulator.rows.count();
    await settled(page);
    await main.slowDown(4);
    const events = await traced(page, async () => {
      for (const key of ['ArrowRight', 'ArrowLeft']) {
        for (let step = 1; step < count; step += 1) {
          await page.keyboard.press(key);
          await settled(page);
        }
      }
    });
    await main.slowDown(1);
    rows.push([flow, workAfterKeys(events)]);
  }
  rows.push(['both', rows.flatMap(([, samples]) => samples)]);
  const columns = parts.flatMap((part) => [[part, 0.95], [part, 0.5]]);
  const at = (samples, [part, share]) => quantile(samples.map((sample) => sample[part]), share);
  console.log([
    `a step, 4x slower, ms         ${columns.map(([part, share]) => `${part} ${share * 100}%`.padStart(12)).join('')}`,
    ...rows.map(([flow, samples]) => `  ${flow.padEnd(28)}${columns.map((column) => at(samples, column).toFixed(1).padStart(12)).join('')}`),
  ].join('\n'));
  expect(at(rows.at(-1)[1], ['all', 0.95])).toBeLessThan(stepBudget);
});
