import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { renderHtml } from '../../shared/reports/html/render-html.ts';
import { fleetReport, sampleReports } from '../support/samples/sample-reports.ts';
import { findBrowser } from './support/find-browser.ts';
import { findBarriers, openTab, startBrowser } from './support/open-page.ts';
import { settledOverflow } from './support/settled-overflow.ts';

const executable = findBrowser();
const inBrowser = executable ? test : test.skip;
const folder = mkdtempSync(join(tmpdir(), 'kataproof-reports-'));

let browser: Browser;
beforeAll(async () => {
  if (executable) browser = await startBrowser(executable);
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries(sampleReports))('a report as HTML (%s)', (name, make) => {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, renderHtml(make()));
  const looks = (['light', 'dark'] as const).flatMap((theme) => [360, 1280].map((width) => ({ theme, width })));

  inBrowser.each(looks)(
    'keeps nobody out, breaks no policy of its own and fits ($theme, $width)',
    async ({ theme, width }) => {
      const { page, complaints, close } = await openTab(browser, { theme, width });
      await page.goto(pathToFileURL(file).href);
      expect(complaints).toEqual([]);
      expect(await findBarriers(page)).toEqual([]);
      expect(await settledOverflow(page)).toBe(0);
      // Its style is let in by its hash: without it the heading has the browser's own font.
      const font = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
      expect(font).toContain('system-ui');
      await close();
    },
  );

  inBrowser.each(['A4', 'Letter'])(
    'prints on %s, and shows the checks of nodes that are folded on a screen',
    async (format) => {
      const { page, close } = await openTab(browser, {});
      await page.goto(pathToFileURL(file).href);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(light).toBe('rgb(255, 255, 255)');
      const heights = await page.evaluate(() =>
        [...document.querySelectorAll('details ul')].map((list) => list.getBoundingClientRect().height),
      );
      expect(heights.filter((height) => height === 0)).toEqual([]);
      expect((await page.pdf({ format, preferCSSPageSize: false })).byteLength).toBeGreaterThan(5_000);
      await close();
    },
  );
});

/** A name as long as that of a node pool may be. */
const longest = 'confidential';

inBrowser('on A4 the longest name of a pool is in one line, and nothing is wider than the sheet', async () => {
  const { pools, ...report } = fleetReport();
  const file = join(folder, 'longest.html');
  writeFileSync(file, renderHtml({ ...report, pools: pools.map((pool) => ({ ...pool, poolName: longest })) }));
  // 210 mm less the margins of the page.
  const { page, close } = await openTab(browser, { width: 695 });
  await page.goto(pathToFileURL(file).href);
  await page.emulateMedia({ media: 'print' });
  const lines = await page.evaluate((name) => {
    const heads = [...document.querySelectorAll('th[scope=row]')].map(({ firstChild }) => firstChild);
    return heads.flatMap((text) => {
      const range = document.createRange();
      if (text?.textContent !== name) return [];
      range.selectNodeContents(text);
      return [range.getClientRects().length];
    });
  }, longest);
  expect(new Set(lines)).toEqual(new Set([1]));
  expect(await settledOverflow(page)).toBe(0);
  await close();
});
