// The WebAssembly module that all elements of a page share, for its address: `import.meta.resolve()` in Node.js,
// `new URL('oauth-flow-simulator/core.wasm', import.meta.url)` where there is a bundler. The element loads it by itself.
export {};
