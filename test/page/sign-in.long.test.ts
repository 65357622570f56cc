import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { answerWithFleet } from './support/answer-with-fleet.ts';
import { findBrowser } from './support/find-browser.ts';
import { postureOf } from './support/sample-fleet.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

const error = (code: string, message: string) => ({ error: { code, message } });

inBrowser('whoever opens the page', () => {
  let pages: PageStack;
  beforeAll(async () => {
    pages = await startPageStack(executable ?? '', { scenario: 'healthy' });
  });
  afterEach(() => pages?.closeTabs());
  afterAll(() => pages?.stop());

  test('is asked for a key, is told of a wrong one, and is let in with the right one, which is in no address', async () => {
    const { page, complaints } = await pages.open('', { key: null });
    await page.getByText('Kataproof proves on every node').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('key');
    expect([await page.getByRole('navigation').count(), await page.getByRole('heading').allTextContents()]).toEqual([
      0,
      ['Does Pod Sandboxing hold?', 'Sign in'],
    ]);
    expect(complaints).toEqual([]);
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The API does not know this key').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const { masterKey } = pages.stack.host().ready;
    await page.getByLabel('Function key').fill(masterKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('No Kata pool yet').waitFor();
    expect(await page.getByRole('heading', { name: 'Sign in' }).count()).toBe(0);
    expect(asked.length).toBeGreaterThan(1);
    expect([page.url(), ...asked].filter((url) => url.includes(masterKey))).toEqual([]);
    expect(await page.evaluate(() => [JSON.stringify(localStorage), document.cookie])).toEqual(['{}', '']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Function key').waitFor();
  });

  test('comes to where they wanted to go, once they have signed in', async () => {
    const { page } = await pages.open('/runs?kind=verification', { key: null });
    await page.getByLabel('Function key').fill(pages.stack.host().ready.masterKey);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await page.getByLabel('Kind').inputValue()).toBe('verification');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  test('is sent to Entra ID where the platform says who people are', async () => {
    const { page } = await pages.open('/runs?kind=verification', {
      key: null,
      before: async (tab) => {
        await tab.route(/\/api\/page\/runs/, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: (await response.text()).replace('content="key"', 'content="entra"') });
        });
      },
    });
    const link = page.getByRole('link', { name: 'Sign in with Entra ID' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(
      '/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fpage%2Fruns%3Fkind%3Dverification',
    );
  });

  test.each([
    [403, 'You may not do that.', 'Reader to look'],
    [404, 'It is not there.', 'It may have been removed'],
    [429, 'Too many requests at once.', 'Try again in 7 seconds.'],
    [500, 'Something went wrong on the server.', 'leads whoever runs Kataproof'],
    [503, 'Azure or the cluster did not answer.', 'Try again'],
  ])('is told of a %i in plain words, with what to do, and keeps what was there', async (status, what, todo) => {
    const { page } = await pages.open('', { before: (tab) => answerWithFleet(tab, 40, Date.now()) });
    await page.getByText('41 of 41').waitFor();
    const json = error('Told', 'The app says why.');
    await page.route(/\/api\/postures\?/, (route) =>
      route.fulfill({ status, json, headers: status === 429 ? { 'retry-after': '7' } : {} }),
    );
    await page.getByRole('button', { name: 'Load again' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText(what).waitFor();
    expect(await alert.textContent()).toContain(todo);
    expect(await alert.textContent()).toContain('The app says why.');
    await page.getByText(/What follows is old/).waitFor();
    await page.getByText('41 of 41').waitFor();
  });

  test('is told once that a cluster is outside of the scopes, which no role changes', async () => {
    const json = error('ScopeNotAllowed', 'The cluster is not within the scopes.');
    const { page } = await pages.open('/clusters/a/b/c/pools/kata', {
      before: (tab) => tab.route(/\/api\/clusters\/a\//, (route) => route.fulfill({ status: 403, json })),
    });
    await page.getByRole('alert').getByText('It is outside of what this app may touch.').waitFor();
    expect(await page.getByText('The cluster is not within the scopes.').count()).toBe(1);
    expect(await page.getByText('Ask whoever runs Kataproof for the role').count()).toBe(0);
  });

  test('is told of an answer that is not of the API, or that this page does not understand, and keeps the way to other views', async () => {
    const { page } = await pages.open('', {
      before: (tab) =>
        tab.route(/\/api\/postures\?/, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Hotel</h1>' })),
    });
    await page.getByText('What answered is not the API').waitFor();
    const value = [{ ...postureOf(1, Date.now()), provenAt: 'yesterday' }];
    await page.route(/\/api\/postures\?/, (route) => route.fulfill({ json: { value } }));
    await page.getByRole('button', { name: 'Try again' }).first().click();
    const alert = page.getByRole('alert').filter({ hasText: 'The view could not be shown' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Load the page again');
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await alert.count()).toBe(0);
  });

  test('is told when there is no network, and goes on when there is one again', async () => {
    const { page, context } = await pages.open('', { before: (tab) => answerWithFleet(tab, 40, Date.now()) });
    await page.getByText('41 of 41').waitFor();
    await page.unrouteAll();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByText('The API cannot be reached.').first().waitFor();
    await page.getByText('41 of 41').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('No Kata pool yet').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('is signed out in the middle of it: what was loaded stays, marked as old, until the key is given again', async () => {
    const { page } = await pages.open('', { before: (tab) => answerWithFleet(tab, 40, Date.now()) });
    await page.getByText('41 of 41').waitFor();
    await page.route(/\/api\/postures\?/, (route) => route.fulfill({ status: 401 }), { times: 1 });
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByLabel('Function key').fill(pages.stack.host().ready.masterKey);
    await page.getByText(/What follows is old/).waitFor();
    await page.getByText('41 of 41').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/What follows is old/).waitFor({ state: 'detached' });
  });

  test('sees where to sign in when a button far below has come to nothing, because the sign-in has run out', async () => {
    const { page } = await pages.open('/start', { height: 500 });
    await page.getByLabel('Make a Kata pool and prove it').check();
    await page.getByLabel('Name').fill('other');
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    await page.route(/\/api\/provisionings$/, (route) => route.fulfill({ status: 401 }), { times: 1 });
    const start = page.getByRole('button', { name: 'Make and prove the pool' });
    await start.click();
    const key = page.getByLabel('Function key');
    await key.waitFor();
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('input[name="key"]')?.getBoundingClientRect() ?? {
        top: -1,
        bottom: -1,
      };
      return top >= 0 && bottom <= window.innerHeight;
    });
    await key.fill(pages.stack.host().ready.masterKey);
    await page.keyboard.press('Enter');
    await key.waitFor({ state: 'detached' });
    // What was checked is still there, and so is the way on.
    expect(await start.isEnabled()).toBe(true);
  });

  test('acts by requests that say where they are from, without which App Service authentication refuses its cookie', async () => {
    const { page } = await pages.open('/start');
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    const [request] = await Promise.all([
      page.waitForRequest((each) => each.method() === 'POST' && each.url().endsWith('/api/verifications')),
      page.getByRole('button', { name: 'Start the proof' }).click(),
    ]);
    const { origin } = new URL(page.url());
    const { referer, ...headers } = await request.allHeaders();
    expect(new URL(referer ?? 'none:').origin).toBe(origin);
    expect([headers['origin'], headers['sec-fetch-site']]).toEqual([origin, 'same-origin']);
  });

  test('is told that a reader may not act, and why the button is off', async () => {
    const { page } = await pages.open('/start', {
      before: async (tab) => {
        await tab.route(/\/api\/verifications/, (route) =>
          route.fulfill({ status: 403, json: error('RoleRequired', 'This needs the role Kataproof.Operator.') }),
        );
      },
    });
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    const start = page.getByRole('button', { name: 'Start the proof' });
    await page.getByRole('heading', { name: 'What was found beforehand' }).waitFor();
    if ((await start.count()) === 0) throw new Error(`No way on: ${await page.locator('main').textContent()}`);
    await start.click();
    await page.getByText('This needs the role Kataproof.Operator.').waitFor();
    await page.getByText('You may look and not act.').waitFor();
    expect(await start.isDisabled()).toBe(true);
  });

  test('goes everywhere by keyboard alone', async () => {
    const { page } = await pages.open('', { before: (tab) => answerWithFleet(tab, 40, Date.now()) });
    await page.getByText('41 of 41').waitFor();
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: it } = document;
        return it?.getAttribute('aria-label') ?? it?.textContent?.trim() ?? '';
      });
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const seen = new Set<string>();
    for (let presses = 0; presses < 60 && !seen.has('kata in aks-payments-weu-000'); presses += 1) {
      await page.keyboard.press('Tab');
      seen.add(await focused());
      expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true);
    }
    expect([...seen].some((name) => / in aks-/.test(name))).toBe(true);
    await page.getByRole('link', { name: 'Runs' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(await page.title()).toBe('Runs – Kataproof');
  });

  test('chooses colours, which stay', async () => {
    const { page } = await pages.open('');
    await page.getByLabel('Colours').selectOption('dark');
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await paper();
    await page.reload();
    await page.getByLabel('Colours').waitFor();
    expect(await paper()).toBe(dark);
    await page.getByLabel('Colours').selectOption('light');
    expect(await paper()).not.toBe(dark);
  });

  test('and the sign-in, an empty fleet and an address without a view have no barrier', async () => {
    const soon = (words: string) => (page: Page) => page.getByText(words).first().waitFor();
    expect(await lookAtView(pages, 'empty', '', { ready: soon('No Kata pool yet') })).toEqual([]);
    expect(await lookAtView(pages, 'not-found', '/nowhere', { ready: soon('The page has no view') })).toEqual([]);
    const before = async (page: Page) => {
      await page.addInitScript(() => sessionStorage.clear());
    };
    expect(await lookAtView(pages, 'sign-in', '', { ready: soon('The API asks for a function key'), before })).toEqual(
      [],
    );
  });
});
