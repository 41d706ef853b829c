// The page fits: any width from 320 pixels, any theme, less motion, forced colours, paper.
import { expect, story, test } from './fixtures.mjs';

const sizes = [[1440, 900], [1920, 1080], [768, 1024], [360, 740], [320, 640]];
const isNarrow = (width) => width <= 704;
const folds = (width) => width <= 896;

/** What can be pressed and is too small for a finger or a pointer (WCAG 2.2, 2.5.8), within `scope`. */
const smallTargets = (page, scope) => page.evaluate((inside) => {
  const least = 24;
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  // In a sentence, or in a line of a message, the size follows from that of the line.
  const isInText = (target) => getComputedStyle(target).display === 'inline' || target.matches(':is(h2, h3, p, .http-line) *');
  const targets = [...document.querySelectorAll(inside)]
    .flatMap((place) => [...place.querySelectorAll('a[href], button, input, select')])
    .filter((target) => isShown(target) && !isInText(target));

  /** How far around a point the target takes the pointer, in one direction: it can be larger than it looks. */
  const reach = (target, x, y, [dx, dy]) => {
    let far = 0;
    while (far < least) {
      const found = document.elementFromPoint(x + dx * (far + 0.5), y + dy * (far + 0.5));
      if (found === null || !(target.contains(found) || target.closest('label')?.contains(found))) break;
      far += 0.5;
    }
    return far;
  };

  return targets.flatMap((target) => {
    const outer = target.closest('label') ?? target;
    const box = outer.getBoundingClientRect();
    if (box.width >= least && box.height >= least) return [];
    target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { left, top, width, height } = outer.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const wide = Math.max(width, reach(target, x, y, [-1, 0]) + reach(target, x, y, [1, 0]));
    const high = Math.max(height, reach(target, x, y, [0, -1]) + reach(target, x, y, [0, 1]));
    if (wide >= least - 0.5 && high >= least - 0.5) return [];
    return [`“${target.textContent.slice(0, 40)}” (${target.className}) takes ${wide}×${high}`];
  });
}, scope);

/** What sticks out of the window sideways and cannot be scrolled to. */
const lostSideways = (page) => page.evaluate(() => (
  [...document.querySelectorAll('.oauth-flow :is(a, button, input, select, h1, h2, h3, p, li, dt, dd, code, label)')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    if (width === 0 || !element.checkVisibility() || element.closest('.visually-hidden, .skip-link, pre, [aria-hidden="true"]')) return false;
    if (getComputedStyle(element).clipPath !== 'none') return false;
    return left < -0.5 || right > innerWidth + 0.5;
  }).map((element) => `${element.tagName} “${element.textContent.slice(0, 60)}”`)
));

/** Nothing lies over the number of the current row. */
const currentRowIsSeen = (simulator) => simulator.current.locator('.step-number').evaluate((number) => {
  const { left, top, width, height } = number.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  return found !== null && number.closest('li').contains(found);
});

for (const [width, height] of sizes) {
  test.describe(`${width}×${height}`, () => {
    test.use({ viewport: { width, height }, contextOptions: { reducedMotion: 'reduce' } });

    test('nothing sticks out, the player and the current row are in sight at every step', async ({ simulator, page }) => {
      for (const flow of ['device', 'refresh']) {
        const { count } = story(flow);
        await simulator.open(`#/${flow}`);
        for (let step = 2; step <= count; step += 1) {
          await page.keyboard.press('ArrowRight');
          await simulator.expectStep(step, count);
          const where = `${flow}, step ${step}`;
          await expect(simulator.current.locator('.step-number'), where).toBeInViewport({ ratio: 1 });
          await expect.poll(() => currentRowIsSeen(simulator), where).toBe(true);
          expect(await lostSideways(page), where).toEqual([]);
          expect(await page.evaluate(() => {
            scrollBy(100, 0);
            return [scrollX, document.documentElement.scrollWidth - innerWidth, document.body.scrollWidth - innerWidth].every((over) => over <= 0);
          }), where).toBe(true);
        }
        await page.keyboard.press('Home');
        await expect(simulator.current.locator('.step-number')).toBeInViewport({ ratio: 1 });
      }
      for (const name of ['First step', 'Previous step', 'Play', 'Next step', 'Last step']) {
        await expect(simulator.control(name)).toBeInViewport({ ratio: 1 });
      }
      await expect(simulator.player.getByRole('slider')).toBeInViewport({ ratio: 1 });
    });

    test('every target is large enough, in both themes', async ({ simulator, page }) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await simulator.open('#/authorization-code-pkce?step=6');
      expect(await smallTargets(page, '.oauth-flow')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await simulator.open('#/refresh?step=14&wait=3:60');
      await simulator.section('Who knows what now').getByRole('button').first().click();
      expect(await smallTargets(page, '.oauth-flow')).toEqual([]);
      if (folds(width)) {
        await page.getByRole('button', { name: 'Settings', exact: true }).click();
        expect(await smallTargets(page, '.header')).toEqual([]);
        await page.keyboard.press('Escape');
      }
      if (isNarrow(width)) {
        await simulator.player.getByRole('button', { name: 'More controls' }).click();
        expect(await smallTargets(page, '.player')).toEqual([]);
      }
    });
  });
}

for (const width of [320, 360, 500, 768, 900, 1000, 1152, 1280, 1440]) {
  test(`${width} pixels wide, those who take part and what the lines mean are in sight at every step`, async ({ simulator, page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const flow of ['authorization-code-pkce', 'refresh']) {
      await simulator.open(`#/${flow}?step=9`);
      await expect(simulator.current.locator('.step-number')).toBeInViewport({ ratio: 1 });
      const head = page.locator('.actors-row');
      for (const name of story(flow).actors) {
        const shown = head.getByText(name, { exact: true }).and(page.locator(':visible'));
        await expect(shown, name).toHaveCount(1);
        await expect(shown, name).toBeInViewport({ ratio: 1 });
      }
      for (const words of [/^front/, /^back/, /^secret/]) {
        await expect(head.getByRole('listitem').filter({ hasText: words }), String(words)).toBeInViewport({ ratio: 1 });
      }
      expect((await head.boundingBox()).height).toBeLessThan(90);
    }
  });
}

for (const width of [1152, 1280]) {
  test(`${width} pixels wide, lanes have their names, and messages what they carry`, async ({ simulator, page }) => {
    await page.setViewportSize({ width, height: 720 });
    await simulator.open('#/authorization-code-pkce?step=12');
    const names = page.locator('.actor-name');
    for (const name of await names.all()) await expect(name).toBeVisible();
    // No name reaches into that of its neighbour.
    const places = await names.evaluateAll((all) => all.map((name) => {
      const range = document.createRange();
      range.selectNodeContents(name);
      const { left, right } = range.getBoundingClientRect();
      return [left, right];
    }));
    for (const [index, [left]] of places.entries()) if (index > 0) expect(left).toBeGreaterThan(places[index - 1][1]);
    await expect(page.locator('.step.is-current .packet')).toHaveText('code_verifier');
    expect((await page.locator('.step.is-current .packet').boundingBox()).width).toBeGreaterThan(60);
    expect((await simulator.player.boundingBox()).height).toBeLessThan(width < 1160 ? 120 : 70);
  });
}

for (const width of [320, 360]) {
  test(`${width} pixels wide, no flow is wider than its column`, async ({ simulator, page }) => {
    await page.setViewportSize({ width, height: 740 });
    for (const fragment of ['authorization-code', 'authorization-code-pkce', 'client-credentials', 'device', 'refresh', 'implicit', 'implicit?profile=oauth-2.1']) {
      await simulator.open(`#/${fragment}`);
      expect(await page.locator('.stage-scroller').evaluate((one) => one.scrollWidth - one.clientWidth), fragment).toBeLessThanOrEqual(0);
      const out = await page.locator(':is(.step-meta, .outcome) *').evaluateAll((all) => all.filter((one) => {
        const box = one.closest('.step-body, .outcome').getBoundingClientRect();
        const { left, right } = one.getBoundingClientRect();
        return left < box.left - 0.5 || right > box.right + 0.5;
      }).map((one) => one.textContent));
      expect(out, fragment).toEqual([]);
    }
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('the settings and the rest of the player unfold, and fold again', async ({ simulator, page }) => {
    await simulator.open('#/device?step=5');
    const settings = page.getByRole('button', { name: 'Settings', exact: true });
    await expect(page.getByRole('button', { name: 'New seed' })).toBeHidden();
    await settings.click();
    await expect(settings).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('button', { name: 'New seed' })).toBeInViewport({ ratio: 1 });
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'New seed' })).toBeHidden();
    await expect(settings).toBeFocused();

    const more = simulator.player.getByRole('button', { name: 'More controls' });
    await expect(simulator.player.getByLabel('Speed')).toBeHidden();
    await more.click();
    await expect(more).toHaveAttribute('aria-expanded', 'true');
    await expect(simulator.player.getByLabel('Speed')).toBeInViewport({ ratio: 1 });
    await expect(simulator.player.getByRole('switch', { name: 'Act for me' })).toBeInViewport();
    await more.click();
    await expect(simulator.player.getByLabel('Speed')).toBeHidden();
    await more.click();
    await simulator.player.getByLabel('Speed').focus();
    await page.keyboard.press('Escape');
    await expect(simulator.player.getByLabel('Speed')).toBeHidden();
    await expect(more).toHaveAttribute('aria-expanded', 'false');
    await expect(more).toBeFocused();
  });

  test('the name of a parameter breaks after an underscore and nowhere else', async ({ simulator, page }) => {
    const torn = () => page.evaluate(() => {
      const range = document.createRange();
      return [...document.querySelectorAll('.step .word, .step .chip, .inspector :is(.word, .chip)')].flatMap((word) => (
        [...word.childNodes].filter((piece) => piece.nodeType === Node.TEXT_NODE).filter((piece) => {
          range.selectNodeContents(piece);
          return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
        }).map(({ data }) => data)
      ));
    });
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await simulator.open('#/device?step=5');
      await expect(simulator.current).toContainText('authorization_pending');
      expect(await torn()).toEqual([]);
    }
    // Where a line of its own is long enough it does not break at all.
    for (const width of [500, 700, 1000]) {
      await page.setViewportSize({ width, height: 740 });
      await simulator.open('#/refresh?step=2');
      const broken = await page.locator('.word').evaluateAll((words) => words.filter((word) => {
        const { fontSize } = getComputedStyle(word);
        return word.getBoundingClientRect().height > 2.4 * parseFloat(fontSize) || word.getClientRects().length > 1;
      }).map(({ textContent }) => textContent));
      expect(broken, `${width} pixels`).toEqual([]);
    }
  });

  test('the details take more room when asked to', async ({ simulator }) => {
    await simulator.open('#/device?step=5');
    const height = async () => (await simulator.inspector.boundingBox()).height;
    const before = await height();
    const fold = simulator.inspector.getByRole('button', { name: 'Details', exact: true });
    await expect(fold).toHaveAttribute('aria-expanded', 'false');
    await fold.click();
    await expect(fold).toHaveAttribute('aria-expanded', 'true');
    await expect.poll(height).toBeGreaterThan(before * 1.3);
    await fold.click();
    await expect.poll(height).toBe(before);
  });

  test('what the person has to press is in sight, and the address breaks after its slash', async ({ simulator, page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    for (const [fragment, button] of [
      ['#/authorization-code-pkce?step=4', 'Sign in'],
      ['#/authorization-code-pkce?step=6', 'Approve'],
      [`#/device?step=${story('device').at('user-code')}`, 'Continue'],
      [`#/device?step=${story('device').at('consent')}`, 'Approve'],
    ]) {
      await simulator.open(fragment);
      await expect(simulator.act(button), fragment).toBeInViewport({ ratio: 1 });
    }
    const lines = await page.locator('.pairing-address').evaluate((address) => {
      const range = document.createRange();
      const tops = [...address.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => {
        range.selectNodeContents(node);
        return [node.data, new Set([...range.getClientRects()].map(({ top }) => top)).size];
      });
      return tops;
    });
    expect(lines.length).toBeGreaterThan(1);
    for (const [words, count] of lines) expect(count, words).toBe(1);
  });

  test('the code that the person has to type is in sight beside its field', async ({ simulator, page }) => {
    const step = story('device').at('user-code');
    for (const [width, height] of [[390, 844], [360, 740], [360, 640], [320, 640], [320, 568], [320, 530]]) {
      await page.goto('about:blank');
      await page.setViewportSize({ width, height });
      await simulator.open(`#/device?step=${step}`);
      await simulator.expectStep(step);
      const where = `${width}×${height}`;
      await expect(page.locator('.pairing-code'), where).toBeInViewport({ ratio: 1 });
      await expect(simulator.screen.getByRole('textbox', { name: 'Code' }), where).toBeInViewport({ ratio: 1 });
      await expect(simulator.act('Continue'), where).toBeInViewport({ ratio: 1 });
      if (height >= 640) expect((await page.locator('.device-address').boundingBox()).height, where).toBeLessThan(30);
      if (height > 700) await expect(page.locator('.screen-hint'), where).toBeInViewport({ ratio: 1 });
    }
  });

  test('the first picture has the first step in it, and the rest of what the flow is for on demand', async ({ simulator, page }) => {
    await simulator.open('');
    await expect(simulator.rows.first()).toBeInViewport({ ratio: 1 });
    await page.setViewportSize({ width: 320, height: 640 });
    await simulator.open('');
    // The number is as high as the title, which ends further down.
    const isBegun = simulator.rows.first().locator('.step-number').evaluate((number) => {
      const { left, top } = number.getBoundingClientRect();
      return number.closest('li').contains(document.elementFromPoint(left + 4, top + 20));
    });
    expect(await isBegun).toBe(true);
    const [lede, more] = [page.locator('.lede'), page.getByRole('button', { name: 'Read all' })];
    const isCut = () => lede.evaluate((one) => one.scrollHeight > one.clientHeight);
    expect(await isCut()).toBe(true);
    await more.click();
    await expect(more).toHaveAttribute('aria-expanded', 'true');
    expect(await isCut()).toBe(false);
  });

  test('what was wrong with an address takes one block', async ({ simulator, page }) => {
    await simulator.open('#/teleport?step=99&profile=oauth-9&speed=9');
    await expect(page.locator('.notes p')).toHaveCount(4);
    expect((await page.locator('.notes').boundingBox()).height).toBeLessThan(130);
  });

  test('the strip of a value is low, and the current row stays in sight', async ({ simulator, page }) => {
    await simulator.open('#/authorization-code-pkce?step=8');
    await simulator.expectStep(8);
    await simulator.section('Who knows what now').getByRole('button', { name: /^code(,|$)/ }).first().click();
    const strip = page.getByRole('region', { name: 'Where this value goes' });
    await expect(strip).toBeVisible();
    expect((await strip.boundingBox()).height).toBeLessThan(90);
    await expect(simulator.current.locator('.step-title')).toBeInViewport({ ratio: 1 });
  });

  test('a whole flow goes by touch alone', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto('./#/authorization-code-pkce?step=3');
    await page.getByRole('button', { name: 'Next step' }).tap();
    await page.getByRole('button', { name: 'Sign in', exact: true }).tap();
    await page.getByRole('button', { name: 'Next step' }).tap();
    await page.getByRole('button', { name: 'Approve', exact: true }).tap();
    await expect(page.locator('.kicker')).toContainText('Step 7 of');
    expect(await page.evaluate(() => visualViewport.scale)).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await context.close();
  });
});

test.describe('in a low window', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  for (const [width, height] of [[853, 480], [740, 360], [640, 360], [320, 256]]) {
    test(`of ${width}×${height} the details of every step are in sight, and the player is one row`, async ({ simulator, page }) => {
      await page.setViewportSize({ width, height });
      await simulator.open('#/authorization-code-pkce');
      const { count } = story('authorization-code-pkce');
      for (let step = 2; step <= count; step += 1) {
        await page.keyboard.press('ArrowRight');
        await simulator.expectStep(step, count);
        await expect(simulator.inspector, `step ${step}`).toBeInViewport();
        if (isNarrow(width)) {
          await expect(simulator.inspector.getByRole('heading', { level: 2 }), `step ${step}`).toBeInViewport();
        } else {
          await expect(simulator.current.locator('.step-number'), `step ${step}`).toBeInViewport({ ratio: 1 });
          await expect.poll(() => currentRowIsSeen(simulator), `step ${step}`).toBe(true);
          expect(await page.evaluate(() => scrollY)).toBe(0);
          if (await simulator.screen.getByRole('button').count() > 0) {
            await expect(simulator.screen.getByRole('button').first(), `step ${step}`).toBeInViewport({ ratio: 1 });
          }
        }
      }
      expect((await simulator.player.boundingBox()).height).toBeLessThan(70);
      expect(await lostSideways(page)).toEqual([]);
    });
  }
});

test('text of twice the size fits on a phone', async ({ simulator, page }) => {
  for (const step of [1, 6, 14]) {
    await page.setViewportSize({ width: 400, height: 740 });
    await simulator.open(`#/authorization-code-pkce?step=${step}`);
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    // The sizes that the style sheet asks for are asked again.
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => lostSideways(page), `step ${step}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    for (const name of ['Previous step', 'Play', 'Next step']) await expect(simulator.control(name)).toBeInViewport({ ratio: 1 });
    expect((await simulator.current.locator('.step-title').boundingBox()).width).toBeGreaterThan(100);
  }
});

test('another flow starts at its top', async ({ simulator, page }) => {
  await simulator.open('#/authorization-code-pkce');
  await page.keyboard.press('End');
  const scrolled = () => page.locator('.stage-scroller').evaluate((one) => one.scrollTop);
  await expect.poll(scrolled).toBeGreaterThan(100);
  await page.getByRole('navigation', { name: 'Flows' }).getByRole('link', { name: 'Device' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Device/);
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
  const { count } = story('refresh');
  await page.goto(`./#/refresh?step=${count}`);
  await expect(simulator.current.locator('.step-number')).toBeInViewport({ ratio: 1 });
});

test('the heading of the details stands still from step to step', async ({ simulator, page }) => {
  for (const [width, height, flow] of [[1280, 720, 'authorization-code-pkce'], [360, 740, 'client-credentials']]) {
    await page.setViewportSize({ width, height });
    await simulator.open(`#/${flow}`);
    const tops = new Set();
    for (let step = 1; step <= story(flow).count; step += 1) {
      await simulator.expectStep(step);
      tops.add(await simulator.inspector.evaluate((one) => one.querySelector('h2').offsetTop));
      await page.keyboard.press('ArrowRight');
    }
    expect([...tops], `${flow}, ${width} pixels wide`).toHaveLength(1);
  }
});

test('both channels look alike in the details, and neither like a verdict', async ({ simulator }) => {
  const look = async (step) => {
    await simulator.open(`#/authorization-code-pkce?step=${step}`);
    await simulator.expectStep(step);
    return simulator.inspector.locator('.kicker .tag').evaluate((tag) => {
      const { color, backgroundColor, boxShadow } = getComputedStyle(tag);
      return [color, backgroundColor, boxShadow];
    });
  };
  expect(await look(3)).toEqual(await look(12));
});

test('“Copied” takes as much room as “Copy link”', async ({ simulator, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await simulator.open();
  const copy = page.getByRole('banner').getByRole('button', { name: 'Copy link' });
  const before = await page.getByRole('button', { name: 'New seed' }).boundingBox();
  await copy.click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect((await page.getByRole('button', { name: 'New seed' }).boundingBox()).x).toBeCloseTo(before.x, -0.5);
});

test('the profiles say what they mean without a pointer, and what is unfolded folds when something else is pressed', async ({ simulator, page }) => {
  for (const width of [1440, 930, 360]) {
    await page.setViewportSize({ width, height: 740 });
    await simulator.open();
    if (folds(width)) await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const name = page.getByRole('button', { name: 'Server profile' });
    const meaning = page.getByRole('definition').filter({ hasText: 'no implicit grant' });
    await expect(meaning).toBeHidden();
    await name.click();
    await expect(meaning).toBeInViewport({ ratio: 1 });
    expect(await lostSideways(page)).toEqual([]);
    await page.locator('.brand-mark').click();
    await expect(meaning).toBeHidden();
    if (folds(width)) await expect(page.getByRole('button', { name: 'New seed' })).toBeHidden();
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('beside the phone the television is wider than high, and the buttons of the phone are as wide as its page', async ({ simulator, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await simulator.open(`#/device?step=${story('device').at('sign-in')}`);
  await expect(simulator.screen).toContainText('Sign in to connect a device');
  const { width, height } = await page.locator('.device.is-television').boundingBox();
  expect(width / height).toBeGreaterThan(1.4);
  for (const button of ['Sign in', 'Enter a wrong password']) {
    const room = await simulator.act(button).evaluate((one) => one.parentElement.clientWidth);
    expect(Math.abs((await simulator.act(button).boundingBox()).width - room)).toBeLessThan(1);
  }
});

test('in a family of tokens every access token has a line of its own', async ({ simulator, page }) => {
  const { count } = story('refresh');
  await simulator.open(`#/refresh?step=${count}`);
  const members = await page.locator('.family-member').evaluateAll((all) => all.map((member) => {
    const [chip, access] = [member.querySelector('.chip'), member.querySelector('.family-access')].map((one) => one.getBoundingClientRect());
    return [access.top >= chip.bottom, access.left > chip.left];
  }));
  expect(members.length).toBeGreaterThan(1);
  expect(members.flat()).not.toContain(false);
});

test('a decision that was made is quiet, and one that is due is not', async ({ simulator, page }) => {
  await simulator.open('#/authorization-code-pkce?step=6');
  const [made, due] = await page.locator('.tag.is-person').evaluateAll((all) => all.map((tag) => getComputedStyle(tag).color));
  const muted = await page.locator('.start-line').first().evaluate((line) => getComputedStyle(line).color);
  expect(made).toBe(muted);
  expect(due).not.toBe(muted);
});

test('in the dark what is chosen stands out, and a word of a step ahead leaves no hole', async ({ simulator, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await simulator.open('#/authorization-code-pkce?step=3');
  const look = (name) => page.locator('.segment').filter({ has: page.getByRole('radio', { name }) }).evaluate((one) => {
    const { backgroundColor, boxShadow } = getComputedStyle(one);
    return { backgroundColor, boxShadow, around: getComputedStyle(one.parentElement).backgroundColor, surface: getComputedStyle(one.closest('header')).backgroundColor };
  });
  for (const name of ['OAuth 2.1', 'As the system']) {
    const { backgroundColor, boxShadow, around, surface } = await look(name);
    expect(boxShadow, name).not.toBe('none');
    expect([around, surface], name).not.toContain(backgroundColor);
  }
  const ground = await page.locator('.step.is-ahead .word').first().evaluate((word) => getComputedStyle(word).backgroundColor);
  expect(ground).not.toBe('rgba(0, 0, 0, 0)');
});

test('a row that scrolls below the names fades', async ({ simulator, page }) => {
  await simulator.open('#/device?step=9');
  const fade = await page.locator('.actors-row').evaluate((row) => {
    const { height, backgroundImage, pointerEvents } = getComputedStyle(row, '::after');
    return [height, backgroundImage.startsWith('linear-gradient'), pointerEvents];
  });
  expect(fade).toEqual(['12px', true, 'none']);
});

test('the cards of four make two columns in a wide window, too', async ({ simulator, page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await simulator.open('#/authorization-code-pkce?step=9');
  const lefts = await page.locator('.knower').evaluateAll((all) => all.map((card) => card.getBoundingClientRect().left));
  expect(lefts).toHaveLength(4);
  expect(new Set(lefts).size).toBe(2);
});

test('what somebody knows fits into its card', async ({ simulator, page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await simulator.open('#/authorization-code-pkce?step=12');
  await simulator.expectStep(12);
  const chips = simulator.section('Who knows what now').locator('.chip');
  const broken = await chips.evaluateAll((all) => all.filter((chip) => (
    chip.offsetHeight > 30 || chip.getBoundingClientRect().right > chip.closest('li').getBoundingClientRect().right
  )).map((chip) => chip.textContent));
  expect(broken).toEqual([]);
});

test.describe('motion', () => {
  const running = (page) => page.evaluate(() => (
    document.getAnimations().filter((animation) => animation.playState === 'running').length
  ));

  test('draws the arrow of a step forward, and ends', async ({ simulator, page }) => {
    await simulator.open('#/device');
    // Held at its start, so that a slow machine does not miss it.
    await page.evaluate(() => {
      window.begun = [];
      addEventListener('animationstart', (event) => window.begun.push(event.animationName));
    });
    await simulator.next();
    await expect.poll(() => page.evaluate(() => window.begun.length)).toBeGreaterThan(0);
    await expect.poll(() => running(page)).toBe(0);
    await expect(simulator.current.locator('xpath=ancestor::li').locator('.arrow-line')).toBeVisible();
  });

  test('is none for readers who asked for less', async ({ simulator, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await simulator.open('#/device');
    await page.evaluate(() => {
      window.begun = [];
      for (const type of ['animationstart', 'transitionrun']) addEventListener(type, (event) => window.begun.push(event.type), true);
    });
    for (let step = 2; step <= 6; step += 1) {
      await simulator.next();
      expect(await running(page)).toBe(0);
      await simulator.expectStep(step);
    }
    expect(await running(page)).toBe(0);
    expect(await page.evaluate(() => window.begun)).toEqual([]);
  });
});

test('in forced colours the page works and the current row stands out', async ({ simulator, page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await simulator.open('#/authorization-code-pkce?step=4');
  await expect(simulator.control('Play')).toBeInViewport();
  await simulator.act('Sign in').click();
  await simulator.expectStep(5);
  await simulator.section('Who knows what now').getByRole('button').first().click();
  const look = (row) => row.evaluate((element) => {
    const parts = [element, ...element.querySelectorAll('.step-body, .step-button, .step-number')];
    return parts.map((part) => {
      const { outline, borderTop, borderLeft, backgroundColor, color, textDecorationLine } = getComputedStyle(part);
      return [outline, borderTop, borderLeft, backgroundColor, color, textDecorationLine];
    });
  });
  expect(await look(simulator.rows.nth(4))).not.toEqual(await look(simulator.rows.nth(3)));
  // Pictures have the colour of the words that they stand by, and the eye on an arrow that of the arrow.
  const odd = await page.locator('.icon, .arrow-mark').evaluateAll((all) => all.filter((one) => one.checkVisibility()).filter((one) => {
    const place = one.matches('.arrow-mark') ? document.querySelector('.stage-title') : one.parentElement;
    return getComputedStyle(one).color !== getComputedStyle(place).color;
  }).map((one) => one.parentElement.className));
  expect(odd).toEqual([]);

  // What is a colour elsewhere is a shape or a line here.
  await simulator.open(`#/refresh?step=${story('refresh').at('token-request-2', 1)}`);
  await page.locator('.step.is-current .word.is-value').first().click();
  const ground = await page.locator('.oauth-flow').evaluate((root) => getComputedStyle(root).backgroundColor);
  const painted = (selector, pseudo) => page.locator(selector).first().evaluate((one, part) => getComputedStyle(one, part).backgroundColor, pseudo);
  expect(await painted('.track-mark.is-failed')).not.toBe(ground);
  await expect(simulator.control('Play')).toHaveCSS('border-top-width', '2px');
  await expect(page.locator('.word.is-chosen').first()).toHaveCSS('outline-style', 'solid');
  await simulator.open('#/authorization-code-pkce?step=8');
  expect(await painted('.chip.is-new', '::before')).not.toBe(ground);
  await expect(simulator.inspector.getByRole('tab', { selected: true })).toHaveCSS('outline-style', 'none');
  await expect(simulator.inspector.getByRole('tab', { selected: true })).toHaveCSS('border-bottom-width', '3px');
});

test('on paper every step stands, the controls do not', async ({ simulator, page }) => {
  await simulator.open('#/device?step=3');
  await page.emulateMedia({ media: 'print', reducedMotion: 'reduce' });
  await expect(simulator.player).toBeHidden();
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(simulator.rows).toHaveCount(story('device').count);
  const cut = await simulator.rows.evaluateAll((rows) => rows.filter((row) => {
    const box = row.getBoundingClientRect();
    if (box.height < 10) return true;
    for (let around = row.parentElement; around !== null; around = around.parentElement) {
      const outer = around.getBoundingClientRect();
      const clips = getComputedStyle(around).overflowY !== 'visible' && around !== document.documentElement;
      if (clips && (box.bottom > outer.bottom + 1 || box.top < outer.top - 1)) return true;
    }
    return false;
  }).map((row) => row.textContent.slice(0, 60)));
  expect(cut).toEqual([]);
  for (const row of [0, 10, -1]) await expect(simulator.rows.nth(row).locator('.step-title')).toBeVisible();
  // As many sheets as the steps need, and not the one that a window's height would give.
  const paper = await page.pdf({ format: 'A4' });
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length).toBeGreaterThan(1);
});
