// Takes the README's picture from the built page: node tests/browser/picture.mjs
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { chromiumPath } from './chromium.mjs';
import { serve } from './server.mjs';

const state = '#/authorization-code-pkce?step=13&profile=oauth-2.1&seed=5eed';
const picture = fileURLToPath(new URL('../../docs/page.png', import.meta.url));

const server = await serve();
const browser = await chromium.launch({
  executablePath: await chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  colorScheme: 'light',
  reducedMotion: 'reduce',
});
await page.goto(`http://127.0.0.1:${server.address().port}/${state}`);
await page.locator('[aria-current="step"]').waitFor();
await mkdir(new URL('../../docs/', import.meta.url), { recursive: true });
await page.screenshot({ path: picture });
await browser.close();
server.close();
