import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBrowser } from './support/find-browser.ts';
import { clusterWithWorkloads, sandboxPolicy } from './support/sample-workloads.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

interface Listed {
  id: string;
  rule: string;
  state: string;
  etag: string;
  waiver: { reason: string } | null;
}

inBrowser('findings', () => {
  let pages: PageStack;
  let route = '';
  const read = async (rule: string) =>
    (await pages.stack.call<{ value: Listed[] }>(`/api/${route}/findings?all=true`)).value.find(
      (each) => each.rule === rule,
    );
  const waive = async (rule: string, reason: string) =>
    pages.stack.call(`/api/${route}/findings/${(await read(rule))?.id}/waive`, { reason, until: inDays(9) });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  beforeAll(async () => {
    pages = await startPageStack(executable ?? '', {
      scenario: 'healthy',
      clusters: [clusterWithWorkloads, { name: 'silent', localAccounts: false }],
      settings: sandboxPolicy,
    });
    const { subscriptionId, resourceGroup } = pages.stack.clusterBody;
    route = `clusters/${subscriptionId}/${resourceGroup}/shop`;
  });
  beforeEach(async () => {
    await pages.stack.call(`/api/${route}/inspect`, {});
  });
  afterEach(async () => {
    await pages.closeTabs();
    for (const { id, state } of (await pages.stack.call<{ value: Listed[] }>(`/api/${route}/findings?all=true`)).value)
      if (state === 'waived') await pages.stack.call(`/api/${route}/findings/${id}/unwaive`, {});
  });
  afterAll(() => pages?.stop());

  const ledger = (page: Page) => page.getByRole('article', { name: 'pod-not-sandboxed of shop/Deployment/ledger' });

  test('of the fleet are told the gravest first, with what to do, and where nobody has looked', async () => {
    const { page, complaints } = await pages.open('/findings');
    await ledger(page).waitFor();
    const first = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('article') })
      .first();
    const text = (await first.textContent()) ?? '';
    expect(text).toMatch(/High.*shop\/Deployment\/ledger.*must be sandboxed.*To do:.*NIST-800-53 SC-39/s);
    expect(text).toMatch(/Standing since \d\d:\d\d UTC, \d+ (second|minute)/);
    const notice = page.getByText('One cluster was never inspected. That nothing is found there means nothing.');
    await notice.waitFor();
    await page.getByRole('link', { name: 'silent (fleet)' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('are waived after all when the sign-in has run out amid it: the dialog says so, and what was written stays', async () => {
    const { page } = await pages.open('/findings');
    await ledger(page)
      .getByRole('button', { name: /^Waive/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Reason/).fill('The next release mends it.');
    await page.route(/\/waive$/, (answer) => answer.fulfill({ status: 401 }), { times: 1 });
    await dialog.getByRole('button', { name: 'Waive', exact: true }).click();
    await dialog.getByText('The finding was not waived: You are not signed in.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Function key').fill(pages.stack.host().ready.masterKey);
    await page.keyboard.press('Enter');
    await page.getByLabel('Function key').waitFor({ state: 'detached' });
    await ledger(page)
      .getByRole('button', { name: /^Waive/ })
      .click();
    expect(await dialog.getByLabel(/^Reason/).inputValue()).toBe('The next release mends it.');
    await dialog.getByRole('button', { name: 'Waive', exact: true }).click();
    await page.getByText(/^Waived until .*: pod-not-sandboxed of/).waitFor();
  });

  test('keep their filters in the address', async () => {
    const { page } = await pages.open('/findings?severity=low');
    await page.getByRole('article', { name: /sandbox-limits-missing/ }).waitFor();
    expect(await ledger(page).count()).toBe(0);
    await page.getByRole('button', { name: /High/ }).click();
    await page.waitForURL(/severity=high/);
    await ledger(page).waitFor();
    await page.getByRole('searchbox').fill('SC-39 ledger');
    await page.waitForURL(/q=SC-39\+ledger/);
    expect(await page.getByRole('article').count()).toBe(1);
    await page.goBack();
    await page.goBack();
    expect(await page.getByLabel('Severity').inputValue()).toBe('low');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await ledger(page).waitFor();
  });

  test('are waived by keyboard alone, with a reason and a day, and taken back', async () => {
    const { page, complaints } = await pages.open(`/${route}/findings`);
    await ledger(page).getByRole('button').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Waive a finding' });
    await dialog.waitFor();
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect((await read('pod-not-sandboxed'))?.state).toBe('standing');
    await page.keyboard.press('Enter');
    // At once: the field has the focus as soon as the key is up.
    await page.keyboard.type('It moves next month.');
    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('It moves next month.');
    await page.getByLabel(/^Until/).fill(inDays(20));
    await page.getByRole('button', { name: 'Waive', exact: true }).press('Enter');
    await page.getByText(/^Waived until .*pod-not-sandboxed of shop\/Deployment\/ledger/).waitFor();
    expect(await ledger(page).count()).toBe(0);
    expect(await read('pod-not-sandboxed')).toMatchObject({
      ...{ state: 'waived', waiver: { reason: 'It moves next month.', until: `${inDays(20)}T23:59:59.999Z` } },
    });
    await page.getByRole('button', { name: 'Show what is waived' }).press('Enter');
    await ledger(page)
      .getByText(/by somebody with a key: It moves next month/)
      .waitFor();
    await ledger(page)
      .getByRole('button', { name: /^Take back the waiver/ })
      .press('Enter');
    await page.getByText(/^The waiver is taken back/).waitFor();
    expect((await read('pod-not-sandboxed'))?.state).toBe('standing');
    expect(complaints).toEqual([]);
  });

  test('are waived in a dialog that has the focus before the next key can come', async () => {
    const { page } = await pages.open(`/${route}/findings`);
    const focused = await ledger(page)
      .getByRole('button')
      .evaluate(async (button) => {
        (button as HTMLElement).click();
        // What follows without a task between is done before any other event of the keyboard.
        await Promise.resolve();
        return document.activeElement?.localName;
      });
    expect(focused).toBe('textarea');
  });

  test('are not waived over what somebody else has decided meanwhile, until that has been read', async () => {
    const { page } = await pages.open(`/${route}/findings`);
    await ledger(page).getByRole('button').click();
    await waive('pod-not-sandboxed', 'Of somebody else.');
    await page.getByLabel(/^Reason/).fill('Of mine.');
    await page.getByRole('button', { name: 'Waive', exact: true }).click();
    await page.getByText('Somebody else has changed the waiver since this page read it.').waitFor();
    await page
      .getByText(/by somebody with a key: Of somebody else/)
      .first()
      .waitFor();
    expect((await read('pod-not-sandboxed'))?.waiver?.reason).toBe('Of somebody else.');
    await page.getByRole('button', { name: 'Waive all the same' }).click();
    await page
      .getByText(/^Waived until/)
      .first()
      .waitFor();
    expect((await read('pod-not-sandboxed'))?.waiver?.reason).toBe('Of mine.');
  });

  test('are not waived with what the API refuses, which is said in the dialog', async () => {
    const { page } = await pages.open(`/${route}/findings`);
    await page.route(/\/waive$/, (request) =>
      request.fulfill({ status: 500, json: { error: { code: 'InternalError', message: 'Look into the log.' } } }),
    );
    await ledger(page).getByRole('button').click();
    await page.getByLabel(/^Reason/).fill('It moves.');
    await page.getByRole('button', { name: 'Waive', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The finding was not waived: Something went wrong on the server.').waitFor();
    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('It moves.');
  });

  test('cannot be waived by who may only look, once the API has said so', async () => {
    const { page } = await pages.open(`/${route}/findings`);
    await page.route(/\/waive$/, (request) =>
      request.fulfill({ status: 403, json: { error: { code: 'RoleRequired', message: 'It needs an operator.' } } }),
    );
    await ledger(page).getByRole('button').click();
    await page.getByLabel(/^Reason/).fill('It moves.');
    await page.getByRole('button', { name: 'Waive', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/You may not do that/)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('You may look and not act here: that needs the role of an operator.').waitFor();
    expect(await ledger(page).getByRole('button').isDisabled()).toBe(true);
  });

  test('of a cluster that was never inspected are looked for now', async () => {
    const { page, complaints } = await pages.open(`/${route.replace('/shop', '/silent')}/findings`);
    await page.getByText('Nobody has looked at all of this cluster. That nothing is found means nothing.').waitFor();
    expect(await page.getByText('Nothing was found where somebody has looked.').count()).toBe(0);
    await page.getByRole('button', { name: 'Inspect now' }).click();
    await page.getByText(/^Inspected: /).waitFor();
    await page.getByText('Nothing was found where somebody has looked.').waitFor();
    expect(await page.getByText('Nobody has looked').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('of a cluster that does not answer hide those of no other, and are said to be missing', async () => {
    const { page } = await pages.open('/findings', {
      async before(tab) {
        await tab.route(/\/silent\/findings/, (request) =>
          request.fulfill({ status: 503, json: { error: { code: 'NotRead', message: 'The storage is away.' } } }),
        );
      },
    });
    await ledger(page).waitFor();
    await page.getByText('The findings of one cluster could not be loaded.').waitFor();
    await page.getByText('silent (fleet): The storage is away.').waitFor();
  });

  test('scroll in thousands with as many elements as a few', async () => {
    const { page } = await pages.open(`/${route}/findings`, {
      async before(tab) {
        await tab.route(/\/findings\?/, (request) => request.fulfill({ json: manyFindings(3000) }));
      },
    });
    await page.getByText('3,000 of 3,000').waitFor();
    expect(await page.getByRole('article').count()).toBeLessThan(60);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.getByRole('article', { name: /shop\/Deployment\/app-2999/ }).waitFor();
    expect(await page.getByRole('article').count()).toBeLessThan(60);
  });

  test('have no barrier at any width in any theme, the dialog neither', async () => {
    await waive('sandbox-limits-missing', 'Sized by load tests.');
    const ready = (page: Page) => ledger(page).waitFor();
    const wrong = [
      ...(await lookAtView(pages, 'findings', '/findings?state=all', { ready })),
      ...(await lookAtView(pages, 'findings-of-cluster', `/${route}/findings`, { ready })),
      ...(await lookAtView(pages, 'finding-waiver', `/${route}/findings`, {
        async ready(page) {
          await ledger(page).getByRole('button').click();
          await page.getByRole('dialog').waitFor();
        },
      })),
    ];
    expect(wrong).toEqual([]);
  });
});

function manyFindings(count: number) {
  const at = '2026-11-20T10:00:00.000Z';
  const value = Array.from({ length: count }, (_, index) => ({
    ...{
      id: `f${String(index).padStart(4, '0')}`,
      rule: 'pod-not-sandboxed',
      severity: 'high',
      clusterId: '',
      state: 'standing',
      etag: '"1"',
    },
    ...{ subject: `shop/Deployment/app-${String(index).padStart(4, '0')}`, controls: ['NIST-800-53 SC-39'] },
    ...{ message: '1 pod: must be sandboxed.', remedy: 'Set runtimeClassName.', firstSeenAt: at, lastSeenAt: at },
    ...{ resolvedAt: null, waiver: null, waiverHistory: [] },
  }));
  return { inspected: { azure: at, workloads: at }, standing: count, value };
}
