// Which module an address takes: the usual one is smaller, the whole one plays everything.
import { WHOLE_STORIES } from './catalogue.js';

/** Whether only the whole simulator plays this story. */
export const takesWhole = (flow, story) => WHOLE_STORIES.includes(`${flow}.${story}`);

/** `text` without its encoding, which need not be right. */
const decoded = (text) => new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('');

/** The flow and the parameters that `fragment`, an address from its # on, names, as the simulator reads them. */
export function parts(fragment) {
  const text = fragment.trim().replace(/^#/, '');
  // Some programs encode a whole fragment when they pass a link on.
  const [flow, ...query] = (text.includes('?') ? text : decoded(text)).split('?');
  return { flow: decoded(flow.replace(/^\/+|\/+$/g, '')), parameters: new URLSearchParams(query.join('?')) };
}
