// Everything that a generator of documentation imports while it builds a site, where there is no DOM.
import assert from 'node:assert/strict';
import { OAuthFlow, mount } from 'oauth-flow-simulator';
import * as mountModule from 'oauth-flow-simulator/mount';
import { readFence, upgradeFences } from 'oauth-flow-simulator/fence';
import 'oauth-flow-simulator/iframe';
import { oauthFlow } from 'oauth-flow-simulator/markdown-it';
import { createAuthorizationServer } from 'oauth-flow-simulator/authorization-server';
import manifest from 'oauth-flow-simulator/custom-elements.json' with { type: 'json' };

assert.equal(typeof globalThis.document, 'undefined');
assert.match(import.meta.resolve('oauth-flow-simulator/core.wasm'), /\.wasm$/);
assert.equal(mountModule.mount, mount);
assert.equal(typeof OAuthFlow.version, 'string');
assert.equal(typeof upgradeFences, 'function');
assert.equal(typeof oauthFlow, 'function');
assert.deepEqual(readFence('flow: device\nonclick: alert(1)\nuser_code: AB\n'), [['flow', 'device'], ['user_code', 'AB']]);

const warnings = [];
const { warn } = console;
console.warn = (words) => warnings.push(words);
const markdown = { utils: { escapeHtml: (text) => text }, renderer: { rules: { fence: () => 'another block' } } };
oauthFlow(markdown);
const block = { info: 'oauth-flow', content: 'flwo: device\nautoplay: false\nstep: 3\n', map: [4, 9] };
assert.match(markdown.renderer.rules.fence([block], 0, {}, { relativePath: 'guide.md' }), /^<oauth-flow step="3"><pre/);
console.warn = warn;
assert.equal(warnings.length, 1);
assert.match(warnings[0], /^oauth-flow \(guide\.md, line 5\): There is no attribute “flwo”/);
assert.equal(manifest.schemaVersion, '1.0.0');

const server = await createAuthorizationServer({
  profile: 'oauth-2.0',
  clients: [{ client_id: 'service', client_secret: 'a secret of a service', grant_types: ['client_credentials'], scope: 'photos.read' }],
});
const response = await server.fetch(`${server.issuer}/token`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa('service:a+secret+of+a+service')}` },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
});
const { access_token, token_type } = await response.json();
assert.equal(response.status, 200);
const headers = { authorization: `${token_type} ${access_token}` };
assert.equal((await server.fetch(`${server.api.resource}/photos`, { headers })).status, 200);
console.log('all imported');
