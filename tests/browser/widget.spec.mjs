// The widget on somebody's page: the element, the code fence and mount().
import { AxeBuilder } from '@axe-core/playwright';
import { current, expectStep, openDocs, policy, script, tag, told, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');

test.describe('the element', () => {
  test('shows the step that its attributes name, and tells of it', async ({ page }) => {
    await openDocs(page, tag);
    await expect(current(page)).toHaveText('8');
    await expect(page.getByText('Not ready yet')).toBeHidden();
    expect(await told(page, 'ready')).toMatchObject([{ steps: pkce.count, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) }]);
    expect(await told(page, 'step')).toMatchObject([{
      index: 8,
      count: pkce.count,
      id: 'authorization-response',
      title: pkce.steps[7].title.replaceAll('`', ''),
      from: 'Authorization server',
      to: 'Alice’s browser',
      section: expect.stringMatching(/^RFC 6749 §/),
    }]);
    expect(await told(page, 'marker')).toMatchObject([{ index: 8, marker: 'authorization-response' }]);
    expect(await told(page, 'error')).toEqual([]);
  });

  test('weighs nothing until it is near the view', async ({ page }) => {
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname.split('/').pop()));
    await openDocs(page, `<div style="height: 400vh"></div>${tag}`);
    await page.evaluate(() => customElements.whenDefined('oauth-flow'));
    const before = await widget(page).boundingBox();
    expect(loaded.filter((name) => /\.wasm$|simulator\.js$|styles\.js$/.test(name))).toEqual([]);
    await widget(page).scrollIntoViewIfNeeded();
    await expect(current(page)).toHaveText('8');
    expect(loaded).toContain('oauth-flow-simulator_bg.wasm');
    expect((await widget(page).boundingBox()).height).toBe(before.height);
  });

  test('several have one module, and one that is removed is gone', async ({ page }) => {
    const modules = [];
    page.on('request', (request) => request.url().endsWith('.wasm') && modules.push(request.url()));
    await openDocs(page, '<oauth-flow flow="device" loading="eager"></oauth-flow>'.repeat(5));
    for (let index = 0; index < 5; index += 1) await expect(current(page, index)).toHaveText('1');
    expect(modules).toHaveLength(1);
    await widget(page, 1).getByRole('button', { name: 'Next step' }).click();
    await expect(current(page, 1)).toHaveText('2');
    await expect(current(page, 0)).toHaveText('1');
    await page.evaluate(() => {
      const removed = document.querySelector('oauth-flow');
      removed.play();
      removed.remove();
    });
    await expect(widget(page, 4)).toHaveCount(0);
    await widget(page, 0).getByRole('button', { name: 'Last step' }).click();
    await expect(widget(page, 0).locator('.outcome')).toBeVisible();
  });

  test('leaves nothing in memory when it is gone', async ({ page }) => {
    await openDocs(page, '<main></main>');
    const session = await page.context().newCDPSession(page);
    const turn = (times) => page.evaluate(async (count) => {
      for (let index = 0; index < count; index += 1) {
        const element = document.createElement('oauth-flow');
        element.setAttribute('loading', 'eager');
        document.querySelector('main').append(element);
        (await element.ready).step();
        await new Promise(requestAnimationFrame);
        element.remove();
      }
    }, times);
    const counted = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return session.send('Memory.getDOMCounters');
    };
    await turn(1);
    const first = await counted();
    const flows = 8;
    await turn(flows);
    // The browser itself may keep the flow that it painted last, but not a second one, nor a listener of each.
    const nodesOfTwoFlows = 1_400;
    await expect.poll(async () => (await counted()).nodes - first.nodes).toBeLessThan(nodesOfTwoFlows);
    expect((await counted()).jsEventListeners - first.jsEventListeners).toBeLessThan(flows);
  });

  test('keeps its player within a height that leaves little room', async ({ page }) => {
    await openDocs(page, `<style>oauth-flow { --oauth-flow-height: 400px; }</style>${tag}${tag}`);
    for (const index of [0, 1]) {
      await expect(current(page, index)).toHaveText('8');
      const next = widget(page, index).getByRole('button', { name: 'Next step' });
      const [outside, inside] = [await widget(page, index).boundingBox(), await next.boundingBox()];
      expect(outside.height).toBe(400);
      expect(inside.y + inside.height).toBeLessThanOrEqual(outside.y + outside.height);
      await next.click();
      await expect(current(page, index)).toHaveText('9');
    }
  });

  test('everything that an address can say is an attribute', async ({ page }) => {
    const said = { step: '3', profile: 'oauth-2.0', seed: 'abc', consent: 'deny', password: 'wrong', wait: 'authorization-request:60', start: '1800000000', change: 'authorization-request:hold-back:5', switch: 'plainChallengeIsAccepted:true', skip: 'authorization_address.redirect_uri_matches_exactly' };
    const attributes = Object.entries(said).map(([name, value]) => `${name}="${value}"`).join(' ');
    await openDocs(page, `<oauth-flow flow="authorization-code" ${attributes} loading="eager"></oauth-flow>`);
    await expect(current(page)).toHaveText('3');
    expect(await told(page, 'error')).toEqual([]);
    const fragment = await widget(page).evaluate((element) => element.fragment);
    expect(Object.fromEntries(new URLSearchParams(fragment.split('?')[1]))).toEqual(said);
  });

  test('gives the simulated world the names of the author, and the server uses them', async ({ page }) => {
    await openDocs(page, `<oauth-flow flow="authorization-code-pkce" loading="eager"
      names='{"client":"Acme CLI","client_id":"acmecli","authorization_server":"https://login.acme.example"}'></oauth-flow>`);
    await widget(page).evaluate(async (element) => (await element.ready).seek(12));
    const message = widget(page).locator('.http');
    await expect(message).toContainText('Host: login.acme.example');
    await expect(message).toContainText('client_id=acmecli');
    await widget(page).evaluate((element) => element.seek(14));
    // A token is three parts of base64url: the issuer and the client stand in the second.
    const text = await widget(page).locator('.token').first().textContent();
    expect(text).toContain('https://login.acme.example');
    expect(text).toContain('acmecli');
    // Other names take no turn behind flows that are still to come.
    const count = await widget(page).evaluate((element) => {
      element.setAttribute('names', '{"client":"Other CLI"}');
      return element.stepCount;
    });
    expect(count).toBeGreaterThan(10);
  });

  test('refuses names that are none, by name', async ({ page, problems }) => {
    problems.expect(/<oauth-flow>: /);
    await openDocs(page, `<oauth-flow loading="eager" names='{"client_id":"with spaces","nobody":"x","api":"api.acme.example"}'></oauth-flow>`);
    await expect(current(page)).toHaveText('1');
    expect((await told(page, 'error')).map(({ reason }) => reason).join('\n')).toMatch(/client_id[^]*nobody/);
  });

  test('follows the page’s colours live, and its own where it is told', async ({ page }) => {
    await openDocs(page, `<style>html { color-scheme: light } html.dark { color-scheme: dark }</style>${tag}<oauth-flow theme="light" loading="eager"></oauth-flow>`);
    await expect.poll(() => told(page, 'ready')).toHaveLength(2);
    const background = (index) => widget(page, index).locator('.oauth-flow').evaluate((root) => getComputedStyle(root).backgroundColor);
    const light = await background(0);
    await page.evaluate(() => document.documentElement.classList.add('dark'));
    await expect.poll(() => background(0)).not.toBe(light);
    expect(await background(1)).toBe(light);
  });

  test('without ‘wasm-unsafe-eval’ the poster stays and names the directive', async ({ page, problems }) => {
    problems.expect(/./);
    await openDocs(page, tag, { csp: policy.replace(" 'wasm-unsafe-eval'", '') });
    await expect(widget(page).locator('.reason')).toContainText("'wasm-unsafe-eval'");
    await expect(widget(page).locator('.step').nth(11)).toBeAttached();
    expect((await told(page, 'error'))[0].reason).toContain('script-src');
  });

  const only = (origin, ...names) => policy.replace("script-src 'self'", `script-src ${names.map((name) => `${origin}/${name}`).join(' ')}`);
  for (const [refused, directive, policyOf] of [
    ['connections', 'connect-src', () => policy.replace("connect-src 'self'", "connect-src 'none'")],
    ['connections, by default-src,', 'connect-src', () => policy.replace("connect-src 'self'; ", '')],
    ['the module', 'script-src', (origin) => only(origin, 'oauth-flow.js', 'failure.js', 'styles.js')],
    ['the style sheet', 'script-src', (origin) => only(origin, 'oauth-flow.js', 'failure.js', 'oauth-flow-simulator.js')],
  ]) {
    test(`where the policy refuses ${refused} it names the directive and the address to allow`, async ({ page, problems, baseURL }) => {
      problems.expect(/./);
      const { origin } = new URL(baseURL);
      await openDocs(page, tag + tag, { csp: policyOf(origin) });
      const reason = `The Content Security Policy of this page refuses a file of the simulator: its ${directive} has to allow ${origin}.`;
      for (const index of [0, 1]) await expect(widget(page, index).locator('.reason')).toHaveText(reason);
      expect(await told(page, 'error')).toEqual([{ type: 'error', reason }, { type: 'error', reason }]);
      expect(await page.evaluate(() => document.querySelectorAll('head > link').length)).toBe(1);
    });
  }

  test('where the policy refuses the file with the reasons too, it names the directive', async ({ page, problems, baseURL }) => {
    problems.expect(/./);
    await openDocs(page, tag, { csp: only(new URL(baseURL).origin, 'oauth-flow.js') });
    await expect(widget(page)).toContainText('or the script-src of this page refuses it');
  });

  test('a module that is broken is not laid on the policy', async ({ page, problems }) => {
    problems.expect(/CompileError/);
    await page.route('**/*.wasm', (route) => route.fulfill({ contentType: 'application/wasm', body: Buffer.from('0061736d0100000001', 'hex') }));
    await openDocs(page, tag);
    await expect(widget(page).locator('.reason')).toHaveText(/does not accept the simulator's WebAssembly module/);
  });

  test('a second copy of the script leaves the first its element', async ({ page }) => {
    await openDocs(page, tag, { head: `${script}<script type="module" src="./oauth-flow.js?copy"></script>` });
    await expect(current(page)).toHaveText('8');
  });
});

test('mount() puts a flow into an element', async ({ page }) => {
  await openDocs(page, '<div id="place"></div>');
  const seen = await page.evaluate(async () => {
    const { mount } = await import('./oauth-flow.js');
    const element = await mount(document.querySelector('#place'), { flow: 'refresh', step: 5, loading: 'eager', names: { person: 'Robin' } });
    return [element.parentElement.id, element.stepIndex];
  });
  expect(seen).toEqual(['place', 5]);
  await expect(widget(page)).toContainText('Robin');
});

test('a fenced block becomes a flow, whose fallback it is', async ({ page }) => {
  await openDocs(page, '<pre><code class="language-oauth-flow">flow: device\nstep: 4\n</code></pre><pre><code class="language-js">const untouched = 1;</code></pre>', {
    head: '<script type="module" src="./fence.js"></script>',
  });
  await expect(current(page)).toHaveText('4');
  await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Device authorization');
  await expect(page.getByText('const untouched')).toBeVisible();
});

test('a fenced block becomes a flow also where each line of it is an element', async ({ page }) => {
  const line = (text) => `<div class="ec-line"><div class="code"><span>${text}</span></div></div>`;
  await openDocs(page, `<div class="expressive-code"><figure class="frame"><figcaption></figcaption>
    <pre data-language="oauth-flow"><code>${line('flow: device')}${line('step: 4')}</code></pre><button>Copy</button></figure></div>
    <pre class="prism-code language-oauth-flow"><code><span>flow: refresh</span><br><span>step: 2</span><br></code></pre>`, {
    head: '<script type="module" src="./fence.js"></script>',
  });
  await expect(current(page)).toHaveText('4');
  await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Device authorization');
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeHidden();
  await expect(current(page, 1)).toHaveText('2');
});

test('a fenced block says what in it means nothing, and a switch that is off is off', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: There is no attribute “flwo”, but flow, /);
  problems.expect(/<oauth-flow>: “step 4” is not a name, a colon and a value/);
  await openDocs(page, '<pre><code class="language-oauth-flow">flwo: device\nstep 4\n\nautoplay: false\nloop: false\nspeed: 2\n</code></pre>', {
    head: '<script type="module" src="./fence.js"></script>',
  });
  await expectStep(page, 1);
  expect((await told(page, 'error')).map(({ reason }) => reason)).toEqual([expect.stringMatching(/^There is no attribute “flwo”/), expect.stringMatching(/^“step 4”/)]);
  expect(await widget(page).evaluate((element) => element.getAttributeNames())).toEqual(['speed']);
});

test('what is asked before the flow is there is done when it is', async ({ page }) => {
  const far = '<div style="height: 300vh"></div>';
  await openDocs(page, `${far}${tag}${far}${tag}${far}${tag}`);
  await page.evaluate(() => {
    const [first, second, third] = document.querySelectorAll('oauth-flow');
    first.seek(3);
    first.seek(5);
    first.play();
    second.step();
    second.step();
    third.play();
    third.pause();
    third.seek({ marker: 'consent' });
    third.step(-1);
  });
  for (const [index, number, playing] of [[0, 5, true], [1, 10, false], [2, pkce.at('consent') - 1, false]]) {
    await widget(page, index).scrollIntoViewIfNeeded();
    const seen = await widget(page, index).evaluate(async (element) => [await element.ready && element.stepIndex, element.playing]);
    expect(seen).toEqual([number, playing]);
    await widget(page, index).evaluate((element) => element.pause());
  }
});

test('who waits for it hears why it does not come, and of the next try', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: A file of the simulator did not load/);
  problems.expect(/Failed to (load|fetch)/);
  await page.route('**/styles.js', (route) => route.abort());
  await openDocs(page, '<div></div>');
  const reasons = await page.evaluate(async () => {
    const { mount } = await import('./oauth-flow.js');
    const place = document.querySelector('div');
    const reason = await mount(place, { loading: 'eager' }).catch(({ message }) => message);
    const [element] = place.children;
    return [reason, await element.ready.catch(({ message }) => message)];
  });
  expect(reasons).toEqual(['A file of the simulator did not load.', 'A file of the simulator did not load.']);
  // A module that did not load is not asked for again by the same page, so it is another failure that it hears of.
  const again = await widget(page).evaluate(async (element) => {
    const before = element.ready;
    const place = element.parentElement;
    element.remove();
    await new Promise(requestAnimationFrame);
    place.append(element);
    return [element.ready === before, await element.ready.catch(({ message }) => message)];
  });
  expect(again).toEqual([false, 'A file of the simulator did not load.']);
});

test('says that a file did not load also where the file with the reasons did not', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: A file of the simulator did not load/);
  problems.expect(/Failed to (load|fetch)/);
  await page.route(/\/(styles|failure)\.js$/, (route) => route.abort());
  await openDocs(page, tag);
  await expect(page.getByText('Not ready yet')).toBeVisible();
  await expect(widget(page)).toContainText('Not ready yet');
  const reason = 'A file of the simulator did not load, or the script-src of this page refuses it.';
  await expect.poll(() => told(page, 'error')).toEqual([{ type: 'error', reason }]);
});

test('several on a page are told apart by their flows, and are no landmarks', async ({ page }) => {
  await openDocs(page, '<main><h1>Docs</h1><oauth-flow flow="device" loading="eager"></oauth-flow><oauth-flow flow="refresh" loading="eager"></oauth-flow></main>', { csp: policy });
  await expectStep(page, 1);
  await expectStep(page, 1, 1);
  await expect(page.getByRole('group', { name: 'Device authorization', exact: true })).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Refresh', exact: false }).first()).toBeVisible();
  await expect(page.getByRole('complementary')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withRules(['landmark-unique', 'landmark-complementary-is-top-level', 'region']).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`)).toEqual([]);
});
