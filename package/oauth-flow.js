// The element <oauth-flow>. Importing this registers it.
import { register } from './element.js';

export { OAuthFlow, mount } from './element.js';

register();
