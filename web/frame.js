// For the page around frames of flows: each frame gets the height that the flow in it asks for.
//
//   <script type="module" src="…/frame.js"></script>
//   <iframe src="…/embed.html#/device" sandbox="allow-scripts" title="The device flow" width="100%" height="640"></iframe>

/** Pixels. Whatever is in a frame cannot make it larger. */
const MOST = 2000;

globalThis.addEventListener?.('message', ({ data, source }) => {
  if (data?.source !== 'oauth-flow' || data.v !== 1 || data.type !== 'resize') return;
  // A sandboxed frame has no origin, so it is known by its window.
  const frame = [...document.querySelectorAll('iframe[src*="embed.html"]')].find(({ contentWindow }) => contentWindow === source);
  const height = Number(data.detail?.height);
  if (frame && height > 0) frame.style.height = `${Math.min(MOST, height)}px`;
});
