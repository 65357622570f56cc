import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { answerWithFleet } from './support/answer-with-fleet.ts';
import { findBrowser } from './support/find-browser.ts';
import { findBarriers, type Opened, type Opening, openTab, startBrowser } from './support/open-page.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

inBrowser('the fleet', () => {
  let stack: TestStack;
  let browser: Browser;
  const tabs: Opened[] = [];
  beforeAll(async () => {
    stack = await startTestStack({ scenario: 'healthy' });
    browser = await startBrowser(executable ?? '');
  });
  afterEach(async () => {
    for (const tab of tabs.splice(0)) await tab.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const url = (path: string) => `${stack.host().ready.baseUrl}/api/page${path}`;

  /** A tab of somebody who is signed in and looks at so many pools. */
  async function openFleet(path: string, pools: number, opening: Opening = {}): Promise<Opened> {
    const tab = await openTab(browser, { key: stack.host().ready.masterKey, ...opening });
    tabs.push(tab);
    await answerWithFleet(tab.page, pools, Date.now());
    await tab.page.goto(url(path));
    return tab;
  }

  test('says first which pools are not isolated, why, since when and what to do', async () => {
    const { page, complaints } = await openFleet('', 200);
    const first = page.getByRole('listitem').filter({ hasText: 'Shared kernel' }).filter({ hasText: 'Now:' });
    await first.waitFor();
    const text = (await first.textContent()) ?? '';
    expect(text).toContain("its boot id is the node's, although Kata was asked for");
    expect(text).toMatch(/since \d+ days ago/);
    expect(text).toContain('Move what must be isolated off this pool');
    await page.getByText('One place could not be listed').waitFor();
    await page.getByText('newkata').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has no barrier in the %s theme, wide and narrow', async (theme) => {
    for (const width of [360, 1920]) {
      const { page, complaints } = await openFleet('', 300, { theme, width });
      await page.getByRole('table').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    }
  });

  test('scrolls through 5,000 pools with as many elements as for a few', async () => {
    const { page } = await openFleet('', 5000);
    await page.getByText('5,001 of 5,001').waitFor();
    const rows = page.getByRole('table').getByRole('row');
    const end = async () => page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    expect(await rows.count()).toBeLessThan(80);
    await end();
    await page
      .getByRole('row', { name: /aks-search-/ })
      .first()
      .waitFor();
    expect(await rows.count()).toBeLessThan(80);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(5001 + 1000 + 1));
  });

  test('keeps its filters in the address, so that a link and the way back show the same', async () => {
    const { page } = await openFleet('?verdict=suspect', 2000);
    await page.getByText(/^\d+ of 2,001/).waitFor();
    expect(await page.getByLabel('Verdict').inputValue()).toBe('suspect');
    await page.getByLabel('Verdict').selectOption('inconclusive');
    await page.waitForURL(/verdict=inconclusive/);
    await page.getByRole('searchbox').fill('payments weu');
    await page.waitForURL(/q=payments\+weu/);
    await page.goBack();
    await page.waitForURL((address) => !address.search.includes('q='));
    await page.goBack();
    await page.waitForURL(/verdict=suspect/);
    expect(await page.getByLabel('Verdict').inputValue()).toBe('suspect');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('2,001 of 2,001').waitFor();
  });
});
