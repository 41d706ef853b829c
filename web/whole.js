// Which module an address takes: the usual one is smaller, the whole one plays everything.
import { WHOLE_STORIES } from './catalogue.js';

/** Whether only the whole simulator plays what `fragment`, an address from its # on, names. */
export function needsWhole(fragment) {
  const [flow, query] = fragment.replace(/^#?\/?/, '').split('?');
  return WHOLE_STORIES.includes(`${flow}.${new URLSearchParams(query).get('story')}`);
}
