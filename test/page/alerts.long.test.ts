import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import type { AlertStates } from '../../shared/ports/alert-states.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { sampleAlert } from '../support/samples/sample-alert.ts';
import { findBrowser } from './support/find-browser.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

inBrowser('alerts', () => {
  let pages: PageStack;
  let states: AlertStates;
  let clusterId = '';
  beforeAll(async () => {
    pages = await startPageStack(executable ?? '', { scenario: 'healthy' });
    const access = { ...pages.stack.storage, tablesEndpoint: null };
    states = createAlertStates({ ...access, credential: { getToken: async () => null } });
    clusterId = formatClusterId(pages.stack.clusterBody);
    await keep('lost', 'pager', {
      dead: true,
      attempts: 1,
      diedAt: ago(50),
      lastError: 'SinkRefused: It answered 404.',
    });
    await keep('late', 'pager', { attempts: 3, nextAttemptAt: ago(-1), lastError: 'ServerFailed: It answered 500.' });
    for (let index = 0; index < 60; index++) await sent(`told-${index}`, 100 + index);
  });
  afterEach(() => pages?.closeTabs());
  afterAll(() => pages?.stop());

  const alertOf = (name: string) => ({
    ...sampleAlert(name, {
      clusterId,
      at: ago(51),
      title: `Not isolated: pool ${name} of cluster demo is shared-kernel`,
    }),
  });
  async function keep(name: string, sink: string, change: object): Promise<void> {
    const alert = alertOf(name);
    const fresh = { id: `${name}-${sink}`, sink, alert, attempts: 0, nextAttemptAt: alert.at, lastError: null };
    await states.enqueueDelivery({ ...fresh, dead: false, ...change });
  }
  async function sent(name: string, hours: number): Promise<void> {
    const alert = { ...alertOf(name), at: ago(hours) };
    const fresh = { id: `${name}-chat`, sink: 'chat', alert, attempts: 0, nextAttemptAt: alert.at, lastError: null };
    await states.enqueueDelivery({ ...fresh, dead: false });
    await states.recordSent({ ...fresh, dead: false }, alert.at);
  }

  const alert = (page: Page, name: RegExp) => page.getByRole('article', { name });

  test('are told with what became of them, what they said, and why they did not arrive', async () => {
    const { page, complaints } = await pages.open('/alerts');
    const dead = alert(page, /^Given up: .*pool lost/);
    await dead.waitFor();
    expect(await page.getByRole('article').first().getAttribute('aria-label')).toContain('Given up');
    expect(await dead.textContent()).toMatch(
      /to pager.*given up 2 days ago.*1 failed try.*SinkRefused: It answered 404/s,
    );
    await dead.getByText('What it says').click();
    const said = (await dead.textContent()) ?? '';
    expect(said).toMatch(/One node of three shares its kernel.*What to do:.*Move untrusted workloads.*own-kernel/s);
    await dead.getByRole('link', { name: 'Pool kata' }).waitFor();
    expect(await alert(page, /^Queued: .*pool late/).textContent()).toMatch(/next try in.*3 failed tries/s);
    expect(complaints).toEqual([]);
  });

  test('are chosen by state in the address, a page at a time', async () => {
    const { page } = await pages.open('/alerts');
    await page.getByRole('navigation', { name: 'What became of alerts' }).getByRole('link', { name: 'Sent' }).click();
    await page.waitForURL(/state=sent/);
    await alert(page, /pool told-0 /).waitFor();
    expect(await page.getByRole('article').count()).toBe(50);
    expect(await alert(page, /^(Given up|Queued)/).count()).toBe(0);
    await page.getByRole('button', { name: 'Load more' }).click();
    await alert(page, /pool told-59 /).waitFor();
    expect(await page.getByRole('article').count()).toBe(60);
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
    await page.goBack();
    await alert(page, /^Given up/).waitFor();
  });

  test('of one cluster are those that the address asks for', async () => {
    const other = clusterId.replace(/[^/]+$/, 'other');
    const { page } = await pages.open(`/alerts?cluster=${encodeURIComponent(other)}`);
    await page.getByText('Nobody was told anything yet').waitFor();
    await page.getByRole('link', { name: 'Those of all clusters' }).click();
    await alert(page, /^Given up/).waitFor();
    await page.goto(page.url().replace(/alerts.*/, `alerts?cluster=${encodeURIComponent(clusterId.toLowerCase())}`));
    await alert(page, /^Given up/).waitFor();
  });

  test('that could not be replayed stay as they are, with the reason', async () => {
    const { page } = await pages.open('/alerts?state=dead');
    await alert(page, /pool lost/).waitFor();
    await states.replayDelivery('lost-pager', ago(0));
    const [queued] = (await states.listDueDeliveries(ago(-9), 9)).filter(({ id }) => id === 'lost-pager');
    if (queued) await states.recordSent(queued, ago(0));
    await page.getByRole('button', { name: /^Replay/ }).click();
    await page.getByText('The alert was not queued: The API did not take the request.').waitFor();
    await page.getByText(/The sink pager took this alert at/).waitFor();
    await alert(page, /^Given up: .*pool lost/).waitFor();
  });

  test('are replayed by keyboard, and queued from then on', async () => {
    await keep('again', 'pager', { dead: true, attempts: 24, diedAt: ago(5), lastError: 'ServerFailed: Down.' });
    const { page, complaints } = await pages.open('/alerts?state=dead');
    await page.getByRole('button', { name: /^Replay: .*pool again/ }).press('Enter');
    await page.getByText(/^Queued again, for pager: .*It is tried within five minutes/).waitFor();
    await alert(page, /^Queued: .*pool again/).waitFor();
    expect(await states.readDelivery('again-pager')).toMatchObject({ dead: false, attempts: 0 });
    expect(complaints).toEqual([]);
  });

  test('have no barrier at any width in any theme', async () => {
    await keep('shown', 'pager', {
      dead: true,
      attempts: 1,
      diedAt: ago(2),
      lastError: 'SinkRefused: It answered 404.',
    });
    const ready = async (page: Page) => {
      await alert(page, /^Given up: .*pool shown/)
        .getByText('What it says')
        .click();
    };
    expect(await lookAtView(pages, 'alerts', '/alerts', { ready })).toEqual([]);
  });
});
