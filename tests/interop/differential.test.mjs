// The same requests to the server and to oidc-provider: every difference has to be in differences.mjs, and no other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differences } from './differences.mjs';
import { oidcProvider } from './peers.mjs';
import { cases, gist, senderTo } from './requests.mjs';
import { world } from './world.mjs';

// oidc-provider warns of its defaults.
console.warn = console.info = () => {};

const server = await world();
const ours = await senderTo(async (url, request) => {
  const response = await server.fetch(url, request);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}, 'oauth-authorization-server');
const theirs = await senderTo((await oidcProvider()).answer, 'openid-configuration');

const compared = [];
for (const { name, prepare } of cases()) {
  const answer = async (sender) => gist(await sender.send(await prepare(sender)));
  compared.push({ name, ours: await answer(ours), theirs: await answer(theirs) });
}
const differ = compared.filter((one) => one.ours !== one.theirs);
const covers = (listed, one) => listed.requests.test(one.name) && listed.ours === one.ours && listed.theirs === one.theirs;

describe('the server beside oidc-provider 9.13.3', () => {
  test(`${compared.length} requests: ${compared.length - differ.length} answers are the same, ${differ.length} differ as listed`, () => {
    const unlisted = differ.filter((one) => !differences.some((listed) => covers(listed, one)));
    assert.deepEqual(unlisted, []);
  });

  test(`each of the ${differences.length} listed differences occurs`, () => {
    const missing = differences.filter((listed) => !differ.some((one) => covers(listed, one)));
    assert.deepEqual(missing.map(({ requests, ours: mine, theirs: other }) => ({ requests, mine, other })), []);
  });
});
