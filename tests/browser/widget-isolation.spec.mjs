// A flow and the page around it keep out of each other's way.
import { current, expectStep, openDocs, tag, told, widget } from './docs.mjs';
import { expect, test } from './fixtures.mjs';

test('nothing gets in: rules for everything change nothing inside', async ({ page }) => {
  const looks = () => widget(page).locator('.oauth-flow').evaluate((root) => (
    [root, ...root.querySelectorAll('button, h2, p, li, code')].map((element) => {
      const { color, font, letterSpacing, textTransform, backgroundColor, display } = getComputedStyle(element);
      return [element.className, color, font, letterSpacing, textTransform, backgroundColor, display].join(' ');
    })
  ));
  await openDocs(page, tag);
  await expect(current(page)).toHaveText('8');
  // What it shows follows its width, which stays as it is without the margins of the page.
  await page.addStyleTag({ content: 'oauth-flow { width: 1000px !important; }' });
  const undisturbed = await looks();
  await page.addStyleTag({ content: `
    * { all: unset; } head, style, script { display: none; }
    html { font-size: 10px; letter-spacing: 4px; text-transform: uppercase; color: maroon; }
    button, p, li { color: red !important; background: yellow !important; display: inline !important; }
  ` });
  expect(await looks()).toEqual(undisturbed);
  expect(undisturbed.length).toBeGreaterThan(50);
});

test('nothing gets out: the page around looks as it did', async ({ page }) => {
  await openDocs(page, `<h2>Login</h2><p class="step">How it works <button class="chip">Why</button></p>${tag}`);
  const looks = () => page.locator('body > h2, body > p, body > p > button').evaluateAll((all) => all.map((element) => getComputedStyle(element).cssText));
  const before = await looks();
  await expect(current(page)).toHaveText('8');
  expect(await looks()).toEqual(before);
  expect(await page.evaluate(() => [document.title, location.hash, document.querySelectorAll('head > style, body > div').length])).toEqual(['Docs', '', 0]);
});

test('keys act only while the focus is inside, and stay there', async ({ page }) => {
  await openDocs(page, `<input aria-label="Search">${tag}`);
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener('keydown', ({ key }) => heard.push(key));
  });
  await expect(current(page)).toHaveText('8');
  await page.getByLabel('Search').press('ArrowRight');
  await page.locator('body').press('ArrowRight');
  await expect(current(page)).toHaveText('8');
  await widget(page).getByRole('button', { name: 'Next step' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(current(page)).toHaveText('9');
  await page.keyboard.press('Home');
  await expect(current(page)).toHaveText('1');
  expect(await page.evaluate(() => heard)).toEqual(['ArrowRight', 'ArrowRight']);
});

test('what a page passes on to its text stays outside, and what it hides stays hidden', async ({ page }) => {
  await openDocs(page, `<style>
    main { letter-spacing: 5px; text-transform: uppercase; line-height: 4; direction: rtl; word-spacing: 9px; text-align: right; white-space: pre; cursor: wait; font: 30px serif; }
  </style><main>${tag}</main>${tag}`);
  await expectStep(page, 8, 0);
  await expectStep(page, 8, 1);
  const looks = (index) => widget(page, index).locator('.step-title').first().evaluate((one) => {
    const { letterSpacing, textTransform, lineHeight, direction, wordSpacing, textAlign, whiteSpace, cursor, font } = getComputedStyle(one);
    return [letterSpacing, textTransform, lineHeight, direction, wordSpacing, textAlign, whiteSpace, cursor, font];
  });
  expect(await looks(0)).toEqual(await looks(1));
  await page.addStyleTag({ content: 'main { visibility: hidden }' });
  await expect(widget(page, 0).getByRole('button', { name: 'Next step' })).toBeHidden();
  await expect(widget(page, 1).getByRole('button', { name: 'Next step' })).toBeVisible();
});

test('on a page that reads from right to left, arrows still go from who sends to who is sent to', async ({ page }) => {
  await openDocs(page, tag, { attributes: 'dir="rtl"' });
  await expectStep(page, 8);
  const wrong = await widget(page).evaluate((element) => {
    const root = element.shadowRoot;
    const middle = (one) => { const { left, width } = one.getBoundingClientRect(); return left + width / 2; };
    const lanes = new Map([...root.querySelectorAll('.actor')].map((one) => [one.title, middle(one.querySelector('.actor-icon'))]));
    return element.events.filter(({ index, from, to }) => {
      const row = root.querySelectorAll('.step')[index - 1];
      const arrow = row.querySelector('.arrow');
      if (from === to) return Math.abs(middle(row.querySelector('.node')) - lanes.get(from)) > 2;
      const { left, right } = arrow.getBoundingClientRect();
      const [tail, head] = arrow.classList.contains('is-leftward') ? [right, left] : [left, right];
      return Math.abs(tail - lanes.get(from)) > 2 || Math.abs(head - lanes.get(to)) > 2;
    });
  });
  expect(wrong).toEqual([]);
  const [first, last] = await widget(page).locator('.actor').evaluateAll((all) => [all[0], all.at(-1)].map((one) => one.getBoundingClientRect().left));
  expect(first).toBeLessThan(last);
});

test('keys work where the page takes every key for itself, and the page has the others', async ({ page }) => {
  await openDocs(page, tag);
  await expectStep(page, 8);
  await page.evaluate(() => {
    window.heard = [];
    const take = (event) => {
      heard.push(event.key);
      event.stopImmediatePropagation();
      if (event.key.startsWith('Arrow')) event.preventDefault();
    };
    document.addEventListener('keydown', take, true);
    addEventListener('keydown', take);
  });
  await widget(page).getByRole('button', { name: 'Next step' }).focus();
  for (const [key, number] of [['ArrowRight', 9], ['Home', 1], ['5', 9], ['0', 1], ['9', 15], ['.', 16], ['End', 17]]) {
    await page.keyboard.press(key);
    await expectStep(page, number);
  }
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  expect(await page.evaluate(() => heard)).toEqual(['s', 'Escape', 'Control', 'k']);
  // Native controls keep their own keys.
  await widget(page).getByRole('button', { name: 'First step' }).focus();
  await page.keyboard.press('Enter');
  await expectStep(page, 1);
});

test('a key goes one step where the window hears of the copy too, as in Firefox', async ({ page }) => {
  await page.addInitScript(() => {
    const Chromiums = KeyboardEvent;
    window.KeyboardEvent = class extends Chromiums {
      constructor(type, members) {
        super(type, { ...members, composed: true });
      }
    };
  });
  await openDocs(page, tag);
  await expectStep(page, 8);
  await widget(page).getByRole('button', { name: 'Next step' }).focus();
  await page.keyboard.press('ArrowRight');
  await expectStep(page, 9);
});

test('up and down move in the list, brackets change the speed', async ({ page }) => {
  await openDocs(page, tag);
  await expectStep(page, 8);
  await widget(page).locator('.step-button[aria-current]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expectStep(page, 8);
  await page.keyboard.press('Enter');
  await expectStep(page, 9);
  const speed = widget(page).getByRole('combobox', { name: 'Speed' });
  await page.keyboard.press(']');
  await expect(speed).toHaveValue('2×');
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('[');
  await expect(speed).toHaveValue('0.5×');
  await page.keyboard.press('?');
  await expect(widget(page).getByRole('dialog')).toContainText('Play slower or faster');
});

test('leaves nothing on the page: no globals, no styles, no listeners', async ({ page }) => {
  await page.addInitScript(() => {
    window.listeners = new Map();
    const count = (target, type, by) => {
      const key = `${target === window ? 'window' : target === document ? 'document' : target.localName} ${type}`;
      if (target === window || target === document || [document.documentElement, document.body].includes(target)) listeners.set(key, (listeners.get(key) ?? 0) + by);
    };
    for (const [name, by] of [['addEventListener', 1], ['removeEventListener', -1]]) {
      const original = EventTarget.prototype[name];
      EventTarget.prototype[name] = function (type, ...rest) {
        count(this ?? window, type, by);
        return original.call(this ?? window, type, ...rest);
      };
    }
  });
  await openDocs(page, '<p>Before</p>');
  const state = () => page.evaluate(() => ({
    globals: Object.keys(window).filter((name) => !['told', 'listeners'].includes(name)).sort(),
    sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
    head: document.head.innerHTML,
    body: document.body.innerHTML,
    root: document.documentElement.getAttributeNames(),
    listeners: [...listeners].filter(([key, count]) => count > 0 && !key.includes('oauth-flow:')).sort(),
  }));
  await page.evaluate(() => customElements.whenDefined('oauth-flow'));
  const before = await state();
  await page.evaluate(async () => {
    const element = Object.assign(document.createElement('oauth-flow'), { loading: 'eager', step: 4 });
    document.body.append(element);
    await element.ready;
    element.play();
    element.shadowRoot.querySelector('.step-button').focus();
  });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('?');
  await expect(widget(page).getByRole('dialog')).toBeVisible();
  await page.evaluate(() => document.querySelector('oauth-flow').remove());
  await expect.poll(state).toEqual(before);
});

/** Bytes; WebAssembly grows by these. */
const PAGE_OF_MEMORY = 65_536;
/** How many tasks may be as long as the calibrated loop while fifty flows come into view, and how much longer. */
const LONG_TASKS = 40;
const LONGEST = 3;

/** Milliseconds that the thread of the page works to put 2000 elements on the page: as long as a reader notices. */
async function calibrate(page) {
  const session = await page.context().newCDPSession(page);
  const times = [];
  for (let turn = 0; turn < 5; turn += 1) {
    times.push(Math.max(...await recordTasks(session, () => page.evaluate(() => new Promise((done) => setTimeout(() => {
      const place = document.createElement('div');
      for (let index = 0; index < 2000; index += 1) {
        const one = document.createElement('p');
        one.className = `one is-${index % 7}`;
        one.append(`Word ${index}`);
        place.append(one);
      }
      document.body.append(place);
      place.getBoundingClientRect();
      place.remove();
      done();
    }))))));
  }
  return times.sort((a, b) => a - b)[2];
}

/** Milliseconds that the thread of the page worked for each of its tasks while `act` ran; other programs do not count. */
async function recordTasks(session, act) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', { transferMode: 'ReportEvents', categories: 'toplevel' });
  await act();
  const complete = new Promise((done) => { session.once('Tracing.tracingComplete', done); });
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`);
  return events.filter(({ name, ph, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X' && threads.includes(`${pid} ${tid}`)).map(({ tdur = 0 }) => tdur / 1000);
}

test('one that a reader has gone past before it was there does not come', async ({ page }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/styles.js', async (route) => {
    await held;
    await route.continue();
  });
  await openDocs(page, '<oauth-flow loading="lazy" flow="device"></oauth-flow><p>Words in between</p>'.repeat(30));
  const goTo = (share) => page.evaluate(async (part) => {
    scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * part);
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }, share);
  for (const share of [0.3, 0.6, 1]) await goTo(share);
  release();
  await expectStep(page, 1, 29);
  await expect.poll(() => page.locator('oauth-flow').evaluateAll((all) => all.slice(-2).every(({ stepIndex }) => stepIndex === 1))).toBe(true);
  const there = await page.locator('oauth-flow').evaluateAll((all) => all.map(({ stepIndex }, index) => (stepIndex > 0 ? index : -1)).filter((index) => index >= 0));
  expect(Math.min(...there)).toBeGreaterThan(25);
});

test('fifty at once come one after the other, with frames in between, and one that is removed does not', async ({ page }) => {
  await openDocs(page, '<main></main>');
  const seen = await page.evaluate(async () => {
    const all = Array.from({ length: 12 }, () => Object.assign(document.createElement('oauth-flow'), { flow: 'device', loading: 'eager' }));
    const order = [];
    let frame = 0;
    const count = () => { frame += 1; requestAnimationFrame(count); };
    count();
    for (const one of all) one.addEventListener('oauth-flow:ready', () => order.push([all.indexOf(one), frame]));
    document.querySelector('main').append(...all);
    const [removed] = all.splice(5, 1);
    await all[0].ready;
    removed.remove();
    await Promise.all(all.map(({ ready }) => ready));
    return { order: order.map(([index]) => index), frames: order.map(([, at]) => at), removed: removed.stepIndex };
  });
  expect(seen.order).toHaveLength(11);
  expect(seen.removed).toBe(0);
  expect(new Set(seen.frames).size).toBe(11);
});

test('those that show the same run share it', async ({ page }) => {
  await openDocs(page, '<main></main>');
  const grown = (seeds) => page.evaluate(async (names) => {
    const memory = async () => (await (await import('./oauth-flow-simulator.js')).default()).memory.buffer.byteLength;
    const before = await memory();
    const all = names.map((seed) => Object.assign(document.createElement('oauth-flow'), { flow: 'device', seed, loading: 'eager' }));
    document.querySelector('main').append(...all);
    await Promise.all(all.map(({ ready }) => ready));
    return await memory() - before;
  }, seeds);
  await grown(['1']);
  const same = await grown(Array.from({ length: 12 }, () => 'aa'));
  const different = await grown(Array.from({ length: 12 }, (_, index) => `b${index}`));
  // A view has signals of its own, which take most of the memory.
  expect(same).toBeLessThan(different);
});

test('fifty on a page: only those near the view run, and what is removed is given back', async ({ page }) => {
  test.setTimeout(240_000);
  await openDocs(page, '<p>Many</p>'.concat('<oauth-flow loading="lazy" flow="device" step="4"></oauth-flow><p>Words in between</p>'.repeat(50)));
  await expectStep(page, 4);
  const mounted = () => page.evaluate(() => [...document.querySelectorAll('oauth-flow')].filter(({ stepIndex }) => stepIndex > 0).length);
  expect(await mounted()).toBeLessThanOrEqual(3);
  const session = await page.context().newCDPSession(page);
  const counters = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { nodes, jsEventListeners };
  };
  const few = await counters();
  const before = await calibrate(page);
  // At a reader's pace, to the end.
  const tasks = await recordTasks(session, () => page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
      scrollBy({ top: 60, behavior: 'instant' });
      await frame();
    }
  }));
  await expect.poll(mounted).toBe(50);
  // What else runs on the machine comes and goes.
  const unit = Math.max(before, await calibrate(page));
  const long = tasks.filter((time) => time > unit);
  console.log(`while 50 come into view: ${long.length} tasks as long as a calibrated loop (${Math.round(unit)} ms), the longest ${(Math.max(...tasks) / unit).toFixed(1)} of it`);
  expect(long.length).toBeLessThanOrEqual(LONG_TASKS);
  expect(Math.max(...tasks)).toBeLessThanOrEqual(LONGEST * unit);
  const many = await counters();
  const memory = () => page.evaluate(() => import('./oauth-flow-simulator.js').then(async (glue) => (await glue.default()).memory.buffer.byteLength));
  const atFifty = await memory();
  await page.evaluate(() => document.querySelectorAll('oauth-flow').forEach((one) => one.remove()));
  await expect.poll(async () => (await counters()).nodes).toBeLessThan(few.nodes);
  expect((await counters()).jsEventListeners).toBeLessThanOrEqual(few.jsEventListeners);
  expect(many.nodes).toBeGreaterThan(few.nodes * 5);
  // The module's own memory does not shrink, but what comes later lives in what is free again.
  const cycle = async () => {
    await page.evaluate(async () => {
      const all = Array.from({ length: 40 }, () => Object.assign(document.createElement('oauth-flow'), { flow: 'device', loading: 'eager' }));
      document.body.append(...all);
      await Promise.all(all.map(({ ready }) => ready));
      for (const one of all) one.remove();
    });
    return memory();
  };
  const again = await cycle();
  expect(again - atFifty).toBeLessThanOrEqual(8 * PAGE_OF_MEMORY);
  expect(await cycle()).toBe(again);
});

test('nothing on the page moves while it comes', async ({ page }) => {
  await openDocs(page, `<style>oauth-flow:not(:defined) { display: block; height: 640px }</style><h1>Docs</h1>${tag}<p>Below</p><oauth-flow loading="lazy" flow="device"></oauth-flow><p>At the end</p>`);
  await page.evaluate(() => {
    window.shifts = [];
    const note = (entries) => shifts.push(...entries.map(({ value }) => value));
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    window.noteRest = () => note(observer.takeRecords());
  });
  await expectStep(page, 8);
  await page.mouse.wheel(0, 900);
  await expectStep(page, 1, 1);
  await expect(widget(page, 1).locator('.why')).toBeVisible();
  await page.evaluate(async () => {
    // All that was changed has been on the screen.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    noteRest();
  });
  expect(await page.evaluate(() => shifts)).toEqual([]);
});

test('on paper every step stands, and no controls', async ({ page }) => {
  await openDocs(page, `<p>Above</p>${tag}<p>Below</p>`);
  await expectStep(page, 8);
  await page.emulateMedia({ media: 'print' });
  const seen = await widget(page).evaluate((element) => {
    const root = element.shadowRoot;
    const { bottom } = element.getBoundingClientRect();
    const rows = [...root.querySelectorAll('.step')];
    const places = rows.map((row) => row.getBoundingClientRect());
    return {
      rows: rows.length,
      shown: places.filter((place) => place.height > 20 && place.bottom <= bottom).length,
      scrolls: [...root.querySelectorAll('*')].filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 0).map((one) => one.className),
    };
  });
  expect(seen.shown).toBe(seen.rows);
  expect(seen.scrolls).toEqual([]);
  await expect(widget(page).getByRole('button', { name: 'Next step' })).toBeHidden();
  const below = await page.getByText('Below').boundingBox();
  const frame = await widget(page).boundingBox();
  expect(below.y).toBeGreaterThanOrEqual(frame.y + frame.height);
});
