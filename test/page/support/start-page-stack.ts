import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { findBarriers, type Opened, type Opening, openTab, startBrowser } from './open-page.ts';
import { settledOverflow } from './settled-overflow.ts';

/** The app on an emulated Azure, and a browser that opens its page. */
export interface PageStack {
  stack: TestStack;
  /** Opens a view, by its address below the page: signed in, unless `key` says otherwise (null for nobody). */
  open(
    path: string,
    opening?: Omit<Opening, 'key'> & { key?: string | null; before?: (page: Page) => Promise<unknown> },
  ): Promise<Opened>;
  /** Closes the tabs that a test has opened. */
  closeTabs(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the app and the browser of this path. */
export async function startPageStack(
  executable: string,
  options: Parameters<typeof startTestStack>[0],
): Promise<PageStack> {
  const stack = await startTestStack({
    // The page lists what is watched.
    settingsFor: ({ subscriptionId }) => ({ KATAPROOF_FLEET_SUBSCRIPTIONS: subscriptionId }),
    ...options,
  });
  let browser: Browser;
  try {
    browser = await startBrowser(executable);
  } catch (error) {
    await stack.stop();
    throw error;
  }
  const tabs: Opened[] = [];
  return {
    stack,
    async open(path, { key = stack.host().ready.masterKey, before, ...opening } = {}) {
      const tab = await openTab(browser, { ...opening, ...(key !== null && { key }) });
      tabs.push(tab);
      await before?.(tab.page);
      await tab.page.goto(`${stack.host().ready.baseUrl}/api/page${path}`);
      return tab;
    },
    async closeTabs() {
      for (const tab of tabs.splice(0)) await tab.close();
    },
    async stop() {
      await browser.close();
      await stack.stop();
    },
  };
}

/** Where pictures of the views are kept for who looks at them. */
const folder = 'dist/screenshots';

const sizes = [
  [360, 800],
  [1920, 1080],
] as const;

/** Each theme once and each width once: what a barrier depends on is one or the other, and axe takes seconds. */
const asksAxe = (theme: 'light' | 'dark', width: number) => (theme === 'light') === (width === 360);

type Act = (page: Page) => Promise<unknown>;

/** Waits until what a change has brought is drawn. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/**
 * Opens a view at both widths in both themes, keeps a picture of each, and tells what is wrong there: barriers, complaints of
 * the browser, and a page that is wider than its window. `ready` waits for what the picture is to show, and may act for that;
 * `loaded` waits for what a higher window has brought into sight.
 */
export async function lookAtView(
  { open }: PageStack,
  name: string,
  path: string,
  { ready, loaded, before }: Record<'ready', Act> & Partial<Record<'loaded' | 'before', Act>>,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const wrong: string[] = [];
  for (const theme of ['light', 'dark'] as const)
    for (const [width, height] of sizes) {
      const tab = await open(path, { width, height, theme, ...(before && { before }) });
      await ready(tab.page);
      // As high as what it shows: of a long list only the rows in sight are there.
      const whole = await tab.page.evaluate(() => document.documentElement.scrollHeight);
      await tab.page.setViewportSize({ width, height: Math.max(whole, height) });
      await drawn(tab.page);
      await loaded?.(tab.page);
      await tab.page.screenshot({ path: `${folder}/${name}-${width}-${theme}.png`, fullPage: true });
      await tab.page.setViewportSize({ width, height });
      const beyond = await settledOverflow(tab.page);
      const found = [
        ...(asksAxe(theme, width) ? await findBarriers(tab.page) : []),
        ...tab.complaints,
        ...(beyond > 0 ? [`${beyond} pixels too wide`] : []),
      ];
      wrong.push(...found.map((each) => `${name} ${width} ${theme}: ${each}`));
      await tab.close();
    }
  return wrong;
}
