// The element <oauth-flow>: a flow inside any page. It weighs nothing until it is near the view, and
// shows what stands between its tags until it is ready, or where it cannot run.
//
//   <script type="module" src="…/oauth-flow.js"></script>
//   <oauth-flow flow="device" step="3"><a href="…">The device flow, step by step</a></oauth-flow>

/** What the address of a state is made of. */
const ADDRESS = ['step', 'profile', 'seed', 'consent', 'password', 'user_code', 'wait', 'start'];
const BEFORE_READY = new CSSStyleSheet();
BEFORE_READY.replaceSync(`
  :host { display: block !important; contain: content; }
  :host([hidden]) { display: none !important; }
  .oauth-flow-frame { height: var(--oauth-flow-height, 640px); overflow: auto; }
  .reason { font: 0.875rem/1.5 system-ui, sans-serif; }
`);

let loading;

/** The module and the style sheet, once for all elements. */
function load() {
  loading ??= Promise.all([module(), styles()]).then(([glue, sheet]) => ({ glue, sheet }));
  return loading;
}

async function module() {
  const glue = await import('./oauth-flow-simulator.js');
  await glue.default();
  return glue;
}

/** Sizes in rem would follow the root of the page around, which the widget must not. */
async function styles() {
  const response = await fetch(new URL('./index.css', import.meta.url));
  if (!response.ok) throw new Error(`index.css: ${response.status}`);
  const text = (await response.text()).replace(/([\d.]+)rem\b/g, (_, rem) => `${rem * 16}px`);
  return new CSSStyleSheet().replace(text);
}

function reasonNotToRun(error) {
  if (typeof WebAssembly !== 'object') return 'WebAssembly is missing or switched off in this browser.';
  const isRefused = error instanceof WebAssembly.CompileError || error instanceof EvalError;
  return isRefused
    ? 'The Content Security Policy of this page forbids WebAssembly: its script-src has to contain \'wasm-unsafe-eval\'.'
    : 'A file of the simulator did not load.';
}

const nearView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) target.start();
}, { rootMargin: '50%' });

export class OAuthFlow extends HTMLElement {
  static observedAttributes = ['flow', 'names', ...ADDRESS];

  #root = this.attachShadow({ mode: 'open' });
  #frame = document.createElement('div');
  #widget;
  #resolve;
  /** Fulfilled when the flow can be stepped through. */
  ready = new Promise((resolve) => { this.#resolve = resolve; });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [BEFORE_READY];
    this.#frame.className = 'oauth-flow-frame';
    this.#root.append(this.#frame);
    this.#showFallback();
  }

  connectedCallback() {
    if (this.getAttribute('loading') === 'eager') this.start();
    else nearView.observe(this);
  }

  disconnectedCallback() {
    nearView.unobserve(this);
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
    nearView.unobserve(this);
    try {
      const { glue, sheet } = await load();
      if (this.#widget || !this.isConnected) return;
      this.#root.adoptedStyleSheets = [BEFORE_READY, sheet];
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
    this.#frame.replaceChildren(document.createElement('slot'), words);
  }

  #address() {
    const parameters = ADDRESS.flatMap((name) => {
      const value = this.getAttribute(name);
      return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    const flow = this.getAttribute('flow') ?? 'authorization-code-pkce';
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

// A second copy of this script on a page leaves the first one its element.
if (!customElements.get('oauth-flow')) customElements.define('oauth-flow', OAuthFlow);

/** Puts a flow into `place`; `options` are the attributes. Resolves with the element when it is ready. */
export function mount(place, options = {}) {
  const element = document.createElement('oauth-flow');
  for (const [name, value] of Object.entries(options)) {
    element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  place.append(element);
  return element.ready;
}
