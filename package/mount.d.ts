export { mount } from './oauth-flow.js';
export type * from './oauth-flow.js';
