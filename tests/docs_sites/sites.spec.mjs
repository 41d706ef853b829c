// The widget in sites of documentation: what a reader of MkDocs Material and of VitePress sees.
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { createServer } from 'vitepress';
import { expect, test } from '../browser/fixtures.mjs';
import { current, project, widget } from '../package/sites.mjs';

const tools = [
  {
    name: 'MkDocs Material',
    home: './mkdocs/',
    // Nodes, each turn, of its own pages, also without the widget; one flow has more than 800.
    keeps: 420,
    navigation: (page) => page.getByRole('navigation', { name: 'Navigation' }),
    toDark: (page) => page.getByTitle('Dark mode').click(),
    toLight: (page) => page.getByTitle('Light mode').click(),
    async search(page, words) {
      const field = page.getByRole('textbox', { name: 'Search' });
      const result = page.locator('.md-search-result__item a').first();
      await field.blur();
      await field.fill('');
      await field.pressSequentially(words);
      await expect(result).not.toBeEmpty();
      return result;
    },
  },
  {
    name: 'VitePress',
    home: './vitepress/',
    keeps: 20,
    navigation: (page) => page.getByRole('navigation', { name: 'Main Navigation' }),
    toDark: (page) => page.getByRole('switch').first().click(),
    toLight: (page) => page.getByRole('switch').first().click(),
    async search(page, words) {
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('searchbox').fill(words);
      return page.locator('.VPLocalSearchBox .result').first();
    },
  },
];

/** How many nodes are in memory, in the page or not. */
async function nodes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Memory.getDOMCounters')).nodes;
}

const background = (page) => page.evaluate(() => getComputedStyle(document.querySelector('oauth-flow').shadowRoot.querySelector('.oauth-flow')).backgroundColor);

for (const { name, home, keeps, navigation, toDark, toLight, search } of tools) {
  test.describe(name, () => {
    const open = async (page, link) => {
      await navigation(page).getByRole('link', { name: link }).first().click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(link);
    };

    test('the element is there, and steps', async ({ page }) => {
      await page.goto(home);
      await expect(current(page)).toHaveText('8');
      await expect(widget(page)).toContainText('Acme CLI');
      await expect(page.getByText('The app makes a verifier.')).toBeHidden();
      await widget(page).getByRole('button', { name: 'Next step' }).click();
      await expect(current(page)).toHaveText('9');
    });

    test('follows the switch of the site, live', async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(home);
      await expect(current(page)).toHaveText('8');
      const light = await background(page);
      await toDark(page);
      await expect.poll(() => background(page)).not.toBe(light);
      await toLight(page);
      await expect.poll(() => background(page)).toBe(light);
      await expect(current(page)).toHaveText('8');
    });

    test('pages change without reloading, and leave no element behind', async ({ page }) => {
      await page.goto(home);
      await expect(current(page)).toHaveText('8');
      await page.evaluate(() => { window.isTheSame = true; });
      const counts = [];
      for (let turn = 0; turn < 4; turn += 1) {
        await open(page, 'Devices');
        await expect(page.locator('oauth-flow')).toHaveCount(3);
        await expect(current(page)).toHaveText('4');
        await open(page, 'Words');
        await expect(page.locator('oauth-flow')).toHaveCount(0);
        const [before, after] = [counts.at(-1), await nodes(page)];
        counts.push(after);
        // What the first turn loads stays.
        if (turn > 0) expect(after - before).toBeLessThanOrEqual(keeps);
        await open(page, 'Sign-in');
        await expect(current(page)).toHaveText('8');
      }
      expect(await page.evaluate(() => window.isTheSame)).toBe(true);
    });

    test('several are on one page, each for itself, with one module', async ({ page }) => {
      const modules = [];
      page.on('request', (request) => request.url().endsWith('.wasm') && modules.push(request.url()));
      await page.goto(home);
      await open(page, 'Devices');
      for (const [index, step] of ['4', '1', '2'].entries()) {
        await widget(page, index).scrollIntoViewIfNeeded();
        await expect(current(page, index)).toHaveText(step);
      }
      await widget(page, 1).getByRole('button', { name: 'Last step' }).click();
      await expect(current(page, 1)).not.toHaveText('1');
      await expect(current(page, 0)).toHaveText('4');
      await expect(current(page, 2)).toHaveText('2');
      expect(modules).toHaveLength(1);
    });

    test('a fenced block of code becomes an element, and an ordinary one stays', async ({ page }) => {
      await page.goto(home);
      await open(page, 'Devices');
      await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Device authorization');
      await expect(page.getByText('flow: device')).toBeHidden();
      await open(page, 'Words');
      await expect(page.getByText('an ordinary block')).toBeVisible();
    });

    test('the search finds a page by the words between the tags', async ({ page }) => {
      await page.goto(home);
      await open(page, 'Words');
      // A page that has just come closes an open search once more, at any moment: then it is
      // opened again.
      await expect(async () => {
        const result = await search(page, 'zookeeper');
        await expect(result).toContainText('Sign-in');
        await result.click({ timeout: 2000 });
      }).toPass();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign-in');
      await expect(current(page)).toHaveText('8');
    });

    test('axe finds nothing to complain of in it, in either theme', async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(home);
      await expect(current(page)).toHaveText('8');
      const complaints = async () => (await new AxeBuilder({ page }).include('oauth-flow').analyze()).violations.map(({ id, nodes }) => [id, nodes[0].html]);
      expect(await complaints()).toEqual([]);
      const light = await background(page);
      await toDark(page);
      await expect.poll(() => background(page)).not.toBe(light);
      expect(await complaints()).toEqual([]);
    });

    test('a print has all steps', async ({ page }) => {
      await page.goto(home);
      await expect(current(page)).toHaveText('8');
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      const box = await widget(page).boundingBox();
      const rows = widget(page).locator('.steps > .step');
      const count = await widget(page).evaluate((element) => element.stepCount);
      expect(await rows.count()).toBe(count);
      for (const row of await rows.all()) {
        await expect(row).toBeVisible();
        await expect(row.locator('.written')).toBeVisible();
        const { y, height } = await row.boundingBox();
        expect(y + height).toBeLessThanOrEqual(box.y + box.height);
      }
    });
  });
}

test('the development server of VitePress shows it, too', async ({ page, problems }) => {
  // It is a host of its own.
  problems.expect(/^request to another host: http:\/\/127\.0\.0\.1/);
  // It puts the head of the page in late.
  await page.route('**/favicon.ico', (route) => route.fulfill());
  // The command allows the folder in which it is called.
  const server = await createServer(join(project, 'docs'), { host: '127.0.0.1', fs: { allow: [project] } });
  try {
    await server.listen();
    await page.goto(server.resolvedUrls.local[0]);
    await expect(current(page)).toHaveText('8');
  } finally {
    await server.close();
  }
});
