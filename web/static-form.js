/** The flow that is shown where none is asked for. */
export const USUAL_FLOW = 'authorization-code-pkce';
const FLOWS = [USUAL_FLOW, 'authorization-code', 'client-credentials', 'device', 'refresh', 'implicit'];
const PROFILES = ['oauth-2.0', 'rfc-9700', 'oauth-2.1'];

/**
 * Where the flow stands as HTML that needs no script, seen from the folder of the page and the scripts; for a flow
 * that there is not, where all of them are listed.
 */
export function staticForm(flow, profile) {
  if (!FLOWS.includes(flow)) return 'static/index.html';
  const usual = flow === 'implicit' ? 'oauth-2.0' : 'oauth-2.1';
  const suffix = PROFILES.includes(profile) && profile !== usual ? `.${profile}` : '';
  return `static/${flow}${suffix}.html`;
}
