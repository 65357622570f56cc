import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { answerWithFleet } from './support/answer-with-fleet.ts';
import { findBrowser } from './support/find-browser.ts';
import { openTab, startBrowser } from './support/open-page.ts';
import { postureOf } from './support/sample-fleet.ts';
import { settledOverflow } from './support/settled-overflow.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

inBrowser('the fleet', () => {
  let pages: PageStack;
  beforeAll(async () => {
    pages = await startPageStack(executable ?? '', { scenario: 'healthy' });
  });
  afterEach(() => pages?.closeTabs());
  afterAll(() => pages?.stop());

  /** A tab of somebody who looks at so many pools. */
  const openFleet = (path: string, pools: number) =>
    pages.open(path, { before: (page) => answerWithFleet(page, pools, Date.now()) });

  test('says first which pools are not isolated, why, since when and what to do', async () => {
    const { page, complaints } = await openFleet('', 200);
    const first = page.getByRole('listitem').filter({ hasText: 'Shared kernel' }).filter({ hasText: 'Now:' });
    await first.waitFor();
    const text = (await first.textContent()) ?? '';
    expect(text).toContain("its boot id is the node's, although Kata was asked for");
    expect(text).toMatch(/since \d+ \p{L}+, \d+ days/u);
    // It keeps everything off until it is proven, so nothing has to be moved.
    expect(text).toContain('It is in quarantine');
    await page.getByText('One place could not be listed').waitFor();
    await page.getByText('newkata').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('has no barrier at either width in either theme, and is no wider than its window', async () => {
    const ready = (page: Page) => page.locator('.cell-strip svg').first().waitFor();
    const loaded = (page: Page) => page.waitForFunction(() => document.querySelector('.strip-loading') === null);
    const before = (page: Page) => answerWithFleet(page, 24, Date.now());
    expect(await lookAtView(pages, 'fleet', '', { ready, loaded, before })).toEqual([]);
  });

  test('shows a text of others as it is, whatever it would do as HTML', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const { page, complaints } = await pages.open('', {
      before: async (tab) => {
        await answerWithFleet(tab, 20, Date.now());
        const value = [{ ...postureOf(7, Date.now()), reason: hostile, poolName: hostile, nodeImageVersion: hostile }];
        await tab.route(/\/api\/postures\?/, (route) => route.fulfill({ json: { value } }));
      },
    });
    await page.getByText(hostile).first().waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('Fleet – Kataproof');
    expect(complaints).toEqual([]);
  });

  test('is no wider than its window, however long a name is that somebody chose', async () => {
    const name = 'x'.repeat(200);
    const { page } = await pages.open('', {
      before: async (tab) => {
        await answerWithFleet(tab, 20, Date.now());
        const of = postureOf(7, Date.now());
        const value = [{ ...of, reason: name, poolName: name, cluster: { ...of.cluster, name, resourceGroup: name } }];
        await tab.route(/\/api\/postures\?/, (route) => route.fulfill({ json: { value } }));
      },
    });
    await page.getByText('2 of 2').waitFor();
    for (const width of [360, 1000, 1100, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await settledOverflow(page)).toBe(0);
      const { height } = (await page.getByRole('button', { name: 'Download' }).boundingBox()) ?? { height: 40 };
      expect(height).toBeLessThan(40);
    }
  });

  test('fits its window with letters twice as large as usual, and breaks no word of ours', async () => {
    const browser = await startBrowser(executable ?? '', ['--blink-settings=defaultFontSize=32']);
    try {
      for (const width of [360, 1280, 1920]) {
        const { page, close } = await openTab(browser, { width, key: pages.stack.host().ready.masterKey });
        await answerWithFleet(page, 20, Date.now());
        await page.goto(`${pages.stack.host().ready.baseUrl}/api/page`);
        await page.locator('.strip-isolated').first().waitFor();
        expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
        expect(await settledOverflow(page)).toBe(0);
        const word = page.locator('.tally-word', { hasText: 'Inconclusive' });
        expect((await word.boundingBox())?.height).toBeLessThan(60);
        await close();
      }
    } finally {
      await browser.close();
    }
  });

  test('shows what is chosen to who has chosen the colours', async () => {
    const { page } = await openFleet('?verdict=suspect', 2000);
    await page.emulateMedia({ forcedColors: 'active' });
    const groundOf = (name: RegExp) =>
      page.getByRole('button', { name }).evaluate((button) => getComputedStyle(button).backgroundColor);
    await page.getByText(/ of 2,001/).waitFor();
    expect(await groundOf(/Suspect$/)).not.toBe(await groundOf(/Stale$/));
  });

  test('calls a pool isolated no longer than its proof counts, however long the page has been open', async () => {
    const { page } = await pages.open('', {
      async before(tab) {
        await tab.clock.install();
        await answerWithFleet(tab, 2, Date.now());
      },
    });
    await page.getByText('3 of 3', { exact: true }).waitFor();
    const tally = (name: string) => page.getByRole('button', { name, exact: true });
    await tally('2 Isolated').waitFor();
    await page.clock.fastForward('48:00:00');
    await tally('2 Stale').waitFor();
    await tally('0 Isolated').waitFor();
    await page
      .getByText(/But that proof counted until/)
      .first()
      .waitFor();
    expect(await page.getByText('0 seconds left').count()).toBe(0);
  });

  test('was loaded just now when it has just been loaded again', async () => {
    const { page } = await pages.open('', {
      async before(tab) {
        await tab.clock.install();
        await answerWithFleet(tab, 2, Date.now());
      },
    });
    await page.getByText('3 of 3', { exact: true }).waitFor();
    // Ages are told anew every fifteen seconds.
    await page.clock.fastForward(12_500);
    const answered = page.waitForResponse(/\/api\/postures\?/);
    await page.getByRole('button', { name: 'Load again' }).click();
    await answered;
    await page.getByRole('button', { name: 'Load again' }).waitFor();
    expect(await page.locator('.loaded').textContent()).toContain('Loaded just now');
  });

  test('goes by the clock of the API: a laptop that is days ahead finds no proof stale that is not', async () => {
    const nowMs = Date.now();
    const { page } = await pages.open('', {
      async before(tab) {
        await tab.clock.install({ time: nowMs + 5 * 86_400_000 });
        await answerWithFleet(tab, 2, nowMs, { date: new Date(nowMs).toUTCString() });
      },
    });
    await page.getByText('3 of 3', { exact: true }).waitFor();
    await page.getByRole('button', { name: '2 Isolated', exact: true }).waitFor();
    await page.getByText('Loaded just now').waitFor();
  });

  test('keeps what is being typed into its search while the address follows', async () => {
    const { page } = await openFleet('', 2000);
    await page.getByRole('searchbox').pressSequentially('payments ');
    await page.waitForURL(/q=payments$/);
    await page.getByRole('searchbox').pressSequentially('weu');
    await page.waitForURL(/q=payments\+weu$/);
  });

  test('is printed without empty room for what is not near the window, and says that it is not all', async () => {
    const { page } = await openFleet('', 5000);
    await page.getByText('5,001 of 5,001').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(10_000);
    expect(await page.getByText('A long list is printed only').isVisible()).toBe(true);
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  test('scrolls through 5,000 pools with as many elements as for a few', async () => {
    const { page } = await openFleet('', 5000);
    await page.getByText('5,001 of 5,001').waitFor();
    const rows = page.getByRole('table').getByRole('row');
    expect(await rows.count()).toBeLessThan(80);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page
      .getByRole('row', { name: /aks-search-/ })
      .first()
      .waitFor();
    expect(await rows.count()).toBeLessThan(80);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(6000);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(5001 + 1000 + 1));
  });

  test('says that only a part could be loaded, and shows that part', async () => {
    const { page } = await pages.open('', {
      before: async (tab) => {
        await answerWithFleet(tab, 1000, Date.now());
        await tab.route(/continuation=400/, (route) =>
          route.fulfill({ status: 500, json: { error: { code: 'InternalError', message: 'Invocation 1 tells.' } } }),
        );
      },
    });
    await page.getByText('Only 400 pools could be loaded. There are more.').waitFor();
    await page.getByText('Something went wrong on the server').waitFor();
    await page.getByText('401 of 401').waitFor();
  });

  test('loads a history that could not be loaded when it is asked to again', async () => {
    const { page } = await pages.open('', {
      async before(tab) {
        await answerWithFleet(tab, 1, Date.now());
        await tab.route(/\/proofs\?/, (route) => route.fulfill({ status: 500 }), { times: 1 });
      },
    });
    await page.getByText('History not loaded').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.strip-isolated').first().waitFor();
  });

  test('keeps its filters in the address, so that a link and the way back show the same', async () => {
    const { page } = await openFleet('?verdict=suspect', 2000);
    await page.getByText(/^\d+ of 2,001/).waitFor();
    expect(await page.getByRole('combobox', { name: 'Verdict' }).inputValue()).toBe('suspect');
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('inconclusive');
    await page.waitForURL(/verdict=inconclusive/);
    await page.getByRole('searchbox').fill('payments weu');
    await page.waitForURL(/q=payments\+weu/);
    await page.goBack();
    await page.waitForURL((address) => !address.search.includes('q='));
    await page.goBack();
    await page.waitForURL(/verdict=suspect/);
    expect(await page.getByRole('combobox', { name: 'Verdict' }).inputValue()).toBe('suspect');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('2,001 of 2,001').waitFor();
  });
});
