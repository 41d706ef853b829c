// Importing this registers nothing; the first call of mount() registers the element.
export { mount } from './element.js';
