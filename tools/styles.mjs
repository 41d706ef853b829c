// Makes the widget's style sheet from the page's.
//   node tools/styles.mjs index.css styles.js
// It is a module, because bundlers take a file that ends in .css for one of the site's own; and in px, because
// sizes in rem would follow the root of the page around. The custom properties that a page may set get names of
// their own inside, so that they can be set on the element or anywhere around it.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , sheet, module] = process.argv;
/** What a page can set as --oauth-flow-NAME, and what the style sheet calls it. */
const { custom_properties: properties } = JSON.parse(readFileSync(new URL('../catalogue.json', import.meta.url), 'utf8'));
const settable = properties.filter(({ token }) => token).map(({ name, token }) => [name.replace('--oauth-flow-', ''), token]);

function makeSettable(sheet, [name, token]) {
  const inside = sheet.replace(new RegExp(`--oauth-flow-${token}(?![\\w-])`, 'g'), `--_${name}`);
  return inside.replace(new RegExp(`([{;])--_${name}:([^;}]*)`), `$1--_${name}:var(--oauth-flow-${name},$2)`);
}

const inPixels = (_, rem) => `${Number((rem * 16).toFixed(3))}px`;
const text = readFileSync(sheet, 'utf8').trim().replace(/([\d.]+)rem\b/g, inPixels);
const sheetOfWidget = settable.reduce(makeSettable, text);
writeFileSync(module, `export default ${JSON.stringify(sheetOfWidget)};\n`);
