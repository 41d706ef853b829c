import { FLOWS, PROFILES } from './catalogue.js';

/**
 * Where the flow stands as HTML that needs no script, seen from the folder of the page and the scripts; for a flow
 * that there is not, where all of them are listed.
 */
export function staticForm(flow, profile) {
  if (!Object.hasOwn(FLOWS, flow)) return 'static/index.html';
  const suffix = PROFILES.includes(profile) && profile !== FLOWS[flow] ? `.${profile}` : '';
  return `static/${flow}${suffix}.html`;
}
