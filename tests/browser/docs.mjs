// A page of documentation with flows in it, as somebody else might have it.
import { expect } from './fixtures.mjs';

export const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self'; frame-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
export const script = '<script type="module" src="./oauth-flow.js"></script>';
/** At the eighth step. The tests of what comes before the simulator have tags of their own. */
export const tag = '<oauth-flow loading="lazy" flow="authorization-code-pkce" step="8"><span>Not ready yet</span></oauth-flow>';

const EVENTS = ['ready', 'step', 'marker', 'play', 'pause', 'end', 'error'];

/** Opens a page of documentation with this in its body. */
export async function openDocs(page, body, { csp = policy, head = script, attributes = '' } = {}) {
  await page.route('**/docs.html', (route) => route.fulfill({
    contentType: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': csp },
    body: `<!doctype html><html lang="en" ${attributes}><head><meta charset="utf-8"><title>Docs</title>
      <link rel="icon" href="./icon.svg">${head}</head><body>${body}</body></html>`,
  }));
  await page.addInitScript((events) => {
    window.told = [];
    for (const type of events) addEventListener(`oauth-flow:${type}`, ({ detail }) => told.push({ type, ...detail }));
  }, EVENTS);
  await page.goto('./docs.html');
}

export const widget = (page, index = 0) => page.locator('oauth-flow').nth(index);
export const current = (page, index = 0) => widget(page, index).locator('[aria-current="step"] .step-number');
export const told = (page, type) => page.evaluate((wanted) => window.told.filter((one) => one.type === wanted), type);

/** What follows from what was done is on the screen: what observes sizes and places has run, too. */
export const settle = (page) => page.evaluate(async () => { for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame); });

/** Waits until the flow stands at this step. */
export async function expectStep(page, number, index = 0) {
  await expect(current(page, index)).toHaveText(String(number));
}
