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
    element.shadowRoot.querySelector('button').focus();
  });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('?');
  await expect(widget(page).getByRole('dialog')).toBeVisible();
  await page.evaluate(() => document.querySelector('oauth-flow').remove());
  await expect.poll(state).toEqual(before);
});

test('fifty on a page: only those near the view run, and what is removed is given back', async ({ page }) => {
  test.setTimeout(120_000);
  await openDocs(page, '<p>Many</p>'.concat('<oauth-flow flow="device" step="4"></oauth-flow><p>Words in between</p>'.repeat(50)));
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
  // At a reader's pace, to the end.
  const long = await page.evaluate(async () => {
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    const frame = () => new Promise(requestAnimationFrame);
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
      scrollBy({ top: 60, behavior: 'instant' });
      await frame();
    }
    await new Promise((done) => setTimeout(done, 300));
    return tasks;
  });
  await expect.poll(mounted).toBe(50);
  // One for each flow on an idle machine, and up to three where much else runs.
  console.log(`long tasks while 50 come into view: ${long.length}, the longest ${Math.round(Math.max(0, ...long))} ms`);
  expect(long.length).toBeLessThanOrEqual(3 * 50);
  const many = await counters();
  const memory = () => page.evaluate(() => import('./oauth-flow-simulator.js').then(async (glue) => (await glue.default()).memory.buffer.byteLength));
  const atFifty = await memory();
  await page.evaluate(() => document.querySelectorAll('oauth-flow').forEach((one) => one.remove()));
  await expect.poll(async () => (await counters()).nodes, { timeout: 20_000 }).toBeLessThan(few.nodes);
  expect((await counters()).jsEventListeners).toBeLessThanOrEqual(few.jsEventListeners);
  expect(many.nodes).toBeGreaterThan(few.nodes * 5);
  // The module's own memory does not shrink, but what comes later lives in what is free again.
  await page.evaluate(async () => {
    for (let index = 0; index < 40; index += 1) document.body.append(Object.assign(document.createElement('oauth-flow'), { flow: 'device', loading: 'eager' }));
    await Promise.all([...document.querySelectorAll('oauth-flow')].map(({ ready }) => ready));
  });
  expect(await memory()).toBe(atFifty);
});

test('nothing on the page moves while it comes', async ({ page }) => {
  await openDocs(page, `<style>oauth-flow:not(:defined) { display: block; height: 640px }</style><h1>Docs</h1>${tag}<p>Below</p><oauth-flow flow="device"></oauth-flow><p>At the end</p>`);
  await page.evaluate(() => {
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
  });
  await expectStep(page, 8);
  await page.mouse.wheel(0, 900);
  await expectStep(page, 1, 1);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
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
