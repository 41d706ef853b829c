// What to paste to show a state elsewhere, in each form that the widget has.
import { staticForm } from './static-form.js';

const inAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const inText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * `page` is the address of the simulator without a fragment, `folder` that of its files; `fragment` names the
 * state, and `title` its flow. `theme` is `light`, `dark` or empty: as the page around. `hashes` has the integrity of
 * scripts that are not to change, by their names.
 */
export function snippets({ page, folder, fragment, title, theme, hasStep, hashes = {} }) {
  const [flow, query] = fragment.replace(/^#\//, '').split('?');
  const parameters = new URLSearchParams(query);
  if (!hasStep) parameters.delete('step');
  const state = `#/${flow}?${parameters}`;
  const attributes = [['flow', flow], ...parameters, ...(theme ? [['theme', theme]] : [])];

  const version = `<!-- oauth-flow-simulator ${VERSION} -->`;
  const pinned = (name) => (hashes[name] ? ` integrity="${hashes[name]}" crossorigin` : '');
  const script = (name) => `<script type="module" src="${inAttribute(folder + name)}"${pinned(name)}></script>`;
  const tag = attributes.map(([name, value]) => ` ${name}="${inAttribute(value)}"`).join('');
  const words = `${title}, step by step`;
  // Keeps the room until the script is there, so that nothing on the page moves then.
  const room = (selector) => `<style>${selector} { display: block; box-sizing: border-box; height: 640px; margin: 0; overflow: hidden }</style>`;
  const frame = `${folder}embed.html${state}${theme ? `&theme=${theme}` : ''}`;
  return {
    element: [
      version,
      room('oauth-flow:not(:defined)'),
      script('oauth-flow.js'),
      `<oauth-flow${tag}>`,
      `  <a href="${inAttribute(folder + staticForm(flow, parameters.get('profile')))}">${inText(words)}</a>`,
      '</oauth-flow>',
    ].join('\n'),
    frame: [
      version,
      `<iframe src="${inAttribute(frame)}" title="${inAttribute(words)}" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen" loading="lazy" width="100%" height="640"></iframe>`,
    ].join('\n'),
    fence: [
      version,
      room(':not(oauth-flow) > pre:has(> .language-oauth-flow)'),
      script('fence.js'),
      '',
      '```oauth-flow',
      ...attributes.map(([name, value]) => `${name}: ${value}`),
      '```',
    ].join('\n'),
    link: page + state,
  };
}
