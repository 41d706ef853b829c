// What a flow shows where it cannot run, or can no longer. Few need it, so it is loaded then.
import { USUAL_FLOW, staticForm } from './static-form.js';

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function reasonNotToRun(error) {
  if (typeof WebAssembly !== 'object') return 'WebAssembly is missing or switched off in this browser.';
  const isRefused = error instanceof WebAssembly.CompileError || error instanceof EvalError;
  return isRefused
    ? 'The Content Security Policy of this page forbids WebAssembly: its script-src has to contain \'wasm-unsafe-eval\'.'
    : 'A file of the simulator did not load.';
}

/** Whether something to read stands between the tags of `flow`. */
function hasWords(flow) {
  return [...flow.childNodes].some((node) => (
    node.nodeType === Node.TEXT_NODE ? node.data.trim() !== '' : node instanceof Element && !node.matches('script')
  ));
}

function linkToWords(flow) {
  const file = staticForm(flow.getAttribute('flow') ?? USUAL_FLOW, flow.getAttribute('profile'));
  const words = `${file.includes('index') ? 'The flows as pages' : 'This flow as a page'} without scripts`;
  return element('a', { href: new URL(file, import.meta.url).href }, words);
}

/**
 * Why `flow` does not run, and what to show for it. A fault of the simulator itself is told apart from what it could
 * not load: the module is dead after it, and only a new page has a new one.
 */
export function describe(flow, error, isFault) {
  const reason = isFault ? 'The simulator stopped. This is a fault of its own, not a part of the flow.' : reasonNotToRun(error);
  const words = element('p', { className: 'reason' }, reason);
  if (isFault) words.append(' ', element('button', { type: 'button', onclick: () => location.reload() }, 'Reload the page'));
  if (HAS_STATIC_FORM && !hasWords(flow)) words.append(' ', linkToWords(flow));
  return { reason, words };
}
