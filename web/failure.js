// What a flow shows where it cannot run, or can no longer. Few need it, so it is loaded then.
import { USUAL_FLOW } from './catalogue.js';
import { staticForm } from './static-form.js';

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/** The smallest module that there is. */
const NOTHING = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

function mayCompile() {
  try {
    return Boolean(new WebAssembly.Module(NOTHING));
  } catch {
    return false;
  }
}

/** The directive of the page's policy that keeps the file at this address away, if one does: it is asked for once more. */
async function refusingDirective(address) {
  let directive;
  const note = ({ blockedURI, disposition, effectiveDirective }) => {
    if (blockedURI === address && disposition === 'enforce') directive = effectiveDirective.replace(/-elem$/, '');
  };
  document.addEventListener('securitypolicyviolation', note);
  if (address.endsWith('.js')) await preload(address);
  else await fetch(address, { method: 'HEAD' }).catch(() => {});
  // The page hears of it in a turn of its own.
  await new Promise((heard) => { setTimeout(heard); });
  document.removeEventListener('securitypolicyviolation', note);
  return directive;
}

/** Asks for a script without running it. One that was refused as a module is not asked for as a module again. */
function preload(href) {
  const link = element('link', { rel: 'preload', as: 'script', href, crossOrigin: 'anonymous' });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  }).finally(() => link.remove());
}

async function reasonNotToRun(error) {
  if (typeof WebAssembly !== 'object') return 'WebAssembly is missing or switched off in this browser.';
  if (!mayCompile()) {
    return 'The Content Security Policy of this page forbids WebAssembly: its script-src has to contain \'wasm-unsafe-eval\'.';
  }
  if (error instanceof WebAssembly.CompileError) {
    return 'This browser does not accept the simulator\'s WebAssembly module. An up-to-date browser does.';
  }
  // Browsers name a script that did not load, and no other file.
  const [script] = error.message.match(/https?:\S+\.js/) ?? [];
  const address = script ?? new URL('./oauth-flow-simulator_bg.wasm', import.meta.url).href;
  const directive = await refusingDirective(address);
  return directive
    ? `The Content Security Policy of this page refuses a file of the simulator: its ${directive} has to allow ${new URL(address).origin}.`
    : 'A file of the simulator did not load.';
}

/** All flows of a page wait for the same files, and hear the same reason. */
const reasons = new WeakMap();

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
export async function describe(flow, error, isFault) {
  if (!isFault && !reasons.has(error)) reasons.set(error, reasonNotToRun(error));
  const reason = isFault ? 'The simulator stopped. This is a fault of its own, not a part of the flow.' : await reasons.get(error);
  const words = element('p', { className: 'reason' }, reason);
  if (isFault) words.append(' ', element('button', { type: 'button', onclick: () => location.reload() }, 'Reload the page'));
  if (HAS_STATIC_FORM && !hasWords(flow)) words.append(' ', linkToWords(flow));
  return { reason, words };
}
