// A flow alone in a frame, for pages that cannot have the element: embed.html#/device?step=3. It tells
// the page around what happens and does what that page asks, both by postMessage:
//
//   frame -> page  { source: 'oauth-flow', v: 1, type: 'step', detail: { step, count, ... } }
//   page -> frame  { target: 'oauth-flow', v: 1, method: 'seek', args: [3] }
import './oauth-flow.js';

const VERSION = 1;
const METHODS = ['play', 'pause', 'seek', 'next', 'previous'];
const EVENTS = ['ready', 'step', 'play', 'pause', 'end', 'error'];
/** Pixels that a flow takes at most, when the page around lets the frame grow. */
const MOST = 900;

const element = document.createElement('oauth-flow');
element.setAttribute('loading', 'eager');

/** The fragment is that of the page's address; `theme` comes beside it. */
function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  if (path) element.setAttribute('flow', decodeURIComponent(path));
  for (const [name, value] of new URLSearchParams(query)) element.setAttribute(name, value);
}

function post(type, detail) {
  parent.postMessage({ source: 'oauth-flow', v: VERSION, type, detail }, '*');
}

for (const type of EVENTS) {
  element.addEventListener(`oauth-flow:${type}`, (event) => {
    post(type, event.detail);
    if (type === 'ready') tellHeight();
  });
}

/** How high the flow would like to be: all its steps, within reason. */
function tellHeight() {
  const { shadowRoot } = element;
  const height = (selector) => shadowRoot.querySelector(selector)?.scrollHeight ?? 0;
  post('resize', { height: Math.min(MOST, height('.stage-scroller') + height('.footer')) });
}

addEventListener('message', ({ data, source }) => {
  if (source !== parent || data?.target !== 'oauth-flow' || data.v !== VERSION) return;
  if (METHODS.includes(data.method)) element[data.method](...(data.args ?? []));
});
addEventListener('hashchange', readAddress);

readAddress();
document.body.append(element);
