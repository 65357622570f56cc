import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** A window of the page, and what went wrong in it. */
export interface Opened {
  page: Page;
  context: BrowserContext;
  /** What the console and the content security policy complained of. */
  complaints: string[];
  close(): Promise<void>;
}

export interface Opening {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  /** Signed in with this key. */
  key?: string;
}

/** Starts a browser without a window. Debian's Chromium runs as root only without its sandbox. */
export const startBrowser = (executablePath: string, args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });

/** Opens a tab of its own, with nothing remembered. */
export async function openTab(
  browser: Browser,
  { width = 1280, height = 900, theme = 'light', key }: Opening = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`content security policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  if (key !== undefined) await page.addInitScript((value) => sessionStorage.setItem('kataproof-key', value), key);
  return { page, context, complaints, close: () => context.close() };
}

/** What axe-core finds of serious and critical consequence, and headings out of order, a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ id, impact }) => impact === 'serious' || impact === 'critical' || id === 'heading-order')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`));
}
