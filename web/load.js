// Loads the first picture of a flow, and the simulator once for all elements of a page.

const loading = {};
let styles;

/** The module, and the style sheet that all elements share. Where the whole simulator is on its way, it serves all. */
export async function load(isWhole) {
  if (!isWhole && !loading.whole) return loadOnce('usual');
  try {
    return await loadOnce('whole');
  } catch (error) {
    if (isWhole) throw error;
    return loadOnce('usual');
  }
}

/** After a failure the next call tries again. */
function loadOnce(name) {
  loading[name] ??= Promise.all([name === 'whole' ? loadWhole() : loadModule(), loadStyles()]).then(
    ([glue, sheet]) => ({ glue, sheet, isWhole: name === 'whole' }),
    (error) => {
      delete loading[name];
      throw error;
    },
  );
  return loading[name];
}

// INTEGRITY is set by the build. In a script for a content delivery network it has the hashes of what is loaded
// here, so that the hash in the tag of the script vouches for everything; elsewhere it is null. The addresses
// are literal, because bundlers find the files by them.
async function loadModule() {
  if (INTEGRITY) await checkHash('./oauth-flow-simulator.js');
  const glue = await import('./oauth-flow-simulator.js');
  await glue.default(INTEGRITY ? { module_or_path: fetchChecked('./oauth-flow-simulator_bg.wasm') } : undefined);
  return glue;
}

async function loadWhole() {
  if (INTEGRITY) await checkHash('./oauth-flow-simulator-whole.js');
  const glue = await import('./oauth-flow-simulator-whole.js');
  await glue.default(INTEGRITY ? { module_or_path: fetchChecked('./oauth-flow-simulator-whole_bg.wasm') } : undefined);
  return glue;
}

/** The style sheet that all elements share. */
function loadStyles() {
  styles ??= importStyles().catch((error) => {
    styles = undefined;
    throw error;
  });
  return styles;
}

async function importStyles() {
  if (INTEGRITY) await checkHash('./styles.js');
  const { default: text } = await import('./styles.js');
  return new CSSStyleSheet().replace(text);
}

/** What draws posters, and the style sheet that they need. */
export async function loadPen() {
  const [pen, sheet] = await Promise.all([importPen(), loadStyles()]);
  return { pen, sheet };
}

async function importPen() {
  if (INTEGRITY) await checkHash('./poster.js');
  return import('./poster.js');
}

/** The file of a poster. */
export async function loadPoster(pen, name) {
  if (INTEGRITY) {
    // There are many, so that their hashes stand in a file of their own.
    await checkHash('./posters/hashes.js');
    const { default: hashes } = await import('./posters/hashes.js');
    await checkHash(`./posters/${name}.js`, hashes[name]);
  }
  return pen.load(name);
}

/** A module that is preloaded with the wrong hash can no longer be imported. */
async function checkHash(name, integrity = INTEGRITY[name]) {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', href: new URL(name, import.meta.url), crossOrigin: 'anonymous', integrity });
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new TypeError(`${link.href} is not the file that belongs to this script`));
    document.head.append(link);
  }).finally(() => link.remove());
}

const fetchChecked = (name) => fetch(new URL(name, import.meta.url), { integrity: INTEGRITY[name] });
