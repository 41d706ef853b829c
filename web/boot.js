// Starts the page, and is what still works when the simulator does not.
//
// A classic script rather than a module: it runs before the first paint, so that a stored theme
// does not flash, and it runs where modules are refused (a page opened from a file), so that the
// reader is told so.
'use strict';

import { USUAL_FLOW } from './catalogue.js';
import { draw, listen, posterName, stand, stepIndex } from './poster.js';
import { parts, takesWhole } from './whole.js';

(() => {
  const THEME_KEY = 'oauth-flow-simulator:theme';
  /** In the order of the switch. */
  const THEMES = ['auto', 'light', 'dark'];

  function applyStoredTheme() {
    let theme = null;
    try {
      theme = localStorage.getItem(THEME_KEY);
    } catch {
      // Storage is refused here (a sandboxed frame, a privacy setting): the reader's setting rules.
    }
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  }

  function element(name, properties = {}, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function button(label, onclick) {
    return element('button', { type: 'button', onclick }, label);
  }

  function select(node) {
    const selection = getSelection();
    selection.removeAllRanges();
    selection.selectAllChildren(node);
  }

  function addressToCopy() {
    const address = location.href;
    const link = element('a', { className: 'panic-link', href: address }, address);
    const copy = button('Copy', async () => {
      try {
        await navigator.clipboard.writeText(address);
        copy.textContent = 'Copied';
      } catch {
        // The clipboard needs https and a permission; a selection needs neither.
        select(link);
        copy.textContent = 'Selected';
      }
    });
    return element('p', { className: 'panic-address' }, link, ' ', copy);
  }

  let stopped = false;

  /** Replaces the page, which nothing answers any more, with what happened and how to go on. */
  function showPanel({ title, paragraphs, message }) {
    // A panic while starting is reported twice, and the first report is the one with the cause.
    if (stopped) return;
    stopped = true;

    const heading = element('h1', { className: 'panic-title', tabIndex: -1 }, title);
    const panel = element(
      'main',
      { className: 'panic' },
      heading,
      ...paragraphs.map((words) => element('p', {}, words)),
      element('pre', { className: 'panic-message', tabIndex: 0 }, message),
      element('p', {}, 'This address leads back to the same state:'),
      addressToCopy(),
      element(
        'p',
        { className: 'panic-actions' },
        button('Start over', () => location.assign(location.pathname)),
        ' ',
        button('Reload this state', () => location.reload()),
      ),
    );
    // Only what changes is spoken again, so that copying does not repeat the whole panel.
    const alert = element('div', { role: 'alert', ariaAtomic: 'false' }, panel);

    document.title = `${title} · OAuth Flow Simulator`;
    // The steps of a page that did not start can be read all the same.
    const place = document.querySelector('[data-poster] .notes-place') ?? document.body;
    place.replaceChildren(alert);
    heading.focus();
  }

  function showPanic(message) {
    showPanel({
      title: 'The simulator stopped',
      paragraphs: [
        'This is a fault of the simulator, not a part of the flow. Nothing outside this page is affected.',
      ],
      message,
    });
  }

  function reasonsNotToStart(error) {
    if (location.protocol === 'file:') {
      return 'Browsers do not load modules from files. Serve the folder, for example with “python3 -m http.server”, and open the address that it prints.';
    }
    if (typeof WebAssembly !== 'object') {
      return 'WebAssembly is missing or switched off in this browser.';
    }
    if (error instanceof WebAssembly.CompileError || error instanceof EvalError) {
      return /security policy|CSP|unsafe-eval/i.test(error.message)
        ? 'The Content Security Policy of this host forbids WebAssembly. Its script-src directive has to contain \'wasm-unsafe-eval\'.'
        : 'This browser does not accept the simulator\'s WebAssembly module. An up-to-date browser does.';
    }
    return 'A file of the simulator did not load. The connection may have failed, or the host may not have all files.';
  }

  function showFailedStart(error) {
    showPanel({
      title: 'The simulator could not start',
      paragraphs: [
        reasonsNotToStart(error),
        element('a', { href: './static/index.html' }, 'The flows without scripts'),
      ],
      message: String(error),
    });
  }

  function documentRead() {
    if (document.readyState !== 'loading') return Promise.resolve();
    return new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  }

  /** The module, compiled while the rest still loads. Where this fails, the usual way says why, or goes round it. */
  async function compiled(address) {
    try {
      return await WebAssembly.compileStreaming(fetch(address));
    } catch {
      return undefined;
    }
  }

  /** What a reader did to the poster, which the page does when it is there. */
  const done = [];
  let handOver;

  /** Shows the steps of the flow that the address names. The file of the page has those that a first visitor sees. */
  async function showPoster() {
    const { flow, parameters } = parts(location.hash);
    const name = posterName(flow || USUAL_FLOW, (parameter) => parameters.get(parameter));
    const step = parameters.get('step');
    const isThere = name === USUAL_FLOW && step === null;
    // What stands there would jump.
    document.documentElement.toggleAttribute('data-poster-waits', !isThere);
    const file = isThere || !name ? undefined : await importPoster(name).catch(() => undefined);
    await documentRead();
    document.documentElement.removeAttribute('data-poster-waits');
    const place = document.querySelector('.boot');
    // The page itself has been faster.
    if (!place) return;
    if (!isThere && !file) {
      place.replaceChildren(element('p', { className: 'boot-words', role: 'status' }, 'Starting the authorization server…'));
      return;
    }
    if (file) place.replaceChildren(draw(file.poster));
    const poster = place.firstElementChild;
    if (file) stand(poster, stepIndex(step, file.steps));
    const theme = document.documentElement.dataset.theme ?? 'auto';
    poster.querySelectorAll('[name="oauth-flow-theme"]').forEach((input, at) => {
      input.checked = THEMES[at] === theme;
    });
    handOver = listen(poster, (act) => done.push(act), document);
  }

  // Nobody bundles this script again, so the address need not be literal.
  const importPoster = (name) => import('./posters/page/'.concat(name, '.js'));

  /** What starts the page, and the module that it starts with. */
  function load() {
    const { flow, parameters } = parts(location.hash);
    if (!takesWhole(flow, parameters.get('story'))) return [import('./oauth-flow-simulator.js'), compiled('./oauth-flow-simulator_bg.wasm')];
    // The file of the page asks for the usual module before it can know the address.
    for (const link of document.querySelectorAll('link[href*="oauth-flow-simulator"]')) link.remove();
    return [import('./oauth-flow-simulator-whole.js'), compiled('./oauth-flow-simulator-whole_bg.wasm')];
  }

  async function start() {
    try {
      const [{ default: init }, module_or_path] = await Promise.all([...load(), documentRead()]);
      const give = handOver?.();
      await init({ module_or_path });
      document.querySelector('.boot')?.remove();
      const live = document.querySelector('.oauth-flow');
      give?.(live);
      for (const act of done.splice(0)) act(live);
    } catch (error) {
      await documentRead();
      showFailedStart(error);
    }
  }

  // Sent by the panic hook. The module is dead after it, so the panel is drawn from here.
  addEventListener('oauth-flow:panic', (event) => showPanic(String(event.detail)));

  // Sent by the button “Embed”. Few press it, so its dialog is loaded then.
  addEventListener('oauth-flow:embed', ({ detail }) => import('./embed-dialog.js').then(({ open }) => open(detail)));

  // Sent where the reader has chosen what only the whole simulator plays: it starts at that address.
  addEventListener('oauth-flow:elsewhere', () => setTimeout(() => location.reload()));

  // What stops the module without a panic, a stack that is full for example.
  addEventListener('error', ({ error, message }) => {
    if (error instanceof WebAssembly.RuntimeError || error?.stack?.includes('oauth-flow-simulator')) showPanic(message);
  });

  applyStoredTheme();
  showPoster();
  start();
})();
