// Two modules: the usual one, and the whole one, which a page or a widget loads for what the usual one leaves out.
import { expectStep, openDocs, told, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const usual = story('client-credentials');
const dpop = story('client-credentials.dpop');
const USUAL = 'oauth-flow-simulator_bg.wasm';
const WHOLE = 'oauth-flow-simulator-whole_bg.wasm';
const flow = (attributes) => `<oauth-flow loading="eager" flow="client-credentials" ${attributes}></oauth-flow>`;

/** The modules that the page asks for from now on, in order. */
function modules(page) {
  const asked = [];
  page.on('request', (request) => { if (request.url().endsWith('.wasm')) asked.push(request.url().split('/').pop()); });
  return asked;
}

test('an address that was encoded on its way is read as the simulator reads it', async ({ simulator }) => {
  await simulator.open('#%2Fclient-credentials%3Fstory%3Ddpop');
  await simulator.expectStep(1, dpop.count);
});

test.describe('a page', () => {
  test('opens with the whole one where its address takes that', async ({ simulator, page }) => {
    const asked = modules(page);
    await simulator.open(`#/client-credentials?story=dpop&step=${dpop.count}`);
    await simulator.expectStep(dpop.count, dpop.count);
    expect(asked).toContain(WHOLE);
    await expect(page.getByRole('combobox', { name: 'Story' })).toHaveValue('dpop');
    // It plays all the others, too.
    await page.getByRole('combobox', { name: 'Story' }).selectOption('usual');
    await expect(simulator.rows).toHaveCount(usual.count);
    expect(asked.filter((name) => name === WHOLE)).toHaveLength(1);
  });

  test('loads it when the reader chooses such a story, and Back leads back', async ({ simulator, page }) => {
    const asked = modules(page);
    await simulator.open('#/client-credentials?step=3');
    await simulator.expectStep(3, usual.count);
    expect(asked).toEqual([USUAL]);
    await page.getByRole('combobox', { name: 'Story' }).selectOption('dpop');
    await simulator.expectStep(1, dpop.count);
    expect(asked).toContain(WHOLE);
    expect(page.url()).toMatch(/story=dpop/);
    await page.goBack();
    await simulator.expectStep(3, usual.count);
  });
});

test.describe('a widget', () => {
  test('loads the whole one, and no other, where its story takes that', async ({ page }) => {
    const asked = modules(page);
    await openDocs(page, flow(`story="dpop" step="${dpop.count}"`));
    await expectStep(page, dpop.count);
    expect(asked).toEqual([WHOLE]);
  });

  test('puts it in the place of the usual one when its story changes, with all that was set', async ({ page }) => {
    const asked = modules(page);
    await openDocs(page, flow('speed="2" names=\'{"client":"Night job"}\''));
    await expectStep(page, 1);
    expect(asked).toEqual([USUAL]);
    await widget(page).evaluate((element) => { element.story = 'dpop'; });
    await expect.poll(() => widget(page).evaluate((element) => element.stepCount)).toBe(dpop.count);
    expect(asked).toEqual([USUAL, WHOLE]);
    await expect(widget(page)).toContainText('Night job generates a key pair');
    await expect(widget(page).getByRole('combobox', { name: 'Speed' })).toHaveValue('2×');
    await widget(page).evaluate((element) => { element.removeAttribute('story'); });
    await expect.poll(() => widget(page).evaluate((element) => element.stepCount)).toBe(usual.count);
    expect(asked).toEqual([USUAL, WHOLE]);
  });

  test('shows what it was asked for last, while the whole one is on its way', async ({ page }) => {
    await openDocs(page, flow('step="3"'));
    await expectStep(page, 3);
    await widget(page).evaluate((element) => {
      element.story = 'dpop';
      element.profile = 'rfc-9700';
      element.seek(5);
    });
    await expect.poll(() => widget(page).evaluate((element) => [element.stepCount, element.stepIndex])).toEqual([dpop.count, 5]);
    expect(await widget(page).evaluate((element) => element.fragment)).toMatch(/profile=rfc-9700.*story=dpop/);
    await openDocs(page, flow('step="3"'));
    await expectStep(page, 3);
    await widget(page).evaluate((element) => { element.story = 'dpop'; element.story = 'usual'; });
    await page.waitForFunction((name) => performance.getEntriesByName(new URL(name, document.baseURI).href).length > 0, WHOLE);
    await widget(page).evaluate((element) => element.seek(4));
    await expectStep(page, 4);
    expect(await widget(page).evaluate((element) => element.stepCount)).toBe(usual.count);
  });

  test('of a usual flow loads where the whole one does not', async ({ page, problems }) => {
    problems.expect(/ERR_FAILED|did not load/);
    await page.route(`**/${WHOLE}`, (route) => route.abort());
    await openDocs(page, flow('story="dpop"') + flow('step="2"'));
    await expectStep(page, 2, 1);
    await expect.poll(() => told(page, 'error')).toHaveLength(1);
  });

  test('stays as it is where the whole one does not load, and says so; the next try can succeed', async ({ page, problems }) => {
    problems.expect(/ERR_FAILED|did not load/);
    await openDocs(page, flow('step="3"'));
    await expectStep(page, 3);
    await page.route(`**/${WHOLE}`, (route) => route.abort());
    await widget(page).evaluate((element) => { element.story = 'dpop'; });
    await expect.poll(() => told(page, 'error')).toHaveLength(1);
    expect((await told(page, 'error'))[0].reason).toMatch(/did not load/);
    await expectStep(page, 3);
    expect(await widget(page).evaluate((element) => element.stepCount)).toBe(usual.count);
    await page.unroute(`**/${WHOLE}`);
    await widget(page).evaluate((element) => { element.story = 'usual'; element.story = 'dpop'; });
    await expect.poll(() => widget(page).evaluate((element) => element.stepCount)).toBe(dpop.count);
  });
});
