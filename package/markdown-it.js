// A plugin for markdown-it, and so for VitePress and others that build on it: fenced blocks of the language
// `oauth-flow` become elements when the site is built, and their text is the fallback.
import { readFence } from './fence.js';

/** Use it as `markdown.use(oauthFlow)`. */
export function oauthFlow(markdown) {
  const { escapeHtml } = markdown.utils;
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content, map } = tokens[index];
    if (info.trim().split(/\s+/)[0] !== 'oauth-flow') return fence(tokens, index, ...rest);
    // The environment is the renderer's fourth parameter; VitePress says there which file it reads.
    const place = [rest[1]?.relativePath ?? rest[1]?.path, map && `line ${map[0] + 1}`].filter(Boolean).join(', ');
    const complain = (reason) => console.warn(`oauth-flow${place && ` (${place})`}: ${reason}`);
    const attributes = readFence(content, complain).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
    // Without v-pre a Vue site would read braces in the text.
    return `<oauth-flow${attributes.join('')}><pre v-pre>${escapeHtml(content)}</pre></oauth-flow>\n`;
  };
}
