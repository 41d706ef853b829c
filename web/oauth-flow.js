// The element <oauth-flow>: a flow inside any page. It weighs nothing until it is near the view. Then it shows its
// first picture, which was made with the package, and loads the simulator when somebody touches it. What stands
// between its tags shows before that, and where it cannot run.
//
//   <script type="module" src="…/oauth-flow.js"></script>
//   <oauth-flow flow="device" step="consent"><a href="…">The device flow, step by step</a></oauth-flow>

import { ADDRESS, ATTRIBUTES, CHOICES, PANELS, PLAYING, SWITCHES, USUAL_FLOW } from './catalogue.js';
import { load, loadPen, loadPoster } from './load.js';
import { takesWhole } from './whole.js';

const PRINTING = ['beforeprint', 'afterprint'];
/** What tells of a fault of the simulator: its own panic, or that it was stopped without one. */
const FAULTS = ['oauth-flow:panic', 'error'];
/** What a reader does that means this flow. A finger that only scrolls past it means the page. */
const TOUCHES = ['pointerover', 'pointerdown', 'click', 'focusin', 'keydown'];
const BEFORE_READY = `
  :host { display: flex !important; flex-flow: column !important; min-width: min(100%, 320px); contain: content; }
  :host([hidden]) { display: none !important; }
  :host([layout="wide"]) { overflow-x: auto; }
  @layer oauth-flow.before {
    .oauth-flow-frame { flex: 1 1 auto; min-height: 0; height: var(--oauth-flow-height, 640px); overflow: auto; }
  }
  .oauth-flow-frame[data-layout="wide"] { min-width: 720px; }
  .oauth-flow-frame[data-layout="narrow"] { width: 100%; max-width: 640px; margin-inline: auto; }
  .oauth-flow-frame + slot { display: block; }
  .reason { font: 0.875rem/1.5 system-ui, sans-serif; }
`;
// Generators of documentation import this file in Node.js too, where nothing is displayed.
const Base = globalThis.HTMLElement ?? class {};

// What all elements of a page have in common is made with the first.
let sheetBefore;
let near;
let inView;
/** What was loaded, or why it was not. */
let loaded;
/** Why the simulator stopped, when it has. */
let fault;
/** Those that wait for their turn to be put together: all at once would hold the page up. */
const waiting = new Set();
let isAtWork = false;
/** Those that run, as long as the simulator does. */
const running = new Set();

function madeSheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BEFORE_READY);
  return sheet;
}

function observe(rootMargin, tell) {
  return new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) tell(target, isIntersecting);
  }, { rootMargin });
}

/** Fulfilled when what was changed is on the screen: the steps in one frame, their details in the next. */
const pictured = () => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  // A page that nobody sees has no frames.
  setTimeout(done, 250);
});

/** The property of an attribute: pauseOn of pause-on. */
const propertyOf = (name) => name.replace(/[-_](.)/g, (_, letter) => letter.toUpperCase());

/** Whether it takes the whole simulator to show what `fragment`, an address of an element, names. */
function needsWhole(fragment) {
  const [flow, query] = fragment.slice(2).split('?');
  return takesWhole(flow, new URLSearchParams(query).get('story'));
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

export class OAuthFlow extends Base {
  /** The version of the package. */
  static version = VERSION;
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: 'open' });
  // Its words are English, whatever the page around is.
  #frame = element('div', { className: 'oauth-flow-frame', lang: 'en' });
  #widget;
  /** Whether the whole simulator runs in it. */
  #isWhole = false;
  /** The address of what it shows as soon as the whole simulator is there. */
  #coming;
  #isPlaced = false;
  #isSeen = false;
  /** What hands the poster over to the live view, while the poster stands there. */
  #handOver;
  #isTouched = false;
  /** Whether there is a poster, when that is known. */
  #picture;
  #hasTriedAgain = false;
  /** How often a poster was asked for: the last one counts. */
  #turn = 0;
  /** Whether it plays when it comes into view: it has not begun, or has only been out of view. */
  #resumes = true;
  /** What was asked of it before it was there, in order. */
  #asked = [];
  /** What settles `ready`, until it is. */
  #settle;

  constructor() {
    super();
    this.#expect();
    this.#root.adoptedStyleSheets = [sheetBefore ??= madeSheet()];
    this.#root.append(this.#frame, element('slot', { name: 'caption' }));
    for (const type of TOUCHES) this.#frame.addEventListener(type, this.#touch, { passive: true });
    this.#frame.addEventListener('focusin', () => addEventListener('keydown', this.#passKey, true));
    this.#frame.addEventListener('focusout', this.#letKeysGo);
    this.#showFallback();
  }

  connectedCallback() {
    for (const property of OAuthFlow.observedAttributes.map(propertyOf)) {
      if (!Object.hasOwn(this, property)) continue;
      // It was set before this script was there.
      const value = this[property];
      delete this[property];
      this[property] = value;
    }
    near ??= observe('50%', (flow, isNear) => {
      if (isNear) flow.#approach();
      // Its reader has gone past it.
      else if (flow.#frame.dataset.loading !== 'eager' && !flow.#isTouched) waiting.delete(flow);
    });
    inView ??= observe('-10%', (flow, isSeen) => flow.#see(isSeen));
    near.observe(this);
    inView.observe(this);
    for (const type of PRINTING) addEventListener(type, this.#print);
    this.#isPlaced = true;
    for (const name of ['panels', 'height', ...Object.keys(CHOICES)]) this.#arrange(name);
    if (this.#asked.length > 0) this.#start();
  }

  disconnectedCallback() {
    near.unobserve(this);
    inView.unobserve(this);
    for (const type of PRINTING) removeEventListener(type, this.#print);
    this.#isPlaced = false;
    // An element that only moves is back before this runs.
    queueMicrotask(() => { if (!this.isConnected) this.#stop(); });
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#isPlaced || before === after) return;
    this.#arrange(name);
    if (!this.#widget) {
      // What stands there is of what was said before.
      if (this.#handOver) this.#approach();
      return;
    }
    if (name === 'names') {
      this.#change();
    } else if (PLAYING.includes(name)) {
      this.#complain(this.#widget.configure(name, after ?? undefined));
    } else if (name === 'autoplay') {
      this.#see(this.#isSeen);
    } else if (name === 'flow') {
      this.#show(this.#address(), (widget, fragment) => widget.open(fragment));
    } else if (ADDRESS.includes(name)) {
      this.#change(name, after);
    }
  }

  /** Shows what an attribute of the address says now, or the names. The step stays, and what else the reader has chosen. */
  #change(name, value) {
    const [flow, query] = (this.#coming ?? this.#widget.fragment).split('?');
    const parameters = new URLSearchParams(query);
    parameters.delete('step');
    // One that was taken away says nothing, and names stand in no address.
    if (value == null) parameters.delete(name);
    else parameters.set(name, value);
    this.#show(`${flow}?${parameters}`, (widget, fragment) => (
      name === 'step' ? widget.open(fragment) : widget.change(fragment, name ? undefined : this.#names())
    ));
  }

  /** Lets the widget show what `fragment` names, or mounts it anew where only the whole simulator knows that. */
  async #show(fragment, show) {
    this.#coming = undefined;
    if (this.#isWhole || !needsWhole(fragment)) {
      this.#complain(show(this.#widget, fragment));
      return;
    }
    this.#coming = fragment;
    const whole = await load(true).catch((error) => ({ error }));
    // Meanwhile it can be gone, stopped, or asked for something else.
    if (this.#coming !== fragment) return;
    this.#coming = undefined;
    if (whole.error) {
      this.#complain(`The simulator for this did not load: ${whole.error.message}`);
    } else {
      loaded = whole;
      const { playing } = this;
      this.#widget.unmount();
      this.#place(whole, fragment);
      if (playing) this.#widget.play(true);
    }
    for (const act of this.#asked.splice(0)) act();
  }

  play() { this.#do(() => this.#widget.play(true)); }
  pause() {
    this.#do(() => {
      this.#widget.play(false);
      this.#resumes = false;
    });
  }

  restart() { this.seek(1); }
  /** Goes so many steps forward, or back. Setting it sets the attribute, as frameworks do. */
  get step() { return (by = 1) => this.#do(() => this.seek(Math.max(1, this.stepIndex + by))); }

  /**
   * Goes to the step with this number, counted from 1, to "50%" of the run, to { marker: "consent" }, or to the
   * { marker: "next" } or "previous" step that has a name.
   */
  seek(place) { this.#do(() => this.#seek(place)); }
  #seek(place) {
    const { stepCount } = this;
    const name = place?.marker;
    if (name === 'next' || name === 'previous') {
      this.#widget.skip(name === 'next');
      return;
    }
    let number = Math.round(place);
    if (name) number = this.#widget.find(String(name)) || NaN;
    else if (/%$/.test(place)) number = 1 + Math.round((stepCount - 1) * parseFloat(place) / 100);
    if (Number.isNaN(number)) this.#complain(`There is no step “${name ?? place}” to go to.`);
    else this.#widget.seek(Math.min(stepCount, Math.max(1, number)));
  }

  /** Does what is asked, now or as soon as it can. */
  #do(act) {
    if (this.#widget && !this.#coming) {
      act();
    } else {
      this.#asked.push(act);
      this.#start();
    }
  }

  /** The number of the current step, counted from 1; 0 before the flow is there. */
  get stepIndex() { return this.#widget?.step ?? 0; }
  get stepCount() { return this.#widget?.count ?? 0; }
  get playing() { return this.#widget?.playing ?? false; }
  /** What an event tells of each step, in order. */
  get events() { return Array.from({ length: this.stepCount }, (_, index) => this.#widget.detail(index + 1)); }
  /** The address of the present state, from its `#` on. */
  get fragment() { return this.#widget?.fragment ?? this.#address(); }

  #touch = ({ type, pointerType }) => {
    if (this.#isTouched || (pointerType === 'touch' && type !== 'click')) return;
    this.#isTouched = true;
    this.#start();
  };

  /** Near the view it shows its poster, and starts where it need not wait for a touch, or has nothing to touch. */
  async #approach() {
    const waits = this.#frame.dataset.loading === 'interaction' && !this.hasAttribute('autoplay');
    if (!waits) this.#start();
    // An author's own poster stays until the flow itself is there.
    const hasOwn = this.querySelector(':scope > [slot="poster"]');
    this.#picture = hasOwn || this.#showPoster().catch(() => false);
    const isPictured = await this.#picture;
    if (waits && !isPictured) this.#start();
  }

  /** Shows the poster, and tells whether there is one. */
  async #showPoster() {
    const turn = ++this.#turn;
    const { pen, sheet } = await loadPen();
    const name = pen.posterName(this.getAttribute('flow') ?? USUAL_FLOW, (attribute) => this.getAttribute(attribute));
    if (!name) return false;
    const file = await loadPoster(pen, name);
    // Meanwhile the flow itself can be there, or be asked for something else.
    if (this.#widget || !this.isConnected || turn !== this.#turn) return true;
    const poster = pen.draw(file.poster, pen.namesIn(this.#names()));
    this.#root.adoptedStyleSheets = [sheetBefore, sheet];
    this.#frame.replaceChildren(poster);
    pen.stand(poster, pen.stepIndex(this.getAttribute('step'), file.steps));
    this.#handOver = pen.listen(poster, (act) => this.#do(() => act(this.#frame.firstElementChild)));
    return true;
  }

  /** Shows the flow as soon as its turn comes, wherever the element is. */
  #start() {
    // An observer may still tell of an element that is gone.
    if (this.#widget || !this.isConnected) return;
    waiting.add(this);
    OAuthFlow.#work();
  }

  /** Puts together those that wait, those in view first, and leaves the page time in between. */
  static async #work() {
    if (isAtWork) return;
    isAtWork = true;
    while (waiting.size > 0) {
      const needs = (flow) => needsWhole(flow.#address());
      const isWhole = [...waiting].some(needs);
      let got = await load(isWhole).catch((error) => ({ error, isWhole }));
      if (fault) got = { error: fault };
      else if (!got.error) loaded = got;
      // Meanwhile one can have come, or be asked for something, that takes another module.
      const all = [...waiting].filter((flow) => fault || (got.error ? needs(flow) === isWhole : got.isWhole || !needs(flow)));
      // What is missing is missing for all that take it.
      const next = got.error ? all : [all.find((flow) => flow.#isSeen) ?? all[0]];
      for (const flow of next) flow?.#mount(got);
      await pictured();
    }
    isAtWork = false;
  }

  #mount({ error, ...simulator }) {
    waiting.delete(this);
    near.unobserve(this);
    if (error) {
      this.#fail(error, error === fault);
      return;
    }
    this.#watch(true);
    try {
      const handOver = this.#handOver?.();
      this.#handOver = undefined;
      this.#place(simulator, this.#address());
      handOver?.(this.#frame.firstElementChild);
      for (const act of this.#asked.splice(0)) act();
      this.#settle.resolve(this);
      this.#settle = undefined;
      this.#send('ready', { steps: this.stepCount, version: VERSION });
      this.#see(this.#isSeen);
    } catch (reason) {
      // A panic is told already.
      if (!fault) this.#fail(reason, true);
    }
  }

  /** Puts the live view of `fragment` into the frame. */
  #place({ glue, sheet, isWhole }, fragment) {
    this.#root.adoptedStyleSheets = [sheetBefore, sheet];
    this.#frame.replaceChildren();
    this.#isWhole = isWhole;
    this.#widget = glue.mountWidget(this.#frame, fragment, this.#names(), (type, detail) => this.#tell(type, detail));
    for (const name of PLAYING) {
      if (this.hasAttribute(name)) this.#complain(this.#widget.configure(name, this.getAttribute(name)));
    }
  }

  /** Those that run hear of faults. */
  #watch(isRunning) {
    running[isRunning ? 'add' : 'delete'](this);
    const change = running.size > 0 ? addEventListener : removeEventListener;
    for (const type of FAULTS) change(type, OAuthFlow.#hearFault);
  }

  static #hearFault = ({ type, detail, error }) => {
    // What a page around does wrong is told there, too. It begins elsewhere.
    if (type === 'error' && !/^(.*\n)?.*oauth-flow-simulator/.test(error?.stack)) return;
    fault ??= detail ?? error;
    for (const flow of running) flow.#fail(fault, true);
  };

  /** On paper every step has its details, also in a flow that nobody has seen yet. */
  #print = ({ type }) => {
    const isOnPaper = type === PRINTING[0];
    const isReady = loaded?.glue && (loaded.isWhole || !needsWhole(this.#address()));
    if (isOnPaper && !this.#widget && isReady) this.#mount(loaded);
    this.#widget?.print(isOnPaper);
  };

  #stop() {
    waiting.delete(this);
    this.#watch(false);
    this.#letKeysGo();
    this.#widget?.unmount();
    this.#widget = undefined;
    this.#coming = undefined;
    if (!this.#settle) this.#expect();
    this.#showFallback();
  }

  /** Plays by itself while it can be seen, unless the reader has asked for less motion. */
  #see(isSeen) {
    this.#isSeen = isSeen;
    if (!this.#widget || !this.hasAttribute('autoplay')) return;
    if (!isSeen && this.playing) {
      this.pause();
      this.#resumes = true;
    } else if (isSeen && this.#resumes && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.play();
      this.#resumes = false;
    }
  }

  /** How it looks, as the attribute of this name says. */
  #arrange(name) {
    const value = this.getAttribute(name);
    const { dataset, style } = this.#frame;
    const choices = CHOICES[name];
    if (choices) {
      const isKnown = choices.includes(value);
      dataset[name] = isKnown ? value : choices[0];
      if (!isKnown && value !== null) this.#complain(`The attribute ${name} can be ${choices.join(', ')}, but not “${value}”; it is ${choices[0]}.`);
      if (dataset[name] === 'eager') this.#start();
    } else if (name === 'panels') {
      const given = value?.split(/\s+/).filter(Boolean) ?? PANELS;
      dataset.panels = PANELS.filter((panel) => given.includes(panel)).join(' ') || PANELS.join(' ');
      for (const other of given) {
        if (!PANELS.includes(other)) this.#complain(`There is no panel “${other}”, but ${PANELS.join(', ')}.`);
      }
    } else if (name === 'height') {
      const length = /^[\d.]+$/.test(value) ? `${value}px` : value;
      const isLength = /^[\d.]+[a-z]+$/.test(length) && CSS.supports('height', length);
      dataset.height = value ?? '';
      style.setProperty('--oauth-flow-height', isLength ? length : '');
      if (!isLength && value !== null && value !== 'auto') this.#complain(`“${value}” is not a height, which is a length or auto.`);
    }
  }

  /** A page around that takes keys on their way down would keep them from a flow that has the focus: so that gets a copy first. */
  #passKey = (event) => {
    const [target] = event.composedPath();
    // In Firefox the copy comes by here, too.
    if (event.isCopy || !this.#root.contains(target)) return;
    const members = {};
    for (const name in event) members[name] = event[name];
    const copy = new KeyboardEvent('keydown', { ...members, composed: false });
    copy.isCopy = true;
    target.dispatchEvent(copy);
    if (!copy.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #letKeysGo = () => removeEventListener('keydown', this.#passKey, true);

  /** A poster or what stands between the tags; after a failure the latter, and why there is no more. */
  #showFallback(words) {
    this.#handOver = undefined;
    this.#turn += 1;
    const fallback = element('slot');
    const poster = element('slot', { name: 'poster' });
    poster.append(fallback);
    this.#frame.replaceChildren(...(words ? [fallback, ...words] : [poster]));
  }

  #address() {
    const given = ADDRESS.filter((name) => this.hasAttribute(name));
    const parameters = new URLSearchParams(given.map((name) => [name, this.getAttribute(name)]));
    return `#/${encodeURIComponent(this.getAttribute('flow') ?? USUAL_FLOW)}?${parameters}`;
  }

  #names() {
    return this.getAttribute('names') ?? this.querySelector(':scope > script[type="application/json"]')?.textContent ?? '';
  }

  #tell(type, detail) {
    if (type === 'error') this.#complain(detail.reason);
    else this.#send(type, detail);
  }

  #complain(reasons) {
    for (const reason of reasons?.split('\n').filter(Boolean) ?? []) {
      console.warn(`<oauth-flow>: ${reason}`);
      this.#send('error', { reason });
    }
  }

  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(`oauth-flow:${type}`, { bubbles: true, composed: true, detail }));
  }

  /** A poster stays where the simulator does not come, and says why. */
  #complainAbove(words) {
    const poster = this.#frame.firstElementChild;
    poster.ariaBusy = null;
    for (const heard of poster.querySelectorAll('.is-heard')) heard.classList.remove('is-heard');
    const note = element('div', { className: 'notes', role: 'alert' });
    note.append(...words);
    poster.querySelector('.notes-place').replaceChildren(note);
  }

  #tryAgain() {
    this.#hasTriedAgain = true;
    this.#frame.querySelector('.notes')?.remove();
    this.#expect();
    this.#start();
  }

  #expect() {
    /** Fulfilled when the flow can be stepped through, and refused with the reason when it cannot run. */
    this.ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
    // The reason is told all the same where nobody waits.
    this.ready.catch(() => {});
  }

  async #fail(error, isFault) {
    this.#watch(false);
    // What is dead cannot be unmounted.
    this.#widget = undefined;
    this.#coming = undefined;
    this.#letKeysGo();
    const { describe } = await import('./failure.js').catch(() => ({}));
    const reason = 'A file of the simulator did not load, or the script-src of this page refuses it.';
    // Where a poster is on its way, it is what stays.
    await this.#picture;
    const failure = await describe?.(this, error, isFault) ?? { reason, words: reason };
    // Meanwhile another try can have come to a good end.
    if (this.#widget) return;
    // Browsers do not ask again for a script that did not load.
    const [label, act] = this.#hasTriedAgain ? ['Reload the page', () => location.reload()] : ['Try again', () => this.#tryAgain()];
    const again = element('button', { type: 'button', className: 'button', textContent: label, onclick: act });
    const words = [failure.words, ...(isFault ? [] : [again])];
    if (this.#handOver) this.#complainAbove(words);
    else this.#showFallback(words);
    console.warn(`<oauth-flow>: ${failure.reason}`, error);
    this.#settle?.reject(new Error(failure.reason, { cause: error }));
    this.#settle = undefined;
    this.#send('error', { reason: failure.reason });
  }
}

for (const name of OAuthFlow.observedAttributes) {
  const isSwitch = SWITCHES.includes(name);
  const method = Object.getOwnPropertyDescriptor(OAuthFlow.prototype, name);
  Object.defineProperty(OAuthFlow.prototype, propertyOf(name), {
    get: method?.get ?? function get() { return isSwitch ? this.hasAttribute(name) : this.getAttribute(name) ?? ''; },
    set(value) {
      if (isSwitch) this.toggleAttribute(name, value === '' || Boolean(value));
      else if (value === undefined || value === null) this.removeAttribute(name);
      else this.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
    },
  });
}

/** Registers the element, unless a copy of this script has: the first one keeps it. */
export function register() {
  const registry = globalThis.customElements;
  const known = registry?.get('oauth-flow');
  if (!known) registry?.define('oauth-flow', OAuthFlow);
  else if (known.version !== VERSION) {
    console.warn(`<oauth-flow>: version ${known.version} is on this page already, and stays; ${VERSION} leaves it the element.`);
  }
}

if (REGISTERS) register();

/**
 * Puts a flow into `place`; `options` are the attributes. Resolves with the element when it is ready: a script that waits
 * for that does not wait for a reader's touch, unless it says so.
 */
export function mount(place, options = {}) {
  register();
  const flow = document.createElement('oauth-flow');
  for (const [name, value] of Object.entries({ loading: 'lazy', ...options })) flow[propertyOf(name)] = value;
  place.append(flow);
  return flow.ready;
}
