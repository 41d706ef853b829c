/** What is used of a `MarkdownIt`. */
interface Markdown {
  utils: { escapeHtml(text: string): string };
  renderer: { rules: { fence?: (...parameters: any[]) => string } };
}

/**
 * A plugin for markdown-it: fenced blocks of the language `oauth-flow` become elements. Use it as
 * `markdown.use(oauthFlow)`.
 */
export function oauthFlow(markdown: Markdown): void;
