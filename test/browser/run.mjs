// Opens the report in a real browser: `npm run test:browser [-- --screenshots FOLDER]`. It wants playwright-core
// and a Chromium; without them it says so and succeeds. Numbers are printed, never asserted.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const executable = [
  process.env.CHROMIUM,
  ...['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)),
  ),
].find((file) => file !== undefined && existsSync(file));
const playwright = load('playwright-core');

if (executable === undefined || playwright === undefined) {
  const missing =
    playwright === undefined
      ? 'playwright-core is not installed; run npm install'
      : "no Chromium on the PATH; install Debian's package chromium, or name one in the variable CHROMIUM";
  console.log(`browser tests skipped: ${missing}`);
} else {
  await main();
}

function load(name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

async function main() {
  const { runReport, fixture } = bundle();
  const browser = await playwright.chromium.launch({
    executablePath: executable,
    // Chromium refuses its sandbox to root, which is who runs containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const folders = [];
  const report = (objects, ...flags) => {
    const folder = fixture.writeLandscape(objects);
    folders.push(folder);
    assert.equal(runReport(['--out', 'page.html', ...flags, '.'], fixture.captureIo(folder)), 0);
    return join(folder, 'page.html');
  };
  const small = () =>
    report(
      [
        fixture.profile({ regions: 12, versions: 18 }),
        fixture.seed('ali-one', 'cn-region-1', fixture.backup),
        fixture.seed('ali-two', 'cn-region-2'),
      ],
      '--now',
      fixture.today,
    );
  // The landscape of this project, as it is committed: with waivers, an extension and a sharing job.
  const example = () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-example-'));
    folders.push(folder);
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    const before = join(root, 'dist/garden/30-seeds');
    const flags = ['--now', fixture.today, '--since', before, 'dist'];
    assert.equal(runReport(['--out', 'page.html', ...flags], fixture.captureIo(folder)), 0);
    return join(folder, 'page.html');
  };
  try {
    await measure(browser, report([fixture.profile({ regions: 30, versions: 200 })], '--now', fixture.today));
    const cases = [
      [
        'nothing in a manifest becomes markup',
        () => withPage(browser, report(hostileLandscape(fixture)), staysHarmless),
      ],
      ['the keyboard reaches everything', () => withPage(browser, small(), walksByKeyboard)],
      ['filters hide what does not fit', () => withPage(browser, small(), filters)],
      ['the theme follows the system, and the button', () => withPage(browser, small(), switchesTheme)],
      [
        'the page fits a phone',
        async () => {
          const phone = { viewport: { width: 390, height: 844 } };
          for (const file of [small(), example()]) await withPage(browser, file, fitsPhone, phone);
        },
      ],
      ['tiles stand in full rows at any width', () => withPage(browser, example(), fillsRows)],
      ['a table that scrolls says so', () => withPage(browser, example(), saysThatItScrolls)],
      ['every rule leads to its explanation', () => withPage(browser, example(), explainsRules)],
      [
        'the page is whole without script',
        () => withPage(browser, small(), isWhole, { javaScriptEnabled: false }),
      ],
    ];
    for (const [name, run] of cases) {
      await run();
      console.log(`ok: ${name}`);
    }
    const flag = process.argv.indexOf('--screenshots');
    if (flag > 0) await screenshots(browser, example(), resolve(process.argv[flag + 1] ?? '.'));
  } finally {
    await browser.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** The command and the tests' landscapes, from source, so that no build has to come first but that of the checks. */
function bundle() {
  const outfile = join(root, 'lib/browser-test.cjs');
  require('esbuild').buildSync({
    stdin: {
      contents: `export { runReport } from './src/cli/report'; export * as fixture from './test/report/landscape-fixture';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const loaded = require(outfile);
  rmSync(outfile);
  return loaded;
}

async function withPage(browser, file, run, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      complaints.push(request.url());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  await run(page);
  assert.deepEqual(complaints, [], 'the page neither complains nor asks the network');
  await page.close();
}

async function measure(browser, file) {
  const runs = [];
  for (let run = 0; run < 5; run++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    runs.push(
      await page.evaluate(async () => {
        const paint = await new Promise((done) => {
          new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry !== undefined) done(entry);
          }).observe({ type: 'paint', buffered: true });
        });
        const [navigation] = performance.getEntriesByType('navigation');
        const field = document.querySelector('.filter input[data-table^=coverage]');
        const start = performance.now();
        field.value = '19';
        field.dispatchEvent(new Event('input'));
        document.body.getBoundingClientRect();
        return {
          paint: Math.round(paint.startTime),
          load: Math.round(navigation.loadEventEnd),
          filter: Math.round(performance.now() - start),
          cells: document.querySelectorAll('td').length,
        };
      }),
    );
    await page.close();
  }
  const median = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[2];
  const size = Math.round(statSync(file).size / 1024);
  console.log(
    `30 regions x 200 versions: ${size} KiB, ${runs[0].cells} cells; medians of 5: ` +
      `first paint ${median('paint')} ms, load ${median('load')} ms, filter ${median('filter')} ms`,
  );
}

/** Every text that a manifest may hold, as an attack. */
function hostileLandscape(fixture) {
  const poison = (value) => {
    if (typeof value === 'string') return `${value}${fixture.hostile}`;
    if (Array.isArray(value)) return value.map(poison);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        ['apiVersion', 'kind'].includes(key) ? inner : poison(inner),
      ]),
    );
  };
  return [
    poison(fixture.profile({ regions: 3, versions: 4 })),
    poison(fixture.seed('one', 'cn-region-1', fixture.backup)),
  ];
}

async function staysHarmless(page) {
  const found = await page.evaluate(() => ({
    scripts: document.scripts.length,
    images: document.images.length,
    handlers: document.querySelectorAll('[onerror],[onload],[onclick]').length,
    name: document.querySelector('h3')?.textContent,
  }));
  assert.deepEqual({ ...found, name: undefined }, { scripts: 1, images: 0, handlers: 0, name: undefined });
  assert.match(found.name ?? '', /<script>alert\(1\)<\/script>/, 'it is shown as the text that it is');
}

async function walksByKeyboard(page) {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');

  const output = page.locator('output[for=coverage-1]');
  await page.locator('#coverage-1 td[tabindex="0"]').focus();
  assert.match((await output.textContent()) ?? '', /^gardenlinux 1900\.0\.0 amd64 in cn-region-1: m-/);
  assert.ok(
    await output.evaluate((element) => element.getBoundingClientRect().top > 0),
    'the ID is in sight',
  );
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  assert.match((await output.textContent()) ?? '', /^gardenlinux 1899\.1\.0 amd64 in cn-region-2: m-/);
  await page.keyboard.press('End');
  assert.match((await output.textContent()) ?? '', / in cn-region-12: m-/);
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  for (let step = 0; step < 8; step++) await page.keyboard.press('ArrowLeft');
  assert.match((await output.textContent()) ?? '', /1896\.4\.0 amd64 in cn-region-4: no image$/);
  await page.keyboard.press('Control+Home');
  assert.match((await output.textContent()) ?? '', /1900\.0\.0 amd64 in cn-region-1: m-/);
  assert.equal(
    await page.locator('#coverage-1 td[tabindex="0"]').count(),
    1,
    'one cell is in the order of tabs',
  );

  const unnamed = await page.evaluate(
    () =>
      [...document.querySelectorAll('th')].filter((cell) => !cell.hasAttribute('scope')).length +
      [...document.querySelectorAll('.scroll')].filter(
        (box) => !box.hasAttribute('aria-label') || box.tabIndex !== 0,
      ).length +
      [...document.querySelectorAll('section')].filter(
        (section) => document.getElementById(section.getAttribute('aria-labelledby') ?? '') === null,
      ).length,
  );
  assert.equal(unnamed, 0, 'headers have a scope, scrolling boxes a name and a place among the tabs');
}

async function filters(page) {
  const rows = '#coverage-1 tbody tr[data-find]';
  const visible = () => page.locator(`${rows}:visible`).count();
  assert.equal(await visible(), 18);
  await page.locator('input[data-table=coverage-1]').fill('deprecated 189');
  assert.equal(await visible(), 8);
  await page.locator('input[data-gaps=coverage-1]').check();
  assert.equal(await visible(), 1);
  await page.locator('input[data-table=coverage-1]').fill('no such version');
  assert.equal(await visible(), 0);
  assert.equal(await page.locator('#coverage-1 .group:visible').count(), 0);
}

async function switchesTheme(page) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.locator('#theme').click();
  assert.equal(await ground(), light);
  await page.locator('#theme').click();
  assert.equal(await ground(), dark);
}

async function fitsPhone(page) {
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= width, `only tables scroll sideways, not the page: ${wide} > ${width}`);

  const table = page.locator('#coverage-1');
  const name = table.locator('tbody th[scope=row]').first();
  const { height } = await name.boundingBox();
  assert.ok(height < 60, `a version stands in a line or two, not in a column of letters: ${height} px`);
  // What is scrolled away keeps its names: those of regions above, that of the version to the left.
  await table.evaluate((element) => {
    const box = element.parentElement;
    box.scrollIntoView({ behavior: 'instant' });
    box.scrollTo({ left: 400, top: 100, behavior: 'instant' });
  });
  const inSight = await table.evaluate((element) => {
    const box = element.parentElement.getBoundingClientRect();
    const isIn = (cell) => {
      const { left, right, top, bottom } = cell.getBoundingClientRect();
      return left >= box.left - 2 && right <= box.right + 2 && top >= box.top - 2 && bottom <= box.bottom + 2;
    };
    return {
      regions: [...element.querySelectorAll('th.region')].filter(isIn).length,
      versions: [...element.querySelectorAll('tbody th[scope=row]')].filter(isIn).length,
    };
  });
  assert.ok(inSight.regions >= 4, `region names stay in sight: ${inSight.regions}`);
  assert.ok(inSight.versions >= 1, `versions stay in sight: ${inSight.versions}`);
}

async function fillsRows(page) {
  for (const width of [320, 390, 640, 800, 820, 1024, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    const rows = await page.evaluate(() => {
      const counts = new Map();
      for (const tile of document.querySelectorAll('.tiles li')) {
        const { top } = tile.getBoundingClientRect();
        counts.set(top, (counts.get(top) ?? 0) + 1);
      }
      return [...counts.values()];
    });
    assert.ok(
      rows.every((count) => count === rows[0]),
      `rows at ${width} px: ${rows}`,
    );
  }
}

async function saysThatItScrolls(page) {
  const wrong = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.scroll')].flatMap((box) => {
        const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
        return scrolls === box.nextElementSibling.hidden ? [box.getAttribute('aria-label')] : [];
      }),
    );
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await wrong(), [], `at ${width} px`);
  }
  await page.locator('input[data-table=machine-types-1]').fill('no such type');
  assert.deepEqual(await wrong(), [], 'with a filter');
}

async function explainsRules(page) {
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#"]')]
      .map((link) => link.getAttribute('href').slice(1))
      .filter((id) => document.getElementById(id) === null),
  );
  assert.deepEqual(broken, [], 'no link of the page is dead');
  assert.ok((await page.locator('.issue a[href^="#rule-"]').count()) > 0);
}

async function isWhole(page) {
  assert.equal(await page.locator('section').count(), 8);
  assert.equal(
    await page.locator('.filter:visible, #theme:visible').count(),
    0,
    'nothing is offered that cannot work',
  );
}

async function screenshots(browser, file, folder) {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, width] of [
      [colorScheme, 1440],
      [`${colorScheme}-phone`, 390],
    ]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(pathToFileURL(file).href);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
      if (name === 'light') await page.pdf({ path: join(folder, 'print.pdf'), preferCSSPageSize: true });
      await page.close();
    }
  }
  console.log(`screenshots in ${folder}`);
}
