// The room that a page gives to a flow, and how the flow keeps its steps in sight within it.
import { expectStep, openDocs, settle, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const decisions = pkce.steps.flatMap(({ decision }, index) => (decision ? index + 1 : []));
const flow = (attributes = '') => `<oauth-flow loading="eager" ${attributes}></oauth-flow>`;
const part = (page, selector) => widget(page).locator(selector).first();

/** Where the parts of the flow are, in pixels of the window. */
const places = (page, ...selectors) => widget(page).evaluate((element, all) => all.map((selector) => {
  const { top, bottom, height, width } = (selector ? element.shadowRoot.querySelector(selector) : element).getBoundingClientRect();
  return { top, bottom, height, width };
}), selectors);

/** What is to be seen at a step: its row, or what a person has to press. */
const seen = (number) => (decisions.includes(number) ? '.is-active .page-actions' : '.step.is-current .step-body');

test('panels: whatever the room, what is asked for is there', async ({ page }) => {
  await openDocs(page, `<style>body { margin: 0 }</style>${flow('step="8"')}`);
  await expectStep(page, 8);
  for (const [width, height] of [[360, 300], [360, 480], [688, 300], [688, 480], [1000, 250], [1000, 480]]) {
    for (const [panels, selector] of [['diagram', '.rail'], ['log', '.step-title'], ['log diagram', '.step-title'], ['inspector', '.inspector-scroller']]) {
      await widget(page).evaluate((element, values) => {
        Object.assign(element, values);
        element.style.width = `${values.width}px`;
      }, { panels, width, height });
      const [stage, inspector, one] = await places(page, '.stage', '.inspector', selector);
      const label = `${panels} in ${width} by ${height}`;
      expect((panels === 'inspector' ? inspector : stage).width, label).toBeGreaterThan(width - 5);
      expect(one.width, label).toBeGreaterThan(100);
    }
  }
});

test('without details, a low frame keeps the names of its lanes in sight, and the step below them', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDocs(page, `<style>body { margin: 0 }</style>${flow('step="8"')}`);
  await expectStep(page, 8);
  for (const width of [320, 480, 640]) {
    for (const height of [300, 400, 480]) {
      for (const panels of ['diagram', 'diagram log']) {
        await widget(page).evaluate((element, values) => {
          Object.assign(element, values);
          element.style.width = `${values.width}px`;
        }, { panels, width, height });
        for (const number of [14, 8]) {
          await widget(page).evaluate((element, to) => element.seek(to), number);
          await expectStep(page, number);
          await expect(async () => {
            const [outside, names, row, footer] = await places(page, '', '.actors-row', '.step.is-current .step-body', '.footer');
            const label = `${panels} at step ${number} in ${width} by ${height}`;
            expect(names.top, label).toBeGreaterThanOrEqual(outside.top);
            expect(row.top, label).toBeGreaterThanOrEqual(names.bottom - 1);
            // All of it, or as much as there is room for.
            const most = footer.top - names.bottom;
            expect(row.top + Math.min(row.height, most), label).toBeLessThanOrEqual(footer.top + 2);
            expect(most, label).toBeGreaterThan(140);
            expect(footer.bottom, label).toBeLessThanOrEqual(outside.bottom);
          }).toPass();
        }
      }
    }
  }
});

test('in every width one legend is read, and no second one beside it', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await openDocs(page, `<style>body { margin: 0 }</style>${flow()}`);
  await expectStep(page, 1);
  for (const panels of ['diagram log inspector', 'diagram log', 'diagram']) {
    for (let width = 320; width <= 1560; width += 40) {
      const [shown, above] = await widget(page).evaluate(async (element, values) => {
        element.panels = values.panels;
        element.style.width = `${values.width}px`;
        await new Promise(requestAnimationFrame);
        const { top } = element.shadowRoot.querySelector('.steps').getBoundingClientRect();
        const legends = [...element.shadowRoot.querySelectorAll('.legend[aria-label="Legend"]')];
        const places = legends.map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 0);
        return [places.length, places.filter(({ bottom }) => bottom <= top + 1).length];
      }, { panels, width });
      expect(shown, `${panels} in ${width}`).toBeGreaterThan(0);
      expect(above, `${panels} in ${width}`).toBeLessThan(2);
    }
  }
});

test('on a phone the names of the lanes stand apart, also of five', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await openDocs(page, `<style>body { margin: 0 }</style>${flow('panels="diagram"')}`);
  await expectStep(page, 1);
  for (const attributes of [{ story: 'stolen-code' }, { flow: 'device' }, { flow: 'authorization-code' }, { flow: 'implicit' }, { flow: 'authorization-code-pkce' }]) {
    const gaps = await widget(page).evaluate(async (element, values) => {
      Object.assign(element, { story: null, ...values });
      await new Promise(requestAnimationFrame);
      const words = [...element.shadowRoot.querySelectorAll('.actor-name')].map((name) => {
        const range = document.createRange();
        range.selectNodeContents(name);
        return range.getBoundingClientRect();
      });
      return words.slice(1).map(({ left }, index) => left - words[index].right);
    }, attributes);
    expect(gaps, JSON.stringify(attributes)).toHaveLength(attributes.story ? 4 : 3);
    expect(Math.min(...gaps), JSON.stringify(attributes)).toBeGreaterThanOrEqual(3);
  }
});

for (const [width, height] of [[688, 500], [360, 400], [1000, 280]]) {
  test(`in ${width} by ${height} each step comes into sight, and the page around stays`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openDocs(page, `<div style="height: 60vh"></div><div style="width: ${width}px">${flow(`height="${height}"`)}</div><div style="height: 200vh"></div>`);
    await expectStep(page, 1);
    await widget(page).scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => scrollY);
    const expectSight = (number) => expect(async () => {
      const [outside, footer, one] = await places(page, '', '.footer', seen(number));
      expect(one.height, `step ${number}`).toBeGreaterThan(0);
      expect(one.top, `step ${number}`).toBeGreaterThanOrEqual(outside.top - 1);
      expect(one.bottom, `step ${number}`).toBeLessThanOrEqual(footer.top + 1);
    }).toPass();
    for (let number = 2; number <= pkce.count; number += 1) {
      await widget(page).getByRole('button', { name: 'Next step' }).click();
      await expectStep(page, number);
      await expectSight(number);
    }
    await widget(page).getByRole('button', { name: 'Previous step' }).click();
    await expectStep(page, pkce.count - 1);
    await expectSight(pkce.count - 1);
    expect(await page.evaluate(() => scrollY)).toBe(top);
  });
}

/** How much of the row of the current step can be seen in what the steps scroll in. */
const shareSeen = (page) => widget(page).evaluate(({ shadowRoot }) => {
  const place = (selector) => shadowRoot.querySelector(selector).getBoundingClientRect();
  const [row, room, header, footer] = ['.step.is-current .step-body', '.stage-scroller', '.actors-row', '.footer'].map(place);
  const seen = Math.min(row.bottom, room.bottom, footer.top) - Math.max(row.top, header.bottom);
  return seen / row.height;
});

test('in a panel that opens later, the current step is in sight, and the page stays', async ({ page }) => {
  await openDocs(page, `<div style="height: 40vh"></div><section style="display: none">${flow('step="14" height="480"')}</section><div style="height: 200vh"></div>`);
  await expectStep(page, 14);
  await page.evaluate(() => scrollTo(0, 50));
  await page.evaluate(() => { document.querySelector('section').style.display = ''; });
  await expect.poll(() => shareSeen(page)).toBe(1);
  expect(await page.evaluate(() => scrollY)).toBe(50);
});

test('the current step stays in sight in another room, unless its reader has scrolled away, and the page stays', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDocs(page, `<style>body { margin: 0 } oauth-flow { width: 1000px }</style><div style="height: 40vh"></div>${flow('step="14" height="640"')}<div style="height: 200vh"></div>`);
  await expectStep(page, 14);
  await expect.poll(() => shareSeen(page)).toBe(1);
  await page.evaluate(() => scrollTo(0, 50));
  const resize = (size) => widget(page).evaluate((element, { width, height }) => {
    element.style.width = `${width}px`;
    element.height = height;
  }, size);
  for (const size of [{ width: 720, height: 400 }, { width: 360, height: 700 }, { width: 1200, height: 300 }, { width: 420, height: 560 }, { width: 1000, height: 640 }]) {
    await resize(size);
    await expect.poll(() => shareSeen(page), JSON.stringify(size)).toBe(1);
  }
  const scroller = part(page, '.stage-scroller');
  await scroller.evaluate((one) => one.scrollTo(0, 0));
  await expect.poll(() => shareSeen(page)).toBeLessThan(0);
  await resize({ width: 720, height: 480 });
  await settle(page);
  expect(await scroller.evaluate((one) => one.scrollTop)).toBe(0);
  expect(await page.evaluate(() => scrollY)).toBe(50);
  // It comes back with the next step.
  await widget(page).evaluate((element) => element.step());
  await expect.poll(() => shareSeen(page)).toBe(1);
});

test('too low for parts that scroll as a whole, the current step stays in sight, too', async ({ page }) => {
  await openDocs(page, `<div style="width: 500px">${flow('step="12" height="480"')}</div>`);
  await expectStep(page, 12);
  for (const height of [480, 300, 400]) {
    await widget(page).evaluate((element, value) => { element.height = value; }, height);
    await expect(async () => {
      const [outside, footer, row] = await places(page, '', '.footer', '.step.is-current .step-body');
      expect(row.top).toBeGreaterThanOrEqual(outside.top - 1);
      expect(row.bottom).toBeLessThanOrEqual(footer.top + 1);
    }).toPass();
  }
});

test('the first picture starts at the heading, also where it grows', async ({ page }) => {
  await openDocs(page, `<div style="width: 900px">${flow('height="200"')}</div>`);
  await expectStep(page, 1);
  for (const height of [260, 400, 640]) {
    await widget(page).evaluate((element, value) => { element.height = value; }, height);
    await settle(page);
    expect(await part(page, '.stage-scroller').evaluate((one) => one.scrollTop)).toBe(0);
  }
});

test('too low for parts that scroll, it keeps its border while it scrolls', async ({ page }) => {
  await openDocs(page, `<div style="width: 500px">${flow('height="400"')}</div>`);
  await expectStep(page, 1);
  await widget(page).evaluate((element) => element.seek(10));
  await expect(async () => {
    const scrolled = await part(page, '.oauth-flow').evaluate((root) => root.scrollTop);
    expect(scrolled).toBeGreaterThan(100);
  }).toPass();
  const [outside, root, footer] = await places(page, '', '.oauth-flow', '.footer');
  expect(root).toEqual(outside);
  expect(Math.abs(root.bottom - 1 - footer.bottom)).toBeLessThanOrEqual(1);
});

for (const width of [1000, 360]) {
  test(`as high as all steps, in ${width} pixels: the player stays in the window, and so does the step`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openDocs(page, `<h1>Docs</h1><div style="width: ${width}px">${flow('height="auto"')}</div><div style="height: 200vh"></div>`);
    await expectStep(page, 1);
    const next = widget(page).getByRole('button', { name: 'Next step' });
    await expect(next).toBeInViewport({ ratio: 1 });
    for (let number = 2; number <= pkce.count; number += 1) {
      const [before] = await places(page, '');
      // Where it is, as a pointer finds it: nothing scrolls to it first.
      const { x, y, width: across, height: down } = await next.boundingBox();
      await page.mouse.click(x + across / 2, y + down / 2);
      await expectStep(page, number);
      await expect(async () => {
        const [outside, footer, row, inspector] = await places(page, '', '.footer', '.step.is-current .step-body', '.inspector');
        expect(row.top, `step ${number}`).toBeGreaterThanOrEqual(0);
        expect(row.bottom, `step ${number}`).toBeLessThanOrEqual(footer.top + 1);
        expect(footer.bottom).toBeLessThanOrEqual(800);
        expect(Math.abs(outside.top - before.top), 'how far it scrolled').toBeLessThan(500);
        if (width < 704) return;
        if (decisions.includes(number)) expect((await places(page, seen(number)))[0].bottom).toBeLessThanOrEqual(footer.top + 1);
        expect(inspector.top).toBeGreaterThanOrEqual(Math.min(0, outside.top));
        if (outside.top <= 0) expect(inspector.bottom).toBeLessThanOrEqual(footer.top + 1);
      }).toPass();
    }
  });
}

for (const [width, height] of [[320, 568], [390, 700]]) {
  test(`as high as all steps, the player folds on a phone as in a fixed height, in ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openDocs(page, `<style>body { margin: 0 }</style>${flow('step="4" height="640"')}`);
    await expectStep(page, 4);
    const player = async () => (await places(page, '.footer', '.track', '.player-extras')).map((one) => [one.height, one.width]);
    const fixed = await player();
    await widget(page).evaluate((element) => { element.height = 'auto'; });
    expect(await player()).toEqual(fixed);
    await widget(page).getByRole('button', { name: 'More controls' }).click();
    await expect(part(page, '.player-extras')).toBeVisible();
  });
}

test('as high as all steps, a line stands between steps and details, and nowhere else', async ({ page }) => {
  await openDocs(page, `<div style="width: 1000px">${flow('height="auto"')}</div>`);
  await expectStep(page, 1);
  const lines = () => widget(page).evaluate((element) => ['.stage', '.inspector'].map((selector) => {
    const { borderLeftWidth, borderRightWidth, display } = getComputedStyle(element.shadowRoot.querySelector(selector));
    return display === 'none' ? 0 : parseFloat(borderLeftWidth) + parseFloat(borderRightWidth);
  }));
  expect(await lines()).toEqual([1, 0]);
  await widget(page).evaluate((element) => { element.panels = 'log diagram'; });
  expect(await lines()).toEqual([0, 0]);
});

test('a height in CSS is its height, with the player inside and the caption below it', async ({ page }) => {
  await openDocs(page, `<style>body { margin: 0 } main { height: 700px }</style>
    <oauth-flow loading="eager"><p slot="caption">Figure 1</p></oauth-flow><main>${flow()}</main>`);
  await expectStep(page, 1);
  await expectStep(page, 1, 1);
  const caption = page.getByText('Figure 1');
  for (const [style, pixels] of [['height: 420px', 420], ['height: 900px', 900], ['max-height: 400px', 400], ['min-height: 800px', 800]]) {
    await widget(page).evaluate((element, value) => { element.style.cssText = value; }, style);
    const [outside, root, footer] = await places(page, '', '.oauth-flow', '.footer');
    const words = await caption.boundingBox();
    expect(outside.height, style).toBe(pixels);
    expect(root.bottom, style).toBeLessThanOrEqual(words.y);
    expect(Math.abs(root.bottom - footer.bottom), style).toBeLessThanOrEqual(2);
    expect(outside.bottom - words.y - words.height, style).toBeLessThan(40);
    expect(root.height, style).toBeGreaterThan(pixels - 80);
  }
  await widget(page).evaluate((element) => element.removeAttribute('style'));
  expect((await places(page, '.oauth-flow'))[0].height).toBe(640);
  // As high as what is around.
  await widget(page, 1).evaluate((element) => { element.style.height = '100%'; });
  expect((await widget(page, 1).boundingBox()).height).toBe(700);
  expect((await widget(page, 1).locator('.oauth-flow').boundingBox()).height).toBe(700);
});

test('can be seen wherever its width depends on what is inside', async ({ page }) => {
  const around = {
    'flex item': '<div style="display: flex">*<p>Beside</p></div>',
    'centred flex item': '<div style="display: flex; flex-direction: column; align-items: center">*</div>',
    'grid column': '<div style="display: grid; grid-template-columns: auto 1fr">*<p>Beside</p></div>',
    'table cell': '<table><tbody><tr><td>*</td><td>Beside</td></tr></tbody></table>',
    float: '<div style="overflow: hidden"><div style="float: left">*</div></div>',
  };
  await openDocs(page, Object.values(around).map((html) => html.replace('*', flow())).join(''));
  for (const [index, name] of Object.keys(around).entries()) {
    await expectStep(page, 1, index);
    expect((await widget(page, index).locator('.oauth-flow').boundingBox()).width, name).toBeGreaterThanOrEqual(320);
  }
  // No wider than a narrow page.
  await page.setViewportSize({ width: 300, height: 700 });
  await openDocs(page, `<style>body { margin: 0 }</style><div style="display: flex">${flow()}</div><div style="display: grid">${flow()}</div>`);
  for (const index of [0, 1]) {
    await expectStep(page, 1, index);
    expect((await widget(page, index).boundingBox()).width).toBeLessThanOrEqual(300);
  }
});

/** As long as they may be. */
const names = JSON.stringify({ client: `Acme${'x'.repeat(56)}`, scopes: { [`acme.${'y'.repeat(45)}`]: `See ${'z'.repeat(50)}` } });

for (const width of [320, 728]) {
  test(`the longest names of an author are not cut off, in ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await openDocs(page, `<style>body { margin: 0 }</style>${flow('step="consent" flow="device"')}${flow('step="consent"')}`, {});
    for (const index of [0, 1]) {
      await expect(widget(page, index).locator('[aria-current="step"]')).toHaveCount(1);
      await widget(page, index).evaluate((element, value) => { element.names = value; }, names);
      await expect(widget(page, index).locator('.page-scope').first()).toContainText('yyyy');
      const cut = await widget(page, index).evaluate((element) => [...element.shadowRoot.querySelectorAll('.device')].flatMap((device) => {
        const { right } = device.getBoundingClientRect();
        return [...device.querySelectorAll('.page *')].filter((one) => one.getBoundingClientRect().right > right || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && one.localName !== 'input')
          .map((one) => `${one.className} ${one.textContent}`);
      }));
      expect(cut).toEqual([]);
    }
  });
}

test('in forced colours the slider shows where the run fails', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openDocs(page, flow('flow="refresh"'));
  await expectStep(page, 1);
  const colours = await widget(page).evaluate((element) => {
    const mark = getComputedStyle(element.shadowRoot.querySelector('.track-mark.is-failed')).backgroundColor;
    return { mark, ground: getComputedStyle(element.shadowRoot.querySelector('.footer')).backgroundColor };
  });
  expect(colours.mark).not.toBe(colours.ground);
});
