import { rmSync } from 'node:fs';
import { sites } from './sites.mjs';

export default () => rmSync(sites, { recursive: true, force: true });
