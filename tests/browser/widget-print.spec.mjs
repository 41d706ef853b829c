// What a reader has on paper: every step with its message, its checks and its explanation.
import { current, expectStep, openDocs, script, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const device = story('device');
const pkce = story('authorization-code-pkce');

/** As if the reader printed: what stands on the paper is what the browser lays out for it. */
async function onPaper(page, look) {
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await look();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
}

/** The details of all steps in `place`, as they can be seen, and what sticks out of its row. */
const details = (place) => place.locator('.step').evaluateAll((rows) => rows.map((row) => ({
  text: row.querySelector('.written')?.innerText ?? '',
  cut: [...row.querySelectorAll('.written *')].filter((one) => {
    const [inside, outside] = [one.getBoundingClientRect(), row.getBoundingClientRect()];
    return inside.height > 0 && getComputedStyle(one).clipPath === 'none' && (inside.bottom > outside.bottom + 1 || inside.right > outside.right + 1);
  }).length,
})));

async function expectAll(place, run) {
  const found = await details(place);
  expect(found).toHaveLength(run.count);
  for (const [index, { text, cut }] of found.entries()) {
    expect(text.length, `step ${index + 1}: ${text}`).toBeGreaterThan(60);
    expect(cut, `step ${index + 1}`).toBe(0);
  }
  return found.map(({ text }) => text);
}

test('the page has the message and the checks of every step on paper, and as before afterwards', async ({ simulator, page }) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  await simulator.open('#/device?step=3');
  const before = await page.locator('.oauth-flow *').count();
  await onPaper(page, async () => {
    const texts = await expectAll(page, device);
    expect(texts[0]).toContain('POST /device_authorization HTTP/1.1');
    expect(texts[1]).toMatch(/"device_code": "[\w-]{20,}"[^]*The client is registered/);
    await expect(simulator.inspector).toBeHidden();
  });
  expect(await page.locator('.oauth-flow *').count()).toBe(before);
  await simulator.expectStep(3, device.count);
  // The browser says so itself when it makes a file of the page.
  await page.evaluate(() => addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('.written').length; }));
  await page.pdf({ format: 'A4' });
  expect(await page.evaluate(() => window.printed)).toBe(device.count);
});

test('a script that prints leaves no turn in between, and the paper has every step', async ({ simulator, page }) => {
  await simulator.open('#/device?step=3');
  const counts = await page.evaluate(() => ['beforeprint', 'afterprint'].map((type) => {
    dispatchEvent(new Event(type));
    return document.querySelectorAll('.written').length;
  }));
  expect(counts).toEqual([device.count, 0]);
});

test('every flow on a page of documentation is on paper whole, also those that nobody has scrolled to', async ({ page }) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  const far = '<div style="height: 400vh"></div><oauth-flow loading="lazy" flow="authorization-code-pkce" theme="dark"></oauth-flow>';
  await openDocs(page, `<oauth-flow loading="lazy" flow="device" step="3"></oauth-flow>${far}`, { head: script });
  await expectStep(page, 3);
  await expect(current(page, 1)).toHaveCount(0);
  await onPaper(page, async () => {
    for (const [index, run] of [device, pkce].entries()) {
      const texts = await expectAll(widget(page, index), run);
      expect(texts.join('\n')).toContain('HTTP/1.1');
      const [frame, last] = [await widget(page, index).boundingBox(), await widget(page, index).locator('.outcome').boundingBox()];
      expect(last.y + last.height).toBeLessThanOrEqual(frame.y + frame.height);
    }
    // Paper is white, also where the page is dark.
    expect(await widget(page, 1).locator('.oauth-flow').evaluate((one) => getComputedStyle(one).colorScheme)).toBe('light');
  });
  await expectStep(page, 3);
  await expect(page.locator('.written')).toHaveCount(0);
});
