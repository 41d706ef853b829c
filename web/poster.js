// The first picture, before the simulator is there: how it is put together, at which step it stands, and what a
// reader does to it, which the live view does when it has taken over.
import { ADDRESS, FLOWS } from './catalogue.js';
import { POSTERS } from './posters.js';

const SVG = 'http://www.w3.org/2000/svg';
/** With any other part of an address the run is another one than the poster's. */
const POSTER_PARTS = ['step', 'profile', 'seed', 'story'];
/** The greatest length of a name, as the simulator takes it. */
const LONGEST_NAME = 60;
/** Pixels of the rows around the current one that stay in sight, as in the live view. */
const MARGIN = 72;
const CONTROLS = 'button, a, select, input, .word.is-value';
/** Keys that mean something to the steps, and would scroll the page. */
const SCROLLING = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' '];

/** The name of the poster for what `get` says of an address; undefined where the simulator alone knows the run. */
export function posterName(flow, get) {
  const [story, profile] = [get('story') || 'usual', get('profile') || FLOWS[flow]];
  const name = [flow, story !== 'usual' && story, profile !== FLOWS[flow] && profile].filter(Boolean).join('.');
  const isChanged = ADDRESS.some((part) => !POSTER_PARTS.includes(part) && get(part) !== null);
  return !isChanged && Object.hasOwn(POSTERS, name) ? name : undefined;
}

/** Loads a poster: the element, as `draw` takes it, and the names of the steps. */
export const load = (name) => POSTERS[name]();

/** What an author's names, a JSON object, call a thing: a function that knows `actors.api` for example. */
export function namesIn(json) {
  let names;
  try {
    names = JSON.parse(json);
  } catch {
    // The simulator says so when it is there.
  }
  return (path) => {
    const name = path.split('.').reduce((inner, member) => inner?.[member], names);
    return typeof name === 'string' && name.trim() && name.length <= LONGEST_NAME ? name.trim() : undefined;
  };
}

function words(text, nameOf) {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map((piece) => words(piece, nameOf)).join('');
  const [[name, own]] = Object.entries(text);
  return nameOf(name) ?? own;
}

/** The element that a poster's file describes, with an author's names. */
export function draw([tag, attributes, ...content], nameOf = () => undefined) {
  const isPicture = tag === 'svg' || tag === 'path';
  const node = isPicture ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, words(value, nameOf));
  node.append(...content.map((part) => (Array.isArray(part) ? draw(part, nameOf) : words(part, nameOf))));
  // A name is a part of the text around it.
  node.normalize();
  return node;
}

/** The index of the step that an address or an attribute names. */
export function stepIndex(step, names) {
  const index = names.includes(step) && step ? names.indexOf(step) : Math.trunc(step) - 1;
  return Math.max(0, Math.min(names.length - 1, index || 0));
}

/** Lets a poster that is in its place stand at another step than the first. */
export function stand(poster, index) {
  const rows = [...poster.querySelectorAll('.step')];
  if (index === 0 || !rows[index]) return;
  rows.forEach((row, at) => {
    const isCurrent = at === index;
    row.classList.toggle('is-ahead', at > index);
    row.classList.toggle('is-current', isCurrent);
    row.querySelector('.arrow, .node').setAttribute('part', isCurrent ? 'message message-current' : 'message');
    for (const control of row.querySelectorAll('button')) control.tabIndex = isCurrent ? 0 : -1;
    const button = row.querySelector('.step-button');
    if (isCurrent) button.ariaCurrent = 'step';
    else button.removeAttribute('aria-current');
  });
  const [last, isLast] = [rows.length - 1, index === rows.length - 1];
  poster.querySelector('.outcome-place').classList.toggle('is-reached', isLast);
  poster.querySelector('.player-count').textContent = `${index + 1} / ${rows.length}`;
  const [first, previous, , next, end] = poster.querySelectorAll('.player-buttons button');
  for (const button of [first, previous]) button.removeAttribute('aria-disabled');
  for (const button of isLast ? [next, end] : []) button.setAttribute('aria-disabled', 'true');
  const track = poster.querySelector('.track');
  track.style.setProperty('--last', last);
  track.querySelector('.track-done').style.setProperty('--at', index);
  track.querySelector('input').value = index + 1;
  // Of the details of other steps, and of their time, the simulator knows.
  poster.querySelector('.clock time').textContent = '--:--:--';
  poster.querySelector('.inspector-scroller').replaceChildren();
  const scroller = poster.querySelector('.stage-scroller');
  const [room, row] = [scroller, rows[index]].map((element) => element.getBoundingClientRect());
  const top = room.top + poster.querySelector('.actors-row').offsetHeight;
  const margin = Math.min(MARGIN, Math.max(0, room.bottom - top - row.height) / 3);
  if (row.bottom + margin > room.bottom) scroller.scrollTop += Math.min(row.bottom + margin - room.bottom, row.top - top);
}

/** The way from `root` down to an element, and back. */
function wayTo(element, root) {
  const way = [];
  for (let node = element; node !== root; node = node.parentElement) {
    way.unshift([...node.parentElement.children].indexOf(node));
  }
  return way;
}
const follow = (way, root) => way.reduce((node, index) => node?.children[index], root);

/**
 * Listens to a poster. `act` gets what is done to it, each time a function that does the same to the live view.
 * Returns what else to hand over, once: a function that gives the live view the focus and the places of what scrolls.
 */
export function listen(poster, act, keys = poster) {
  const change = (control, type, property) => {
    const [way, value] = [wayTo(control, poster), control[property]];
    act((live) => {
      const same = follow(way, live);
      if (!same) return;
      same[property] = value;
      same.dispatchEvent(new Event(type, { bubbles: true }));
    });
  };
  poster.addEventListener('click', (event) => {
    const control = event.composedPath()[0].closest?.(CONTROLS);
    // What a failure says is no part of the live view.
    if (!poster.contains(control) || control.matches('select, input, .notes-place *')) return;
    event.preventDefault();
    // It was heard.
    control.classList.add('is-heard');
    poster.ariaBusy = 'true';
    const way = wayTo(control, poster);
    act((live) => follow(way, live)?.click());
  });
  for (const type of ['input', 'change']) {
    poster.addEventListener(type, ({ target }) => {
      const isRange = target.type === 'range';
      if (isRange !== (type === 'input')) return;
      poster.ariaBusy = 'true';
      change(target, type, /^(checkbox|radio)$/.test(target.type) ? 'checked' : 'value');
    });
  }
  keys.addEventListener('keydown', (event) => {
    const [target] = event.composedPath();
    const { key, ctrlKey, altKey, metaKey } = event;
    const isPress = (key === ' ' || key === 'Enter') && target.closest?.('button, a');
    if (!poster.isConnected || isPress || ctrlKey || altKey || metaKey || target.closest?.('input, select')) return;
    if (['Tab', 'Shift', 'Enter', 'Escape'].includes(key)) return;
    if (SCROLLING.includes(key)) event.preventDefault();
    const way = poster.contains(target) ? wayTo(target, poster) : [];
    act((live) => follow(way, live)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
  });
  return () => {
    const focused = poster.getRootNode().activeElement;
    const way = poster.contains(focused) && wayTo(focused, poster);
    const scrolled = ['.stage-scroller', '.inspector-scroller'].map((name) => [name, poster.querySelector(name)?.scrollTop]);
    return (live) => {
      for (const [name, top] of scrolled) {
        const place = live.querySelector(name);
        if (place && top) place.scrollTop = top;
      }
      if (way) follow(way, live)?.focus({ preventScroll: true });
    };
  };
}
