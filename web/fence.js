// Turns fenced blocks of the language `oauth-flow` into elements, in any page, also in those that come later:
//
//   ```oauth-flow
//   flow: device
//   step: 3
//   ```
import { OAuthFlow } from './oauth-flow.js';

const BLOCKS = 'pre > code.language-oauth-flow, pre.language-oauth-flow > code, pre.oauth-flow > code, pre[data-language="oauth-flow"] > code';
// No others: what a reader may write as a block of code must not set an event handler.
const ATTRIBUTES = new Set(OAuthFlow.observedAttributes);

/** The attributes that the text of a block names, as pairs. */
export function readFence(text) {
  const lines = [...text.matchAll(/^[ \t]*([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/gm)];
  return lines.map(([, name, value]) => [name, value]).filter(([name]) => ATTRIBUTES.has(name));
}

/** Turns every block in `root` into an element, whose fallback is the block. */
export function upgradeFences(root = document) {
  for (const code of root.querySelectorAll(BLOCKS)) {
    // The blocks of Starlight have a frame of their own around them.
    const block = code.closest('.expressive-code') ?? code.parentElement;
    // A block that is a fallback already stays one.
    if (block.closest('oauth-flow')) continue;
    const element = document.createElement('oauth-flow');
    for (const [name, value] of readFence(code.innerText)) element.setAttribute(name, value);
    block.replaceWith(element);
    element.append(block);
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
