// Where the tests keep their projects and sites, and what they ask of a page with a widget.
import { join } from 'node:path';

export const sites = process.env.OAUTH_FLOW_SITES;
/** A project with the packed package installed. */
export const project = join(sites, 'project');
export const installed = join(project, 'node_modules/oauth-flow-simulator');

export const widget = (page, index = 0) => page.locator('oauth-flow').nth(index);
export const current = (page, index = 0) => widget(page, index).locator('[aria-current="step"] .step-number');
