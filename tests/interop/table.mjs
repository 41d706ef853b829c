// Makes the table of what each library has done with the server out of the logs of a run, and counts.
//   node table.mjs JAVASCRIPT_LOG RUST_LOG PYTHON_LOG            fails where docs/interop.md says otherwise
//   node table.mjs JAVASCRIPT_LOG RUST_LOG PYTHON_LOG --update   takes the run over into docs/interop.md
import { readFileSync, writeFileSync } from 'node:fs';

const documentUrl = new URL('../../docs/interop.md', import.meta.url);
const [begin, end] = ['<!-- table -->\n', '<!-- end of table -->\n'];

// The name of a test begins with one of these, or with "refusal", or proves something beside the table.
const rows = {
  metadata: 'metadata',
  authorization_code: 'authorization code',
  pkce: 'PKCE',
  implicit: 'implicit',
  refresh_token: 'refresh token',
  client_credentials: 'client credentials',
  device_code: 'device',
  jwt_bearer: 'JWT bearer',
  token_exchange: 'token exchange',
  private_key_jwt: '`private_key_jwt`',
  revocation: 'revocation',
  introspection: 'introspection',
  registration: 'registration',
  pushed_authorization_request: 'pushed authorization request',
  dpop: 'DPoP',
  id_token: 'ID Token',
  userinfo: 'UserInfo',
  logout: 'logout',
  refusal: 'refuses what is wrong',
};

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

const cell = (library, row) => {
  const tests = results.filter((result) => result.library === library && result.name.startsWith(row));
  if (tests.length === 0) return '';
  return tests.every(({ passed }) => passed) ? 'yes' : '**no**';
};
const names = [...new Set(results.map(({ library }) => library))];
const libraries = names.filter((library) => Object.keys(rows).some((row) => cell(library, row)));
const line = (cells) => `| ${cells.join(' | ')} |\n`;
const known = Object.keys(rows).filter((row) => libraries.some((library) => cell(library, row)));
const table = [
  line(['', ...libraries]),
  line(['', ...libraries].map(() => '---')),
  ...known.map((row) => line([rows[row], ...libraries.map((library) => cell(library, row))])),
].join('');
console.log(table);

const text = readFileSync(documentUrl, 'utf8');
const [before, rest] = text.split(begin);
const [old, after] = rest.split(end);
if (process.argv.includes('--update')) {
  writeFileSync(documentUrl, `${before}${begin}${table}${end}${after}`);
} else if (old !== table) {
  console.log('docs/interop.md has another table: `make interop UPDATE=--update` takes this one over');
  process.exitCode = 1;
}

const passed = results.filter((result) => result.passed).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
