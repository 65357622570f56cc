import type { Page } from 'playwright-core';

/** In how many frames a page is told of its window's size and renders for it, at least and at most. No time: busy machines. */
const frames = { least: 2, most: 120 };

/**
 * By how many CSS pixels a page is wider than its window. A window that was given another size tells the page so in one of
 * its next frames, and the page renders in a later one: it is too wide only if it stays so.
 */
export const settledOverflow = (page: Page): Promise<number> =>
  page.evaluate(async ({ least, most }) => {
    const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    for (let frame = 0; frame < least || (frame < most && overflow() > 0); frame++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return overflow();
  }, frames);
