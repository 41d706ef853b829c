// What a library does when something is wrong with the server: a test for every fault that it can be given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults } from './faults.mjs';
import { because } from './world.mjs';

// The library does not notice, or has no need to: it goes on to the call at the API.
export const goesOn = Symbol('goes on');

// `signIn` takes the options of a server; `outcomes` has for each fault what the library says, as a pattern, or `goesOn`.
export function tryEveryFault(signIn, outcomes) {
  test('every fault has an outcome', () => assert.deepEqual(Object.keys(outcomes).sort(), [...faults].sort()));
  for (const [fault, outcome] of Object.entries(outcomes)) {
    if (outcome === goesOn) {
      test(`goes on with ${fault}`, () => signIn({ faults: [fault] }));
    } else {
      test(`refusal of ${fault}`, () => assert.rejects(signIn({ faults: [fault] }), because(outcome)));
    }
  }
}
