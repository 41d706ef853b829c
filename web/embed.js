// A flow alone in a frame, for pages that cannot have the element: embed.html#/device?step=3&id=login. It
// tells the page around what happens and does what that page asks, both by postMessage:
//
//   frame -> page  { source: 'oauth-flow', v: 1, id: 'login', type: 'step', detail: { index, count, … } }
//   page -> frame  { target: 'oauth-flow', v: 1, method: 'seek', args: [3] }
import { OAuthFlow } from './oauth-flow.js';

const VERSION = 1;
const METHODS = ['play', 'pause', 'step', 'seek', 'restart'];
const EVENTS = ['ready', 'step', 'marker', 'play', 'pause', 'end', 'error'];
// No others: an address must not set an event handler.
const ATTRIBUTES = ['id', ...OAuthFlow.observedAttributes];
/** Pixels that a flow takes at most, when the page around lets the frame grow. */
const MOST = 900;
/** Pixels for the details of a step, which scroll. */
const DETAILS = 320;

const element = document.createElement('oauth-flow');
let height = 0;

/** The fragment is that of the page's address; how it looks and plays stands beside it. */
function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  if (path) element.setAttribute('flow', decodeURIComponent(path));
  for (const [name, value] of new URLSearchParams(query)) if (ATTRIBUTES.includes(name)) element.setAttribute(name, value);
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
  if (METHODS.includes(data.method)) element[data.method](...[data.args ?? []].flat());
});
addEventListener('hashchange', readAddress);
new ResizeObserver(tellHeight).observe(element);

readAddress();
element.loading = 'eager';
document.body.append(element);
