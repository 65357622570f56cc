import type { Page } from 'playwright-core';
import { clusterPage, placeOf, posturePage, proofPage } from './sample-fleet.ts';

/** Answers the lists of the fleet in the browser, in place of the app, for so many pools, by the clock that the headers may tell. */
export async function answerWithFleet(
  page: Page,
  count: number,
  nowMs: number,
  headers: Record<string, string> = {},
): Promise<void> {
  await page.route(/\/api\/postures\?/, (route) =>
    route.fulfill({ headers, json: posturePage(route.request().url(), count, nowMs) }),
  );
  await page.route(/\/api\/clusters\?/, (route) => route.fulfill({ headers, json: clusterPage() }));
  await page.route(/\/proofs\?/, (route) => route.fulfill({ json: proofPage(placeOf(route.request().url()), nowMs) }));
}
