// Turns fenced blocks of the language `oauth-flow` into elements, in any page:
//
//   ```oauth-flow
//   flow: device
//   step: 3
//   ```
import './oauth-flow.js';

const BLOCKS = 'pre > code.language-oauth-flow, pre.language-oauth-flow > code, pre.oauth-flow > code';

/** Turns every block below `root` into an element, whose fallback is the block. */
export function upgradeFences(root = document) {
  for (const code of root.querySelectorAll(BLOCKS)) {
    const element = document.createElement('oauth-flow');
    for (const line of code.textContent.split('\n')) {
      const [, name, value] = line.match(/^\s*([a-z-]+)\s*:\s*(.*?)\s*$/) ?? [];
      if (name) element.setAttribute(name, value);
    }
    const block = code.parentElement;
    block.replaceWith(element);
    element.append(block);
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => upgradeFences());
else upgradeFences();
