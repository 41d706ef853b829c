// What the attributes, properties and methods of the element do, and how a page styles it.
import { current, expectStep, openDocs, script, settle, tag, told, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const consent = pkce.at('consent');
const flow = (attributes, content = '') => `<oauth-flow loading="eager" ${attributes}>${content}</oauth-flow>`;
const part = (page, selector) => widget(page).locator(selector).first();
const isShown = (page, selectors) => Promise.all(selectors.map((selector) => part(page, selector).isVisible()));
const box = async (page, selector) => (selector ? part(page, selector) : widget(page)).boundingBox();

/** Every attribute with a value that means nothing, and what is said of it. */
const BAD = {
  flow: ['telepathy', /no flow called “telepathy”/],
  step: ['99', /no step “99”/],
  profile: ['oauth-7', /no profile called “oauth-7”/],
  seed: ['five', /“five” is not a seed/],
  story: ['two-tabs', /no story called “two-tabs”/],
  consent: ['maybe', /approve or deny, but not “maybe”/],
  password: ['secret', /right or wrong, but not “secret”/],
  user_code: ['X'.repeat(99), /user code “X+…” is longer/],
  wait: ['soon', /“soon” is not a wait/],
  start: ['noon', /“noon” is not a start/],
  change: ['lunch', /“lunch” is not a change/],
  switch: ['lights:on', /no switch called “lights”/],
  skip: ['lunch', /no check called “lunch”/],
  names: ['{"client_id":"with spaces"}', /client_id/],
  panels: ['kitchen', /no panel “kitchen”/],
  height: ['tall', /“tall” is not a height/],
  controls: ['some', /controls can be full, steps, none, but not “some”; it is full/],
  layout: ['round', /layout can be .* not “round”; it is auto/],
  loading: ['later', /loading can be .* not “later”; it is interaction/],
  theme: ['sepia', /theme can be .* not “sepia”; it is auto/],
  speed: ['9', /0\.5, 1, 2 or 4, but not “9”; it is 1/],
  'pause-on': ['lunch', /no step called “lunch”/],
};

test('a value that means nothing falls back, is said, and takes nothing down', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: /);
  const all = Object.entries(BAD);
  await openDocs(page, `${all.map(([name, [value]]) => `<oauth-flow ${name === 'loading' ? '' : 'loading="lazy"'} ${name}='${value}'></oauth-flow>`).join('')}<p>The page goes on</p><oauth-flow loading="lazy"></oauth-flow>`);
  // Switches and what has no wrong value are all that is not in the table.
  const attributes = await page.evaluate(() => customElements.get('oauth-flow').observedAttributes);
  expect(attributes.filter((name) => !(name in BAD))).toEqual(['autoplay', 'loop']);
  for (const [index, [name, [, reason]]] of all.entries()) {
    await widget(page, index).scrollIntoViewIfNeeded();
    await expectStep(page, name === 'step' ? pkce.count : 1, index);
    const said = (await told(page, 'error')).map((one) => one.reason);
    expect(said.filter((one) => reason.test(one)), name).toHaveLength(1);
  }
  expect(await told(page, 'error')).toHaveLength(all.length);
  await expect(page.getByText('The page goes on')).toBeVisible();

  // The same when it is set later, on a flow that runs.
  const last = widget(page, all.length);
  await last.scrollIntoViewIfNeeded();
  await expectStep(page, 1, all.length);
  await last.evaluate((element) => {
    element.addEventListener('oauth-flow:error', ({ detail }) => element.heard.push(detail.reason));
  });
  for (const [name, [value, reason]] of all) {
    await last.evaluate((element, [one, other]) => {
      element.heard = [];
      element.setAttribute(one, other);
    }, [name, value]);
    await expect.poll(() => last.evaluate((element) => element.heard.join('\n')), name).toMatch(reason);
    await last.evaluate((element, one) => element.removeAttribute(one), name);
  }
  await expectStep(page, 1, all.length);
});

test('has methods', async ({ page }) => {
  await openDocs(page, tag);
  await expectStep(page, 8);
  const seen = await page.evaluate(async () => {
    const element = await document.querySelector('oauth-flow').ready;
    const acts = [
      (one) => one.step(), (one) => one.step(-2), (one) => one.step(-99), (one) => one.seek(3), (one) => one.seek('50%'), (one) => one.seek('100%'),
      (one) => one.seek({ marker: 'consent' }), (one) => one.seek(999), (one) => one.restart(), (one) => one.seek(-4),
    ];
    return acts.map((act) => { act(element); return element.stepIndex; });
  });
  expect(seen).toEqual([9, 7, 1, 3, 9, pkce.count, consent, pkce.count, 1, 1]);
  for (const [method, playing] of [['play', true], ['pause', false]]) {
    expect(await widget(page).evaluate((element, name) => { element[name](); return element.playing; }, method)).toBe(playing);
    await expect.poll(() => told(page, method)).toHaveLength(1);
  }
});

test('refuses a place that there is not, and stays', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: There is no step/);
  await openDocs(page, tag);
  await expectStep(page, 8);
  const reached = await widget(page).evaluate((element) => [{ marker: 'lunch' }, 'soon', undefined].map((place) => { element.seek(place); return element.stepIndex; }));
  expect(reached).toEqual([8, 8, 8]);
  expect(await told(page, 'error')).toHaveLength(3);
});

test('its properties are its attributes, also those set before the script is there', async ({ page }) => {
  await openDocs(page, '<oauth-flow loading="lazy"></oauth-flow>', { head: '' });
  await page.evaluate(async () => {
    const element = document.querySelector('oauth-flow');
    // As frameworks set them.
    Object.assign(element, { flow: 'device', step: 'consent', names: { client: 'Acme TV' }, pauseOn: 'user-code', autoplay: '', loop: true, loading: 'eager' });
    await import('./oauth-flow.js');
    await element.ready;
    element.autoplay = false;
    element.pause();
  });
  await expect(widget(page)).toContainText('Acme TV');
  const seen = await widget(page).evaluate((element) => [element.getAttributeNames().sort(), element.autoplay, element.loop, element.flow, element.pauseOn, typeof element.step]);
  expect(seen).toEqual([['flow', 'loading', 'loop', 'names', 'pause-on', 'step'], false, true, 'device', 'user-code', 'function']);
  expect(await widget(page).evaluate((element) => {
    element.step = 3;
    return [element.getAttribute('step'), element.stepIndex, element.events.length === element.stepCount, element.events[2].index];
  })).toEqual(['3', 3, true, 3]);
});

test('an attribute that changes leaves the reader at the step, with what the reader chose', async ({ page }) => {
  await openDocs(page, flow('step="consent" seed="5eed"'));
  await expectStep(page, consent);
  const state = () => widget(page).evaluate((element) => {
    const parameters = Object.fromEntries(new URLSearchParams(element.fragment.split('?')[1]));
    return { ...parameters, step: element.stepIndex, id: element.events[element.stepIndex - 1].id };
  });
  const set = async (values) => {
    await widget(page).evaluate((element, all) => Object.assign(element, all), values);
    return state();
  };
  await widget(page).getByRole('button', { name: 'Deny', exact: true }).click();
  await expectStep(page, consent + 1);
  await widget(page).evaluate((element) => element.seek({ marker: 'authorization-response' }));
  const { step: answer } = await state();
  expect(await set({ seed: 'abc' })).toMatchObject({ id: 'authorization-response', consent: 'deny', seed: 'abc' });
  // A step before it that comes or goes gives it another number, and no other name.
  const later = await set({ password: 'wrong' });
  expect(later).toMatchObject({ id: 'authorization-response', consent: 'deny', password: 'wrong' });
  expect(later.step).toBeGreaterThan(answer);
  await expectStep(page, later.step);
  expect(await set({ password: null, seed: null })).toMatchObject({ id: 'authorization-response', consent: 'deny', step: answer });
  expect((await state()).seed).not.toBe('abc');
  expect(await set({ names: { client: 'Acme CLI' } })).toMatchObject({ consent: 'deny', step: answer });
  await expect(widget(page)).toContainText('Acme CLI');
  // The attribute says where it is to stand.
  expect(await set({ step: 2 })).toMatchObject({ step: 2, consent: 'deny' });
  expect(await set({ step: null })).toMatchObject({ step: 1, consent: 'deny' });
  // Without a name the number counts, as far as there are steps.
  const { index, id } = await widget(page).evaluate((element) => element.events.findLast((step) => step.id.startsWith('step-')));
  await widget(page).evaluate((element, number) => element.seek(number), index);
  expect(index).toBeGreaterThan(1);
  expect(await set({ seed: 'd0' })).toMatchObject({ step: index, id, seed: 'd0' });
  expect((await set({ consent: 'approve' })).consent).toBeUndefined();
  await widget(page).evaluate((element) => element.seek('100%'));
  expect((await state()).step).toBe(pkce.count);
  const denied = await set({ consent: 'deny' });
  expect(denied.step).toBeLessThan(pkce.count);
  expect(denied.step).toBe(await widget(page).evaluate((element) => element.stepCount));
  // Another flow starts as the attributes say.
  expect(await set({ flow: 'device', step: 3 })).toMatchObject({ step: 3, consent: 'deny', seed: 'd0' });
  await expectStep(page, 3);
  expect(await told(page, 'error')).toEqual([]);
});

test('an attribute or a name that changes moves no page, stops no player and drops nothing that the reader has set', async ({ page }) => {
  await openDocs(page, `<div style="height: 1200px"></div>${flow('height="auto" step="12"')}`);
  await expectStep(page, 12);
  const place = () => page.evaluate(() => scrollY);
  await page.evaluate(() => scrollTo(0, 0));
  for (const change of [{ seed: '7' }, { profile: 'rfc-9700' }, { story: 'stolen-code' }, { names: { client: 'Acme CLI' } }, { step: 5 }]) {
    await widget(page).evaluate((element, values) => { Object.assign(element, values); }, change);
    await settle(page);
    expect(await place(), JSON.stringify(change)).toBe(0);
  }
  await expectStep(page, 5);
  // What the reader does next moves the page again.
  await widget(page).getByRole('button', { name: 'Next step' }).focus();
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press('ArrowRight');
  await expect.poll(place).toBeGreaterThan(600);

  await widget(page).getByRole('button', { name: 'First step' }).click();
  await widget(page).getByRole('combobox', { name: 'Speed' }).selectOption('0.5×');
  await widget(page).getByRole('button', { name: 'Play' }).press('Enter');
  const after = await widget(page).evaluate((element) => {
    const { ready } = element;
    Object.assign(element, { seed: 'abc', profile: 'oauth-2.1', names: { client: 'Globex' } });
    return { playing: element.playing, isSame: element.ready === ready };
  });
  expect(after).toEqual({ playing: true, isSame: true });
  await expect(widget(page)).toContainText('Globex');
  await expect(widget(page).getByRole('combobox', { name: 'Speed' })).toHaveValue('0.5×');
  await expect(widget(page).getByRole('button', { name: 'Pause' })).toBeFocused();
});

test('follows its attributes', async ({ page }) => {
  await openDocs(page, tag);
  await expectStep(page, 8);
  await widget(page).evaluate((element) => element.setAttribute('flow', 'implicit'));
  await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Implicit');
  await widget(page).evaluate((element) => element.setAttribute('step', 'consent'));
  await expectStep(page, story('implicit').at('consent'));
  await widget(page).evaluate((element) => element.seek(999));
  await expect.poll(() => told(page, 'end')).toHaveLength(1);
});

test('plays the story that it is told, with the names that it was given', async ({ page }) => {
  await openDocs(page, flow(`flow="refresh" story="two-tabs" names='{"client":"Acme album"}'`));
  const heading = widget(page).getByRole('heading', { level: 2 }).first();
  await expect(heading).toHaveText('Refresh with rotation: Two tabs at once');
  await expect(widget(page)).toContainText('Acme album is open in two tabs');
  await widget(page).evaluate((element) => { element.story = 'in-time'; });
  await expect(heading).toHaveText('Refresh with rotation: Refresh before it expires');
  await expect(widget(page)).toContainText('Acme album finds its access_token too old');
  expect(await widget(page).evaluate((element) => element.fragment)).toMatch(/^#\/refresh\?.*&story=in-time$/);
  await widget(page).evaluate((element) => element.removeAttribute('story'));
  await expect(heading).toHaveText('Refresh with rotation');
});

test('controls: all, those for steps, none', async ({ page }) => {
  await openDocs(page, flow('controls="full"'));
  await expectStep(page, 1);
  const seen = {};
  for (const controls of ['full', 'steps', 'none']) {
    await widget(page).evaluate((element, value) => { element.controls = value; }, controls);
    seen[controls] = await isShown(page, ['.player-buttons', '.track', '.player-extras']);
  }
  expect(seen).toEqual({ full: [true, true, true], steps: [true, true, false], none: [false, false, false] });
});

test('panels: each alone and every two, with the words of the steps always', async ({ page }) => {
  await openDocs(page, `<style>body { margin: 0 } oauth-flow { width: 1100px }</style>${flow('step="8"')}`);
  await expectStep(page, 8);
  for (const [panels, diagram, log, inspector] of [
    ['diagram log inspector', true, true, true], ['inspector', false, false, true], ['log', false, true, false], ['diagram', true, true, false],
    ['log diagram', true, true, false], ['diagram inspector', true, true, true], ['log inspector', false, true, true],
  ]) {
    await widget(page).evaluate((element, value) => { element.panels = value; }, panels);
    const isWide = async (selector) => ((await part(page, selector).boundingBox())?.width ?? 0) > 20;
    expect([await isWide('.rail'), await isWide('.step-title'), await isWide('.inspector-scroller')], panels).toEqual([diagram, log, inspector]);
    const inner = await part(page, '.oauth-flow').evaluate((root) => [root.scrollWidth - root.clientWidth, root.querySelector('.columns').scrollWidth - root.clientWidth]);
    expect(Math.max(...inner), panels).toBeLessThanOrEqual(0);
    if (diagram) await expect(widget(page).getByRole('button', { name: /^8 The server sends the browser back/ })).toHaveCount(1);
  }
});

for (const forcedColors of ['none', 'active']) {
  test(`panels: a diagram alone has its words, and nothing lies over them (forced colours: ${forcedColors})`, async ({ page }) => {
    await page.emulateMedia({ forcedColors, reducedMotion: 'reduce' });
    for (const name of ['authorization-code-pkce', 'device', 'implicit']) {
      await openDocs(page, `<style>body { margin: 0 }</style>${flow(`flow="${name}" panels="diagram" step="4"`)}`);
      await expectStep(page, 4);
      for (const width of [320, 360, 500, 768, 1024, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        const { over, faults } = await widget(page).evaluate(({ shadowRoot }) => {
          const scroller = shadowRoot.querySelector('.stage-scroller');
          const room = scroller.getBoundingClientRect();
          const rows = [...scroller.querySelectorAll('.step')].map((row) => {
            const range = document.createRange();
            range.selectNodeContents(row.querySelector('.step-title'));
            const sign = row.querySelector('.arrow, .node').getBoundingClientRect();
            return { words: range.getBoundingClientRect(), sign, packet: row.querySelector('.is-current .packet')?.getBoundingClientRect(), number: row.querySelector('.step-number').textContent };
          });
          return {
            over: scroller.scrollWidth - scroller.clientWidth,
            faults: rows.flatMap(({ words, sign, packet, number }, index) => {
              const next = rows[index + 1]?.words.top ?? Infinity;
              return Object.entries({
                'too small': words.width < 60 || words.height < 12,
                'cut off': words.left < room.left || words.right > room.right,
                'not above its sign': words.bottom > sign.top,
                'the next words': sign.bottom > next || (packet && packet.width > 20 && (packet.bottom > next || packet.top < words.bottom || packet.left < room.left || packet.right > room.right)),
                'far from its sign': words.left > sign.right + 60 || words.right < sign.left - 60,
              }).flatMap(([fault, isThere]) => (isThere ? `${number}: ${fault}` : []));
            }),
          };
        });
        expect(faults, `${name} in ${width}`).toEqual([]);
        expect(over, `${name} in ${width}`).toBeLessThanOrEqual(0);
      }
      // Nothing has the focus that cannot be seen.
      expect(await widget(page).evaluate(({ shadowRoot }) => [...shadowRoot.querySelectorAll('.steps .chip')].filter((chip) => chip.checkVisibility()).length)).toBe(0);
    }
  });
}

test('layout: side by side or one below the other, whatever the room', async ({ page }) => {
  await openDocs(page, `<style>body { margin: 0 }</style>${flow('step="8"')}`);
  await expectStep(page, 8);
  for (const [width, layout, isBeside] of [[1000, 'auto', true], [1000, 'narrow', false], [500, 'auto', false], [500, 'wide', true]]) {
    await widget(page).evaluate((element, [value, pixels]) => {
      element.layout = value;
      element.style.width = `${pixels}px`;
    }, [layout, width]);
    const [stage, inspector] = [await box(page, '.stage'), await box(page, '.inspector')];
    expect(inspector.x >= stage.x + stage.width - 1, `${layout} in ${width}`).toBe(isBeside);
    expect((await box(page)).width).toBe(width);
  }
});

test('height: pixels, a length, as high as all steps together', async ({ page }) => {
  await openDocs(page, `<style>body { margin: 0 } oauth-flow { width: 1000px }</style>${flow('')}`);
  await expectStep(page, 1);
  for (const [height, pixels] of [['480', 480], ['30em', 480], ['500px', 500]]) {
    await widget(page).evaluate((element, value) => { element.height = value; }, height);
    expect((await box(page)).height).toBe(pixels);
  }
  for (const width of [1000, 500]) {
    await widget(page).evaluate((element, pixels) => {
      element.height = 'auto';
      element.style.width = `${pixels}px`;
    }, width);
    const [scroller, last] = [await box(page, '.stage-scroller'), await box(page, '.outcome-row')];
    expect(last.y + last.height).toBeLessThanOrEqual(scroller.y + scroller.height);
    expect(scroller.height).toBeGreaterThan(700);
    // The player stays in the window until the end is there.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const [footer, end] = [await box(page, '.footer'), await box(page)];
    expect(Math.abs(footer.y + footer.height - end.y - end.height)).toBeLessThanOrEqual(2);
  }
});

/** Lets the clock of the page run on: whatever waits for a moment in this time has come. */
const letTimePass = (page) => page.clock.runFor(10_000);

test('autoplay begins when it is seen, rests when it is not, and goes on', async ({ page }) => {
  await page.clock.install();
  await openDocs(page, `<div style="height: 150vh"></div>${flow('autoplay speed="4" pause-on="" loop')}<div style="height: 150vh"></div>`);
  await expectStep(page, 1);
  await letTimePass(page);
  await expectStep(page, 1);
  await widget(page).scrollIntoViewIfNeeded();
  await expect.poll(() => told(page, 'play')).toHaveLength(1);
  await letTimePass(page);
  await expect.poll(() => widget(page).evaluate((element) => element.stepIndex)).toBeGreaterThan(1);
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(() => told(page, 'pause')).toHaveLength(1);
  const rested = await widget(page).evaluate((element) => element.stepIndex);
  await letTimePass(page);
  expect(await widget(page).evaluate((element) => element.stepIndex)).toBe(rested);
  await widget(page).scrollIntoViewIfNeeded();
  await expect.poll(() => told(page, 'play')).toHaveLength(2);
  // A reader who pauses it is not overruled.
  await widget(page).evaluate((element) => element.pause());
  await page.evaluate(() => {
    window.crossings = 0;
    // The element has asked first, and so has heard first.
    new IntersectionObserver(() => { window.crossings += 1; }, { rootMargin: '-10%' }).observe(document.querySelector('oauth-flow'));
  });
  const crossed = (count) => expect.poll(() => page.evaluate(() => window.crossings)).toBe(count);
  await crossed(1);
  await page.evaluate(() => scrollTo(0, 0));
  await crossed(2);
  await widget(page).scrollIntoViewIfNeeded();
  await crossed(3);
  expect(await told(page, 'play')).toHaveLength(2);
  // The page around stays where its reader has put it.
  const top = await page.evaluate(() => scrollY);
  const before = await widget(page).evaluate((element) => { element.play(); return element.stepIndex; });
  await letTimePass(page);
  await expect.poll(() => widget(page).evaluate((element) => element.stepIndex)).not.toBe(before);
  expect(await page.evaluate(() => scrollY)).toBe(top);
});

test('goes to the next and the previous step that has a name', async ({ page }) => {
  await openDocs(page, tag);
  await expectStep(page, 8);
  const names = await widget(page).evaluate((element) => element.events.filter(({ id }) => !id.startsWith('step-')).map(({ index }) => index));
  expect(names.length).toBeGreaterThan(5);
  const reached = await widget(page).evaluate((element, count) => {
    const walk = (marker) => Array.from({ length: count + 1 }, () => { element.seek({ marker }); return element.stepIndex; });
    element.seek(1);
    const forward = walk('next');
    return { forward, back: walk('previous') };
  }, names.length);
  const after = names.filter((index) => index > 1);
  expect(reached.forward.slice(0, after.length)).toEqual(after);
  expect(reached.forward.at(-1)).toBe(pkce.count);
  expect(reached.back.slice(0, names.length)).toEqual(names.filter((index) => index < pkce.count).reverse().concat([1, 1]).slice(0, names.length));
  expect(reached.back.at(-1)).toBe(1);
});

test('says in which language its words are, and leaves the author’s in theirs', async ({ page }) => {
  await openDocs(page, '<main lang="fr"><oauth-flow loading="eager"><p>Pas encore</p></oauth-flow></main>');
  await expectStep(page, 1);
  expect(await part(page, '.oauth-flow').evaluate((root) => root.closest('[lang]').lang)).toBe('en');
  expect(await page.evaluate(() => ['en', 'fr'].map((lang) => document.querySelector('p').matches(`:lang(${lang})`)))).toEqual([false, true]);
});

test('who asked for less motion starts it by hand', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDocs(page, flow('autoplay'));
  await expectStep(page, 1);
  expect(await widget(page).evaluate((element) => element.playing)).toBe(false);
});

test('pauses where it is told to, at its speed, and loops', async ({ page }) => {
  await page.clock.install();
  await openDocs(page, flow('speed="4" pause-on="token-request" loop'));
  await expectStep(page, 1);
  const request = pkce.at('token-request');
  await widget(page).evaluate((element) => element.play());
  await page.clock.runFor(60_000);
  await expect.poll(() => told(page, 'pause')).toHaveLength(1);
  await expectStep(page, request);
  await widget(page).evaluate((element) => element.play());
  await page.clock.runFor(30_000);
  await expect.poll(async () => (await told(page, 'step')).filter(({ index }) => index === 1).length).toBe(2);
  expect(await told(page, 'end')).toHaveLength(1);
  expect((await told(page, 'marker')).map(({ marker }) => marker).slice(0, 4)).toEqual(['authorization-request', 'authorization-request-2', 'sign-in', 'consent']);
});

/** Every part, with an element that it is. */
const PARTS = {
  frame: '.oauth-flow', toolbar: '.player', button: '.player-button', scrubber: '.track', diagram: '.rail', actor: '.actor', lifeline: '.lifeline',
  message: '.arrow', 'message-current': '.step.is-current .arrow', log: '.steps', 'log-entry': '.step-body', inspector: '.inspector', badge: '.tag',
};

test('a page can style every part', async ({ page }) => {
  const rules = Object.keys(PARTS).map((name, index) => `oauth-flow::part(${name}) { outline: ${index + 3}px solid rgb(1, 2, ${index}); }`);
  await openDocs(page, `<style>${rules.join(' ')}</style>${flow('step="8"')}`);
  await expectStep(page, 8);
  await expect(part(page, '.tag')).toBeVisible();
  const seen = {};
  for (const [name, selector] of Object.entries(PARTS)) seen[name] = await part(page, selector).evaluate((one) => getComputedStyle(one).outlineColor);
  expect(seen).toEqual(Object.fromEntries(Object.keys(PARTS).map((name, index) => [name, `rgb(1, 2, ${index})`])));
  await widget(page).evaluate((element) => element.step());
  await expectStep(page, 9);
  await expect(widget(page).locator('[part~="message-current"]')).toHaveCount(1);
});

/** Every custom property, a value for it, and where it shows. */
const PROPERTIES = {
  font: ['"A", serif', '.lede', 'fontFamily', 'A, serif'],
  mono: ['"B", serif', '.start-line', 'fontFamily', 'B, serif'],
  background: ['rgb(1, 2, 3)', '.oauth-flow', 'backgroundColor'],
  surface: ['rgb(2, 2, 3)', '.footer', 'backgroundColor'],
  text: ['rgb(3, 2, 3)', '.oauth-flow', 'color'],
  muted: ['rgb(4, 2, 3)', '.lede', 'color'],
  border: ['rgb(5, 2, 3)', '.footer', 'borderTopColor'],
  accent: ['rgb(6, 2, 3)', '.player-button.is-play', 'backgroundColor'],
  'front-channel': ['rgb(7, 2, 3)', '.legend-line.is-front', 'borderTopColor'],
  'back-channel': ['rgb(8, 2, 3)', '.legend-line:not(.is-front)', 'borderTopColor'],
  attack: ['rgb(9, 2, 3)', '.actor-attacker', 'color'],
  ok: ['rgb(10, 2, 3)', '.check:not(.is-failed) > .icon', 'color'],
  refused: ['rgb(11, 2, 3)', '.node.is-failed', 'backgroundColor'],
  radius: ['3px', '.step-body', 'borderTopLeftRadius'],
  space: ['21px', '.step-body', 'paddingTop'],
  'step-duration': ['9s', '.step.is-arriving :is(.arrow-line, .node)', 'animationDuration'],
  height: ['700px', '.oauth-flow', 'height'],
};

test('a page can set every custom property, on the element or around it, per theme', async ({ page }) => {
  const declared = Object.entries(PROPERTIES).map(([name, [value]]) => `--oauth-flow-${name}: ${value};`).join(' ');
  // Under this flow somebody attacks and is refused.
  await openDocs(page, `<style>main { ${declared} }</style><main>${flow('flow="refresh"')}</main>${flow('flow="refresh"')}`);
  for (const index of [0, 1]) await expectStep(page, 1, index);
  await page.locator('oauth-flow').evaluateAll((all) => all.forEach((one) => { one.seek(one.stepCount - 2); one.step(); }));
  for (const index of [0, 1]) await expect(widget(page, index).locator('.check > .icon').first()).toBeVisible();
  const read = (index) => page.locator('oauth-flow').nth(index).evaluate((element, properties) => Object.fromEntries(
    Object.entries(properties).map(([name, [, selector, property]]) => [name, getComputedStyle(element.shadowRoot.querySelector(selector) ?? element)[property]]),
  ), PROPERTIES);
  const [set, unset] = [await read(0), await read(1)];
  expect(set).toEqual(Object.fromEntries(Object.entries(PROPERTIES).map(([name, [value, , , computed]]) => [name, computed ?? value])));
  for (const name of Object.keys(PROPERTIES)) expect(unset[name], name).not.toBe(set[name]);
  await widget(page, 1).evaluate((element) => element.style.setProperty('--oauth-flow-accent', 'light-dark(rgb(1, 1, 1), rgb(2, 2, 2))'));
  const accent = () => widget(page, 1).locator('.player-button.is-play').evaluate((one) => getComputedStyle(one).backgroundColor);
  expect(await accent()).toBe('rgb(1, 1, 1)');
  await widget(page, 1).evaluate((element) => { element.theme = 'dark'; });
  expect(await accent()).toBe('rgb(2, 2, 2)');
});

test('a caption stands below it always, a poster in its place until it is ready', async ({ page }) => {
  const content = '<p slot="poster">A picture</p><p slot="caption">Figure 1</p><p>The flow in words</p>';
  await openDocs(page, `<oauth-flow loading="lazy">${content}</oauth-flow>`, { head: '' });
  await page.evaluate(async () => {
    document.querySelector('oauth-flow').before(Object.assign(document.createElement('div'), { id: 'above' }));
    document.querySelector('#above').style.height = '300vh';
    await import('./oauth-flow.js');
  });
  await expect(page.getByText('A picture')).toBeVisible();
  await expect(page.getByText('The flow in words')).toBeHidden();
  await page.evaluate(() => document.querySelector('#above').remove());
  await expectStep(page, 1);
  await expect(page.getByText('A picture')).toBeHidden();
  await expect(page.getByText('The flow in words')).toBeHidden();
  const [caption, frame] = [await page.getByText('Figure 1').boundingBox(), await box(page, '.oauth-flow')];
  expect(caption.y).toBeGreaterThanOrEqual(frame.y + frame.height);
});

test('shows its words and not its poster where it cannot run', async ({ page, problems }) => {
  problems.expect(/./);
  const content = '<p slot="poster">A picture</p><p>The flow in words</p>';
  await openDocs(page, flow('', content), { csp: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'", head: script });
  await expect(page.getByText('The flow in words')).toBeVisible();
  await expect(page.getByText('A picture')).toBeHidden();
  await expect(current(page)).toHaveCount(0);
});
