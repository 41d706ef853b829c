// Makes the widget's style sheet from the page's.
//   node tools/styles.mjs index.css styles.js
// It is a module, because bundlers take a file that ends in .css for one of the site's own; and in px, because
// sizes in rem would follow the root of the page around.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , sheet, module] = process.argv;
const inPixels = (_, rem) => `${Number((rem * 16).toFixed(3))}px`;
const text = readFileSync(sheet, 'utf8').trim().replace(/([\d.]+)rem\b/g, inPixels);
writeFileSync(module, `export default ${JSON.stringify(text)};\n`);
