// Loads the simulator, once for all elements of a page, when the first of them is near the view.

let loading;

/** The module, and the style sheet that all elements share. After a failure the next call tries again. */
export function load() {
  loading ??= Promise.all([loadModule(), loadStyles()]).then(
    ([glue, sheet]) => ({ glue, sheet }),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
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

async function loadStyles() {
  if (INTEGRITY) await checkHash('./styles.js');
  const { default: text } = await import('./styles.js');
  return new CSSStyleSheet().replace(text);
}

/** A module that is preloaded with the wrong hash can no longer be imported. */
async function checkHash(name) {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', href: new URL(name, import.meta.url), crossOrigin: 'anonymous', integrity: INTEGRITY[name] });
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new TypeError(`${link.href} is not the file that belongs to this script`));
    document.head.append(link);
  }).finally(() => link.remove());
}

const fetchChecked = (name) => fetch(new URL(name, import.meta.url), { integrity: INTEGRITY[name] });
