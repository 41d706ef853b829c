// A flow alone in a frame, for pages that cannot have the element: embed.html#/device?step=3&id=login. It
// tells the page around what happens and does what that page asks, both by postMessage:
//
//   frame -> page  { source: 'oauth-flow', v: 1, id: 'login', type: 'step', detail: { index, count, … } }
//   page -> frame  { target: 'oauth-flow', v: 1, method: 'seek', args: [3] }
//                  { target: 'oauth-flow', v: 1, method: 'set', args: [{ theme: 'dark' }] }
import './oauth-flow.js';
import { ATTRIBUTES, EVENTS, METHODS } from './catalogue.js';

const VERSION = 1;
// No others: an address must not set an event handler.
const SETTABLE = ['id', ...ATTRIBUTES];
/** Pixels that a flow takes at most, when the page around lets the frame grow. */
const MOST = 900;
/** Pixels for the details of a step, which scroll. */
const DETAILS = 320;

const element = document.createElement('oauth-flow');
let height = 0;

/** Sets attributes, and takes away those without a value. */
function set(values) {
  for (const [name, value] of Object.entries(values ?? {})) {
    if (!SETTABLE.includes(name)) continue;
    if (value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
  }
}

let address = {};

/** The fragment is that of the page's address; how it looks and plays stands beside it. */
function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const next = Object.fromEntries(new URLSearchParams(query));
  if (path) next.flow = decodeURIComponent(path);
  // What the last address said and this one does not is over; what the page around has set since stays.
  for (const name of Object.keys(address)) next[name] ??= null;
  address = next;
  set(next);
}

function post(type, detail) {
  parent.postMessage({ source: 'oauth-flow', v: VERSION, id: element.id, type, detail }, '*');
}

/** How high the flow would like to be: all its steps, and the details where they stand below, within reason. */
function tellHeight() {
  const part = (selector) => element.shadowRoot.querySelector(selector);
  const [stage, inspector, footer] = ['.stage-scroller', '.inspector', '.footer'].map(part);
  if (!stage) return;
  const isBelow = inspector.offsetTop > stage.offsetTop || stage.scrollHeight === 0;
  const below = isBelow ? DETAILS : 0;
  const wanted = Math.min(MOST, stage.scrollHeight + below + footer.offsetHeight);
  if (wanted === height) return;
  height = wanted;
  post('resize', { height });
}

for (const type of EVENTS) {
  element.addEventListener(`oauth-flow:${type}`, (event) => {
    post(type, event.detail);
    if (type === 'ready' || type === 'step') tellHeight();
  });
}

addEventListener('message', ({ data, source }) => {
  if (source !== parent || data?.target !== 'oauth-flow' || data.v !== VERSION) return;
  if (data.method === 'set') set([data.args].flat()[0]);
  else if (METHODS.includes(data.method)) element[data.method](...[data.args ?? []].flat());
});
addEventListener('hashchange', readAddress);
new ResizeObserver(tellHeight).observe(element);

readAddress();
element.loading = 'eager';
// What stands there is for where this script does not come.
document.body.replaceChildren(element);
