// Makes the tables of what each library has done with the server out of the logs of a run, and counts.
//   node table.mjs JAVASCRIPT_LOG RUST_LOG PYTHON_LOG            fails where docs/interop.md says otherwise
//   node table.mjs JAVASCRIPT_LOG RUST_LOG PYTHON_LOG --update   takes the run over into docs/interop.md
import { readFileSync, writeFileSync } from 'node:fs';
import { faults } from './faults.mjs';

const documentUrl = new URL('../../docs/interop.md', import.meta.url);

// The name of a test begins with one of these, or with "refusal", or proves something beside the table.
const rows = {
  metadata: 'metadata',
  authorization_code: 'authorization code',
  pkce: 'PKCE',
  implicit: 'implicit',
  refresh_token: 'refresh token',
  client_credentials: 'client credentials',
  device_code: 'device',
  password: 'password',
  jwt_bearer: 'JWT bearer',
  token_exchange: 'token exchange',
  private_key_jwt: '`private_key_jwt`',
  client_secret_jwt: '`client_secret_jwt`',
  revocation: 'revocation',
  introspection: 'introspection',
  registration: 'registration',
  pushed_authorization_request: 'pushed authorization request',
  dpop: 'DPoP',
  resource_indicators: 'resource indicators',
  'fapi-2.0': 'FAPI 2.0 as a whole',
  id_token: 'ID Token',
  hybrid: 'hybrid answer',
  form_post: '`form_post`',
  userinfo: 'UserInfo',
  key_rotation: 'new signing key',
  logout: 'logout',
  refusal: 'refuses what is wrong',
};

// What the first letter of such a test's name says of the library.
const verdicts = { r: 'refuses', g: 'goes on' };

const version = (crate) => readFileSync(new URL('../../Cargo.lock', import.meta.url), 'utf8').match(`name = "${crate}"\nversion = "(.*)"`)[1];
const authlib = readFileSync(new URL('python/requirements.txt', import.meta.url), 'utf8').match(/^Authlib==(.*)$/m)[1];
const rust = { oauth2_5: `oauth2 ${version('oauth2')}`, openidconnect_4: `openidconnect ${version('openidconnect')}` };

// Each reads one line of its runner: { suite } or { library, name, passed }.
const readers = [
  (line, suite) => {
    const [, started] = line.match(/^▶ (.+)$/) ?? [];
    if (started) return { suite: started };
    const [, mark, name] = line.match(/^ +([✔✖]) (.+) \([\d.]+ms\)$/) ?? [];
    return name && { library: suite, name, passed: mark === '✔' };
  },
  (line) => {
    const [, module, name, result] = line.match(/^test (\w+)::(\w+) \.\.\. (ok|FAILED)$/) ?? [];
    return name && { library: rust[module], name, passed: result === 'ok' };
  },
  (line) => {
    const [, name, result] = line.match(/^test_(\w+) .* \.\.\. (ok|FAIL|ERROR)$/) ?? [];
    return name && { library: `Authlib ${authlib}`, name, passed: result === 'ok' };
  },
];

const files = process.argv.slice(2).filter((argument) => argument !== '--update');
const results = files.flatMap((file, index) => {
  let suite;
  // What failed is listed again at the end.
  const [log] = readFileSync(file, 'utf8').split(/^✖ failing tests:$/m);
  return log.split('\n').flatMap((line) => {
    const read = readers[index](line, suite);
    if (read?.suite) suite = read.suite;
    return read?.name ? [read] : [];
  });
});

const line = (cells) => `| ${cells.join(' | ')} |\n`;

// `cell(library, row)` for the names of rows in `titles`; rows and columns that are empty are left out.
function table(titles, cell) {
  const names = Object.keys(titles);
  const libraries = [...new Set(results.map(({ library }) => library))].filter((library) => names.some((row) => cell(library, row)));
  const known = names.filter((row) => libraries.some((library) => cell(library, row)));
  return [
    line(['', ...libraries]),
    line(['', ...libraries].map(() => '---')),
    ...known.map((row) => line([titles[row], ...libraries.map((library) => cell(library, row))])),
  ].join('');
}

const did = table(rows, (library, row) => {
  const tests = results.filter((result) => result.library === library && result.name.startsWith(row));
  if (tests.length === 0) return '';
  return tests.every(({ passed }) => passed) ? 'yes' : '**no**';
});

// A test of a fault is called "refusal of FAULT", or "goes on with FAULT", with underscores in Rust and Python.
const outcomes = results.flatMap(({ library, name, passed }) => {
  const [, refuses, fault] = name.match(/^(refusal[ _]of|goes[ _]on[ _]with)[ _](\w+)$/) ?? [];
  return faults.includes(fault) ? [{ library, fault, says: passed ? verdicts[refuses[0]] : '**unexpected**' }] : [];
});
const noticed = table(
  Object.fromEntries(faults.map((fault) => [fault, fault.replaceAll('_', ' ')])),
  (library, row) => outcomes.find((outcome) => outcome.library === library && outcome.fault === row)?.says ?? '',
);

const text = readFileSync(documentUrl, 'utf8');
const updated = [['table', did], ['faults', noticed]].reduce((document, [name, rows]) => {
  console.log(rows);
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->\n`];
  const [before, rest] = document.split(begin);
  return `${before}${begin}${rows}${end}${rest.split(end)[1]}`;
}, text);
if (process.argv.includes('--update')) {
  writeFileSync(documentUrl, updated);
} else if (updated !== text) {
  console.log('docs/interop.md has other tables: `make interop UPDATE=--update` takes these over');
  process.exitCode = 1;
}

const passed = results.filter((result) => result.passed).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
