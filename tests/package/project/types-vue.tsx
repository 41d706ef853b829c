/** @jsxImportSource vue */
// Compiled, never run: the element in Vue's JSX, and as a component of a template.
import type {} from 'oauth-flow-simulator/vue';
import type { GlobalComponents } from 'vue';

type Component = GlobalComponents['oauth-flow'];
export const properties: InstanceType<Component>['$props'] = { flow: 'device', step: 3, class: 'flow', names: { client: 'Acme CLI' } };
export const page = <oauth-flow flow="device" step={3} class="flow" />;

// @ts-expect-error A step is a number, or its digits.
export const wrong = <oauth-flow step={true} />;
