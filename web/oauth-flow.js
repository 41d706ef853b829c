// The element <oauth-flow>: a flow inside any page. It weighs nothing until it is near the view, and
// shows what stands between its tags until it is ready, or where it cannot run.
//
//   <script type="module" src="…/oauth-flow.js"></script>
//   <oauth-flow flow="device" step="3"><a href="…">The device flow, step by step</a></oauth-flow>

import { load, reasonNotToRun } from './load.js';
import { staticForm } from './static-form.js';

/** What the address of a state is made of. */
const ADDRESS = ['step', 'profile', 'seed', 'consent', 'password', 'user_code', 'wait', 'start'];
const FIRST_FLOW = 'authorization-code-pkce';
const BEFORE_READY = `
  :host { display: block !important; contain: content; }
  :host([hidden]) { display: none !important; }
  .oauth-flow-frame { height: var(--oauth-flow-height, 640px); overflow: auto; }
  .reason { font: 0.875rem/1.5 system-ui, sans-serif; }
`;
// Generators of documentation import this file in Node.js too, where nothing is displayed.
const Base = globalThis.HTMLElement ?? class {};

let shared;

/** What all elements of a page have in common, made with the first. */
function sharedParts() {
  if (shared) return shared;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BEFORE_READY);
  const nearView = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) target.start();
  }, { rootMargin: '50%' });
  return (shared = { sheet, nearView });
}

export class OAuthFlow extends Base {
  /** The version of the package. */
  static version = VERSION;
  static observedAttributes = ['flow', 'names', ...ADDRESS];

  #root = this.attachShadow({ mode: 'open' });
  #frame = document.createElement('div');
  #widget;
  #resolve;
  /** Fulfilled when the flow can be stepped through. */
  ready = new Promise((resolve) => { this.#resolve = resolve; });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sharedParts().sheet];
    this.#frame.className = 'oauth-flow-frame';
    this.#root.append(this.#frame);
    this.#showFallback();
  }

  connectedCallback() {
    if (this.getAttribute('loading') === 'eager') this.start();
    else sharedParts().nearView.observe(this);
  }

  disconnectedCallback() {
    sharedParts().nearView.unobserve(this);
    // An element that only moves is back before this runs.
    queueMicrotask(() => { if (!this.isConnected) this.#stop(); });
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#widget || before === after) return;
    if (name === 'names') {
      this.#stop();
      this.start();
    } else {
      this.#complain(this.#widget.open(this.#address()));
    }
  }

  /** Shows the flow now, wherever the element is. */
  async start() {
    sharedParts().nearView.unobserve(this);
    try {
      const { glue, sheet } = await load();
      if (this.#widget || !this.isConnected) return;
      this.#root.adoptedStyleSheets = [sharedParts().sheet, sheet];
      this.#frame.replaceChildren();
      this.#widget = glue.mountWidget(this.#frame, this.#address(), this.#names(), (type, detail) => this.#tell(type, detail));
      if (this.hasAttribute('autoplay') && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.play();
      this.#resolve(this);
      this.#send('ready', { count: this.#widget.count });
    } catch (error) {
      this.#fail(error);
    }
  }

  play() { this.#widget?.play(true); }
  pause() { this.#widget?.play(false); }
  /** Goes to the step with this number, counted from 1. */
  seek(step) { this.#widget?.seek(step); }
  next() { this.seek(this.stepNumber + 1); }
  previous() { this.seek(Math.max(1, this.stepNumber - 1)); }

  /** The number of the current step, counted from 1; 0 before the flow is there. */
  get stepNumber() { return this.#widget?.step ?? 0; }
  get stepCount() { return this.#widget?.count ?? 0; }
  get playing() { return this.#widget?.playing ?? false; }
  /** The address of the present state, from its `#` on. */
  get fragment() { return this.#widget?.fragment ?? this.#address(); }

  #stop() {
    this.#widget?.unmount();
    this.#widget = undefined;
    this.#showFallback();
  }

  /** What stands between the tags, and below it why there is no more. */
  #showFallback(reason) {
    const words = document.createElement('p');
    words.className = 'reason';
    words.textContent = reason ?? '';
    if (reason && HAS_STATIC_FORM && !this.#hasWords()) words.append(' ', this.#linkToWords());
    this.#frame.replaceChildren(document.createElement('slot'), words);
  }

  /** Whether something to read stands between the tags. */
  #hasWords() {
    return [...this.childNodes].some((node) => (
      node.nodeType === Node.TEXT_NODE ? node.data.trim() !== '' : node instanceof Element && !node.matches('script')
    ));
  }

  #linkToWords() {
    const link = document.createElement('a');
    const file = staticForm(this.getAttribute('flow') ?? FIRST_FLOW, this.getAttribute('profile'));
    link.href = new URL(file, import.meta.url).href;
    link.textContent = 'This flow as a page without scripts';
    return link;
  }

  #address() {
    const parameters = ADDRESS.flatMap((name) => {
      const value = this.getAttribute(name);
      return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    const flow = this.getAttribute('flow') ?? FIRST_FLOW;
    return `#/${encodeURIComponent(flow)}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
  }

  #names() {
    const given = this.querySelector(':scope > script[type="application/json"]');
    return this.getAttribute('names') ?? given?.textContent ?? '';
  }

  #tell(type, detail) {
    if (type === 'error') this.#complain(detail.reason);
    else this.#send(type, detail);
  }

  #complain(reasons) {
    for (const reason of reasons.split('\n').filter(Boolean)) {
      console.warn(`<oauth-flow>: ${reason}`);
      this.#send('error', { reason });
    }
  }

  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(`oauth-flow:${type}`, { bubbles: true, composed: true, detail }));
  }

  #fail(error) {
    const reason = reasonNotToRun(error);
    this.#showFallback(reason);
    console.warn(`<oauth-flow>: ${reason}`, error);
    this.#send('error', { reason });
  }
}

for (const name of ['flow', 'names', 'theme', 'profile', 'seed']) {
  Object.defineProperty(OAuthFlow.prototype, name, {
    get() { return this.getAttribute(name) ?? ''; },
    set(value) { this.setAttribute(name, value); },
  });
}

/** Registers the element, unless a copy of this script has: the first one keeps it. */
export function register() {
  const known = globalThis.customElements?.get('oauth-flow');
  if (!known) globalThis.customElements?.define('oauth-flow', OAuthFlow);
  else if (known.version !== VERSION) {
    console.warn(`<oauth-flow>: version ${known.version} is on this page already, and stays; ${VERSION} leaves it the element.`);
  }
}

if (REGISTERS) register();

/** Puts a flow into `place`; `options` are the attributes. Resolves with the element when it is ready. */
export function mount(place, options = {}) {
  register();
  const element = document.createElement('oauth-flow');
  for (const [name, value] of Object.entries(options)) {
    element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  place.append(element);
  return element.ready;
}
