// For the page around frames of flows: each frame gets the height that the flow in it asks for, and follows the
// page between light and dark.
//
//   <script type="module" src="…/frame.js"></script>
//   <iframe src="…/embed.html#/device" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
//     allow="fullscreen" title="The device flow" width="100%" height="640"></iframe>

/** Pixels. Whatever is in a frame cannot make it larger. */
const MOST = 2000;
const FRAMES = 'iframe[src*="embed.html"]';

const allFrames = () => [...document.querySelectorAll(FRAMES)];

globalThis.addEventListener?.('message', ({ data, source }) => {
  if (data?.source !== 'oauth-flow' || data.v !== 1 || data.type !== 'resize') return;
  // A sandboxed frame has no origin, so it is known by its window.
  const frame = allFrames().find(({ contentWindow }) => contentWindow === source);
  const height = Number(data.detail?.height);
  if (frame && height > 0) frame.style.height = `${Math.min(MOST, height)}px`;
});

/** What each frame was told last. */
const told = new WeakMap();

/** Light or dark, as what stands where the frame stands would be. */
function themeAround(frame, prefersDark) {
  const schemes = getComputedStyle(frame).colorScheme.split(' ');
  if (!schemes.includes('dark')) return 'light';
  return schemes.includes('light') && !prefersDark ? 'light' : 'dark';
}

function tellTheme(frame, prefersDark) {
  // An author who chose a theme has it.
  if (/[?&]theme=(light|dark)\b/.test(frame.src)) return;
  const theme = themeAround(frame, prefersDark);
  if (told.get(frame) === theme) return;
  told.set(frame, theme);
  frame.contentWindow?.postMessage({ target: 'oauth-flow', v: 1, method: 'set', args: [{ theme }] }, '*');
}

if (globalThis.document) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tellAll = () => allFrames().forEach((frame) => tellTheme(frame, dark.matches));
  dark.addEventListener('change', tellAll);
  // There pages say whether they are light or dark, each in its own way.
  const observer = new MutationObserver(tellAll);
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
  // Nothing is heard in a frame before.
  document.addEventListener('load', ({ target }) => {
    if (!target.matches?.(FRAMES)) return;
    told.delete(target);
    tellTheme(target, dark.matches);
  }, true);
  tellAll();
}
