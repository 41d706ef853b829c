// Turns fenced blocks of the language `oauth-flow` into elements, in any page, also in those that come later:
//
//   ```oauth-flow
//   flow: device
//   step: 3
//   ```
import './oauth-flow.js';
import { ATTRIBUTES, SWITCHES } from './catalogue.js';

const BLOCKS = 'pre > code.language-oauth-flow, pre.language-oauth-flow > code, pre.oauth-flow > code, pre[data-language="oauth-flow"] > code';

/**
 * The attributes that the text of a block names, as pairs. `complain` is called with a reason for each line that
 * means nothing.
 */
export function readFence(text, complain = () => {}) {
  const pairs = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = line.match(/^\s*([\w-]+)\s*:\s*(.*?)\s*$/) ?? [];
    if (name === undefined) complain(`“${line.trim()}” is not a name, a colon and a value.`);
    // No others: what a reader may write as a block of code must not set an event handler.
    else if (!ATTRIBUTES.includes(name)) complain(`There is no attribute “${name}”, but ${ATTRIBUTES.join(', ')}.`);
    else if (!SWITCHES.includes(name) || value !== 'false') pairs.push([name, value]);
  }
  return pairs;
}

function tell(element, reason) {
  console.warn(`<oauth-flow>: ${reason}`);
  element.dispatchEvent(new CustomEvent('oauth-flow:error', { bubbles: true, composed: true, detail: { reason } }));
}

/** Turns every block in `root` into an element, whose fallback is the block. */
export function upgradeFences(root = document) {
  for (const code of root.querySelectorAll(BLOCKS)) {
    // The blocks of Starlight have a frame of their own around them.
    const block = code.closest('.expressive-code') ?? code.parentElement;
    // A block that is a fallback already stays one.
    if (block.closest('oauth-flow')) continue;
    const element = document.createElement('oauth-flow');
    const reasons = [];
    for (const [name, value] of readFence(code.innerText, (reason) => reasons.push(reason))) element.setAttribute(name, value);
    block.replaceWith(element);
    element.append(block);
    for (const reason of reasons) tell(element, reason);
  }
}

if (globalThis.document) {
  // Many sites change pages without loading one.
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => addedNodes.length > 0)) upgradeFences();
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  upgradeFences();
}
