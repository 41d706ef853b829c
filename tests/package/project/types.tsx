// Compiled, never run: what the types allow, and what they refuse.
import type {} from 'oauth-flow-simulator/react';
import { type OAuthFlow, type OAuthFlowOptions, mount } from 'oauth-flow-simulator';
import { createAuthorizationServer } from 'oauth-flow-simulator/authorization-server';
import { readFence, upgradeFences } from 'oauth-flow-simulator/fence';
import { oauthFlow } from 'oauth-flow-simulator/markdown-it';
import type {} from 'oauth-flow-simulator/core.wasm';
import 'oauth-flow-simulator/iframe';

const element: OAuthFlow | null = document.querySelector('oauth-flow');
element?.addEventListener('oauth-flow:step', ({ detail }) => detail.title.toUpperCase());
element?.addEventListener('click', ({ clientX }) => clientX.toFixed());
addEventListener('oauth-flow:error', ({ detail }) => console.warn(detail.reason));
document.createElement('oauth-flow').ready.then((ready) => ready.seek(ready.stepCount));

const options: OAuthFlowOptions = { flow: 'device', step: 3, names: { client: 'Acme CLI' }, theme: 'dark' };
mount(document.body, options).then((mounted) => mounted.play());
upgradeFences(document.body);
const [pair] = readFence('flow: device');
const name: string | undefined = pair?.[0];
createAuthorizationServer({ profile: 'oauth-2.1' }).then((server) => server.clock.advance(60));
export { name, oauthFlow };

export const page = (
  <oauth-flow flow="device" step={3} class="flow" names={{ client: 'Acme CLI' }} onoauth-flow:step={({ detail }) => console.log(detail.count)}>
    <a href="/device">The device flow</a>
  </oauth-flow>
);

// @ts-expect-error There is no such attribute.
export const wrong = <oauth-flow flwo="device" />;
// @ts-expect-error A step is a number.
element?.seek('three');
// @ts-expect-error There is no such name.
mount(document.body, { names: { nobody: 'x' } });
