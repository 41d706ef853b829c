/** Where the flow stands as HTML that needs no script, seen from the folder of the page and the scripts. */
export function staticForm(flow, profile) {
  const usual = flow === 'implicit' ? 'oauth-2.0' : 'oauth-2.1';
  const suffix = profile && profile !== usual ? `.${encodeURIComponent(profile)}` : '';
  return `static/${encodeURIComponent(flow)}${suffix}.html`;
}
