// What an author writes: the element from the package, in a project of a bundler.
import { OAuthFlow } from 'oauth-flow-simulator';
import { mount } from 'oauth-flow-simulator/mount';
import { createAuthorizationServer } from 'oauth-flow-simulator/authorization-server';
import 'oauth-flow-simulator/iframe';
import './site.css';

window.core = new URL('oauth-flow-simulator/core.wasm', import.meta.url).href;
window.seen = [];
addEventListener('oauth-flow:step', ({ detail }) => window.seen.push(detail.index));

window.result = Promise.all([
  document.querySelector('oauth-flow').ready,
  mount(document.querySelector('#place'), { flow: 'refresh', step: 2, loading: 'eager', names: { person: 'Robin' } }),
  createAuthorizationServer().then((server) => server.fetch(`${server.issuer}/jwks`)),
]).then(([element, mounted, response]) => ({
  isElement: element instanceof OAuthFlow && mounted instanceof OAuthFlow,
  count: element.stepCount,
  mounted: mounted.stepIndex,
  status: response.status,
}));
