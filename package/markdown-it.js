// A plugin for markdown-it, and so for VitePress and others that build on it: fenced blocks of the language
// `oauth-flow` become elements when the site is built, and their text is the fallback.
import { readFence } from './fence.js';

/** Use it as `markdown.use(oauthFlow)`. */
export function oauthFlow(markdown) {
  const { escapeHtml } = markdown.utils;
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim().split(/\s+/)[0] !== 'oauth-flow') return fence(tokens, index, ...rest);
    const attributes = readFence(content).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
    // Without v-pre a Vue site would read braces in the text.
    return `<oauth-flow${attributes.join('')}><pre v-pre>${escapeHtml(content)}</pre></oauth-flow>\n`;
  };
}
