// The names of all faults that the server can be given.
import { readFileSync } from 'node:fs';

const declarations = readFileSync(new URL('../../src/embed/authorization-server.d.ts', import.meta.url), 'utf8');
const [, union] = declarations.match(/export type Fault =([^;]+);/);

export const faults = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
