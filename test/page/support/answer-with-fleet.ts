import type { Page } from 'playwright-core';
import { clusterPage, posturePage, proofPage } from './sample-fleet.ts';

/** Answers the lists of the fleet in the browser, in place of the app, for so many pools. */
export async function answerWithFleet(page: Page, count: number, nowMs: number): Promise<void> {
  await page.route(/\/api\/postures\?/, (route) =>
    route.fulfill({ json: posturePage(route.request().url(), count, nowMs) }),
  );
  await page.route(/\/api\/clusters\?/, (route) => route.fulfill({ json: clusterPage() }));
  await page.route(/\/proofs\?/, (route) =>
    route.fulfill({
      json: proofPage(
        nowMs,
        [...route.request().url()].reduce((sum, c) => sum + c.charCodeAt(0), 0),
      ),
    }),
  );
}
