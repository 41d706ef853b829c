// A real OAuth 2.0 authorization server in memory, which answers the fetch API's own objects.
// It protects nothing: its signing key is printed in its source.
import init, { Core } from './core.js';

// One module serves every server that is made.
let loading;
const load = () => (loading ??= readModule().then((module_or_path) => init({ module_or_path })));

async function readModule() {
  const url = new URL('core_bg.wasm', import.meta.url);
  if (url.protocol !== 'file:') return fetch(url);
  // Node.js has no fetch for files.
  const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  return readFile(url);
}

// The real clock, or one that stands still, plus what has been skipped.
class Clock {
  #start;
  #skipped = 0;

  constructor(clock = 'real') {
    const start = clock?.now;
    if (clock !== 'real' && !isSeconds(start)) {
      throw new TypeError('clock: must be "real" or { now: seconds since 1970 }');
    }
    this.#start = start;
  }

  get now() {
    return (this.#start ?? Math.floor(Date.now() / 1000)) + this.#skipped;
  }

  advance(seconds) {
    if (!isSeconds(seconds)) throw new TypeError('advance: takes a whole number of seconds, 0 or more');
    this.#skipped += seconds;
  }
}

const isSeconds = (value) => Number.isSafeInteger(value) && value >= 0;

class AuthorizationServer {
  #core;
  #checks = new WeakMap();

  constructor(core, clock) {
    this.#core = core;
    this.clock = clock;
    this.issuer = core.issuer;
    this.seed = core.seed;
    // Libraries call it as a function of its own.
    this.fetch = this.fetch.bind(this);
    this.api = Object.freeze({ resource: core.resource, fetch: this.fetch });
  }

  async fetch(input, options) {
    const request = new Request(input, options);
    const body = new Uint8Array(await request.arrayBuffer());
    const headers = [...request.headers].flat();
    const answer = this.#core.fetch(request.method, request.url, headers, body, this.clock.now);
    // As the network's own fetch says that it found nobody.
    if (!answer) throw new TypeError(`fetch failed: nobody answers at ${request.url}`);
    const { status } = answer;
    const names = answer.headers;
    const pairs = names.flatMap((name, index) => (index % 2 ? [] : [[name, names[index + 1]]]));
    // A response without content may have no body at all, not even an empty one.
    const content = status === 204 ? null : answer.body;
    const response = new Response(content, { status, headers: pairs });
    Object.defineProperty(response, 'url', { value: request.url });
    this.#checks.set(response, JSON.parse(answer.checks));
    answer.free();
    return response;
  }

  checks(response) {
    return this.#checks.get(response) ?? [];
  }

  rotateSigningKey() {
    this.#core.rotateSigningKey(this.clock.now);
  }

  changePassword(username, password) {
    if (!this.#core.changePassword(username, password)) throw new TypeError(`username: there is no ${username}`);
  }

  metadata() {
    return JSON.parse(this.#core.metadata());
  }
}

export async function createAuthorizationServer({ clock, ...options } = {}) {
  const time = new Clock(clock);
  await load();
  return new AuthorizationServer(new Core(JSON.stringify(options)), time);
}
