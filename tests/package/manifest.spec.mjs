// The types and the manifest are made from the catalogue: here they are compared with what the element does.
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const all = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, found]) => found))].sort();
const sorted = (list) => [...new Set(list)].sort();

const shell = read('web/oauth-flow.js');
const styles = read('dist-package/styles.js');
const types = read('package/oauth-flow.d.ts');
const manifest = JSON.parse(read('package/custom-elements.json'));
const declaration = manifest.modules[0].declarations.find(({ tagName }) => tagName === 'oauth-flow');
const names = (list) => sorted(list.map(({ name }) => name));

/** The names of the members of an interface. */
function members(interfaceName) {
  const [, body] = types.match(new RegExp(`export interface ${interfaceName} \\{([^]*?)\\n\\}`));
  return all(body, /^ {2}'?([\w:-]+)'?\??:/gm);
}

test('the attributes are those that the element reads', async () => {
  const { OAuthFlow } = await import('../../dist-package/element.js');
  const asked = all(shell, /(?:get|has|toggle)Attribute\('([\w-]+)'/g);
  const styled = all(styles, /:host\(\[([\w-]+)/g).filter((name) => name !== 'hidden');
  const known = sorted([...OAuthFlow.observedAttributes, ...asked, ...styled]);
  expect(members('OAuthFlowAttributes')).toEqual(known);
  expect(names(declaration.attributes)).toEqual(known);
});

test('the events are those that the element sends', () => {
  const sent = [...all(shell, /#send\('(\w+)'/g), ...all(read('src/embed/custom_element.rs'), /tell(?:_step)?\(\s*"(\w+)"/g)];
  const events = sorted([...sent, ...['play', 'pause']].map((type) => `oauth-flow:${type}`));
  expect(members('OAuthFlowEventMap')).toEqual(events);
  expect(names(declaration.events)).toEqual(events);
});

test('the methods and properties are those that the element has', async () => {
  const { OAuthFlow } = await import('../../dist-package/element.js');
  const own = Object.getOwnPropertyNames(OAuthFlow.prototype).filter((name) => !/^constructor$|Callback$/.test(name));
  const known = sorted([...own, 'ready', 'version']);
  expect(names(declaration.members)).toEqual(known);
  const [, body] = types.match(/export class OAuthFlow [^]*?\{([^]*?)\n\}/);
  const typed = all(body, /^ {2}(?:static )?(?:readonly |get )?(\w+)[(:]/gm).filter((name) => !['observedAttributes', 'addEventListener'].includes(name));
  expect(typed).toEqual(known);
});

test('the parts and custom properties are those that it has', () => {
  const rooms = readdirSync(new URL('../../src/ui/', import.meta.url), { recursive: true });
  const views = rooms.filter((name) => name.endsWith('.rs')).map((name) => read(`src/ui/${name}`));
  const parts = all(views.join(''), /\bpart="([\w-]+)"/g);
  const messages = ['message', 'message-current'];
  expect(names(declaration.cssParts)).toEqual(sorted([...parts, ...messages]));
  const settable = all(styles + shell, /var\(--oauth-flow-([\w-]+),/g).map((name) => `--oauth-flow-${name}`);
  expect(names(declaration.cssProperties)).toEqual(settable);
});

test('the names of the simulated world are those that the simulator takes', () => {
  const known = all(read('src/names.rs'), /^ {4}(?:text|host|endpoint|key)\(\s*"([\w.]+)"/gm);
  const within = (outer) => known.filter((name) => name.startsWith(outer)).map((name) => name.slice(outer.length));
  expect(members('OAuthFlowNames')).toEqual(sorted([...known.filter((name) => !name.includes('.')), 'actors', 'endpoints', 'scopes']));
  expect(members('OAuthFlowActorNames')).toEqual(within('actors.'));
  expect(members('OAuthFlowEndpointPaths')).toEqual(within('endpoints.'));
});

test('the flows, stories and profiles are those that there are', () => {
  const runs = readdirSync(new URL('../golden/', import.meta.url)).map((name) => name.match(/^([\w-]+)\.(?:([a-z-]+)\.)?([a-z]+-[\d.]+)\.txt$/));
  const named = (pattern, text = types) => all(text.match(pattern)[1], /'([\w.-]+)'/g);
  const stories = sorted(runs.map(([, , story]) => story ?? 'usual'));
  expect(named(/export type OAuthFlowName =([^;]*);/)).toEqual(sorted(runs.map(([, flow]) => flow)));
  expect(named(/export type OAuthFlowStory =([^;]*);/)).toEqual(stories);
  expect(named(/(.*)/, declaration.attributes.find(({ name }) => name === 'story').type.text)).toEqual(stories);
  expect(named(/ profile\?: Open<([^>]*)>/)).toEqual(sorted(runs.map(([, , , profile]) => profile)));
});
