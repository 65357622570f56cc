import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { z } from 'zod';
import type { nodePageSchema, RunSummaryAnswer } from '../../shared/api/answers/run-schemas.ts';
import { readUntilEnded } from '../support/main-app/start-test-stack.ts';
import { findBrowser } from './support/find-browser.ts';
import { settledOverflow } from './support/settled-overflow.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

type NodePage = z.infer<typeof nodePageSchema>;

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

inBrowser('a run', () => {
  let pages: PageStack;
  /** One that has ended, for the tests that look at what there is then. */
  let ended: RunSummaryAnswer;
  beforeAll(async () => {
    // Slow enough that a run is seen while it goes on, by a slow machine too.
    pages = await startPageStack(executable ?? '', { scenario: 'mixed-pool', speed: 40 });
  });
  afterEach(() => pages?.closeTabs());
  afterAll(() => pages?.stop());

  const timelineOf = (step: string, place: number) => ({
    ...{ at: new Date(Date.parse(ended.createdDateTime) + place * 1000).toISOString() },
    ...{ step, percent: 10, detail: null },
  });

  /** Answers in place of the app as if the run went on: each look at its events brings one line of its timeline. */
  async function followedBy(tab: Page, lines: ReturnType<typeof timelineOf>[], told: () => void = () => {}) {
    const running = { ...ended, status: 'Running', percentComplete: 10, endedDateTime: null, result: null };
    await tab.route(new RegExp(`/api/runs/${ended.id}$`), (route) => route.fulfill({ json: running }));
    await tab.route(/\/events$/, async (route) => {
      const heard = (await route.request().headerValue('last-event-id')) ?? '-1';
      const place = Number(heard) + 1;
      const line = lines[place];
      const body = line ? `event: timeline\nid: ${place}\ndata: ${JSON.stringify(line)}\n\n` : ': nothing new\n\n';
      await route.fulfill({ contentType: 'text/event-stream', body });
      told();
    });
  }

  test('is checked and planned before anything is spent, started, and followed to its verdict', async () => {
    const { page, complaints } = await pages.open('/start');
    await page.getByLabel('Make a Kata pool and prove it').check();
    await page.getByLabel('Name').fill('kata');
    await page.getByLabel('Nodes', { exact: true }).fill('3');
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    await page.locator('summary', { hasText: /\d+ checks/ }).click();
    const quota = page.getByRole('row', { name: /vcpu-quota/ });
    await quota.waitFor();
    expect(await quota.textContent()).toContain('Passed');
    expect(await pages.stack.call<{ value: unknown[] }>('/api/runs')).toMatchObject({ value: [] });
    for (const [tool, word] of [
      ['Azure CLI', 'az aks nodepool add'],
      ['Bicep', 'agentPools@'],
      ['Terraform', 'azurerm_kubernetes_cluster_node_pool'],
    ] as const) {
      await page.getByRole('button', { name: tool, exact: true }).click();
      await page.getByRole('button', { name: `Copy ${tool}` }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(word);
    }
    await page.getByText('To be paid for: 3 × Standard_D4s_v5 (kata).').waitFor();
    await page.getByRole('button', { name: 'Make and prove the pool' }).click();
    await page.waitForURL(/\/runs\/[\w-]+$/);
    await page.getByRole('progressbar').waitFor();
    await page
      .getByText(/AKS is making node pool kata/)
      .first()
      .waitFor();
    for (const [width, height] of [
      [1920, 1080],
      [360, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await settledOverflow(page)).toBe(0);
      // On a slow machine the run may have ended by now, and with it the clock.
      const heights = await page
        .locator('.clock')
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
      expect(heights.filter((each) => each >= 45)).toEqual([]);
      await page.screenshot({ path: `dist/screenshots/run-live-${width}-light.png`, fullPage: true });
    }
    await page.locator('.answer .verdict-large', { hasText: 'Shared kernel' }).waitFor({ timeout: 120_000 });
    expect(complaints).toEqual([]);
    ended = await readUntilEnded(pages.stack, page.url().split('/').at(-1) ?? '');
    expect(ended.result?.verdict).toBe('shared-kernel');
  });

  test('shows the node that shares its kernel first, with what was expected, what was seen, and the check that decided', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`);
    const first = page.locator('.node').first();
    await first.getByText('The argument of the verdict').or(first.locator('.argument')).first().waitFor();
    const step = first.getByRole('listitem').filter({ hasText: 'It has a kernel of its own' });
    expect(await step.textContent()).toMatch(
      /Failed.*expected.*a boot id that is not the node's.*seen.*boot id [0-9a-f-]{36}/s,
    );
    const bootId = first.getByRole('row', { name: /^Boot id/ });
    expect(await bootId.textContent()).toContain('= as the node');
    expect(await bootId.textContent()).toContain('Failed');
    expect(await page.locator('.node').count()).toBe(3);
    const other = page.locator('.node', { hasText: 'Isolated' }).first();
    await other.getByRole('button').first().click();
    await page.waitForURL(/node=/);
    const own = other.getByRole('row', { name: /^Boot id/ });
    expect(await own.textContent()).toContain('≠ not the node’s');
    await page.getByText('Pod pairs', { exact: true }).waitFor();
  });

  test('is found in the list of runs by its filters, which live in the address', async () => {
    const { page } = await pages.open('/runs');
    await page.getByRole('link', { name: 'New pool kata in demo' }).waitFor();
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('isolated');
    await page.waitForURL(/verdict=isolated/);
    await page.getByText('No run is so').waitFor();
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('shared-kernel');
    await page.getByRole('link', { name: 'New pool kata in demo' }).click();
    await page.waitForURL(/\/runs\/\d/);
    await page.goBack();
    await page.waitForURL(/verdict=shared-kernel/);
  });

  test('is found among the runs of its cluster, and not of another', async () => {
    const { subscriptionId, resourceGroup, name } = pages.stack.clusterBody;
    const { page } = await pages.open(`/clusters/${subscriptionId}/${resourceGroup}/${name}/findings`);
    await page
      .getByRole('navigation', { name: `Views of ${name}` })
      .getByRole('link', { name: 'Runs' })
      .click();
    await page.getByRole('link', { name: 'New pool kata in demo' }).waitFor();
    await page.getByText(`Only of cluster ${name}.`).waitFor();
    await page.goto(`${page.url()}x`);
    await page.getByText('No run is so').waitFor();
    await page.getByRole('button', { name: 'Those of all clusters' }).click();
    await page.getByRole('link', { name: 'New pool kata in demo' }).waitFor();
  });

  test('leads to its pool, which says why, what to do, and gives its evidence', async () => {
    const { page } = await pages.open('');
    await page.getByRole('link', { name: 'kata in demo' }).first().click();
    await page.getByRole('heading', { name: 'Pool kata' }).waitFor();
    await page.getByText('What to do:').waitFor();
    await page.setViewportSize({ width: 360, height: 800 });
    const proofs = page.getByRole('region', { name: 'Proofs' });
    expect(await proofs.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    expect(await proofs.textContent()).toContain('shared-kernel, first');
    const wait = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Evidence', exact: true }).first().click();
    const file = await (await wait).path();
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).not.toEqual([]);
    await page.getByRole('link', { name: 'Prove it again' }).click();
    await page.waitForURL(/\/start\?cluster=.*pool=kata/);
    expect(await page.getByRole('combobox', { name: /^Pool/ }).inputValue()).toBe('kata');
    // It is in quarantine, and what to do names this.
    await page.getByLabel('Open the pool if it is isolated').waitFor();
  });

  test('gives a report in a format of choice, by the name that the API gives it', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`);
    await page.getByLabel('Report of this run').selectOption('junit');
    const wait = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const download = await wait;
    expect(download.suggestedFilename()).toMatch(/^kataproof-.*\.junit\.xml$/);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/<testsuites[^>]*failures="[1-9]/);
  });

  test('has a thousand nodes, of which the document has those in sight', async () => {
    const { value } = await pages.stack.call<NodePage>(`/api/runs/${ended.id}/nodes`);
    const good = value.find(({ verdict }) => verdict === 'isolated') as NodePage['value'][number];
    const bad = value.find(({ verdict }) => verdict === 'shared-kernel') as NodePage['value'][number];
    const all = Array.from({ length: 1000 }, (_, place) => ({
      ...(place === 777 ? bad : good),
      nodeName: `node-${place}`,
    }));
    const { page } = await pages.open(`/runs/${ended.id}`, {
      before: async (tab) => {
        await tab.route(/\/nodes\?/, (route) => {
          const url = new URL(route.request().url());
          const from = Number(url.searchParams.get('continuation') ?? 0);
          const nextLink =
            from + 200 < 1000
              ? { nextLink: `${url.origin}${url.pathname}?maxpagesize=200&continuation=${from + 200}` }
              : {};
          return route.fulfill({ json: { value: all.slice(from, from + 200), ...nextLink } });
        });
      },
    });
    await page.getByText(/^1000( of 3)? looked at$/).waitFor();
    const nodes = page.locator('.node');
    expect(await nodes.first().textContent()).toContain('node-777');
    expect(await nodes.count()).toBeLessThan(60);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    await page
      .locator('.node', { hasText: /node-4\d\d/ })
      .first()
      .waitFor();
    expect(await nodes.count()).toBeLessThan(60);
    // A link to one of them leads to it.
    await page.goto(`${page.url().split('?')[0]}?node=node-900`);
    const asked = page.locator('.node', { hasText: 'node-900' });
    await asked.getByText('The sandboxed pod').first().waitFor();
    await page.waitForFunction(() => {
      const open = document.querySelector('.node-head[aria-expanded="true"]')?.getBoundingClientRect();
      return open !== undefined && open.top >= 0 && open.top < window.innerHeight;
    });
  });

  test('goes on by itself when the line to it was cut, and says so meanwhile', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`, {
      before: (tab) => tab.route(/\/events$/, (route) => route.abort(), { times: 2 }),
    });
    await page.getByText('The run could not be loaded: The API cannot be reached.').waitFor();
    await page.locator('.answer .verdict-large', { hasText: 'Shared kernel' }).waitFor();
    expect(await page.getByText('The API cannot be reached.').count()).toBe(0);
  });

  test('loses no step when the line is cut between its events and what else is asked of it', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`, {
      async before(tab) {
        const [first, second] = [timelineOf('Step one', 1), timelineOf('Step two', 2)];
        await followedBy(tab, [first, second]);
        await tab.route(new RegExp(`/api/runs/${ended.id}$`), (route) => route.abort(), { times: 1 });
      },
    });
    await page.getByText('Step two').first().waitFor();
    await page.getByText('Step one').first().waitFor();
  });

  test('of a thousand nodes, live, shows them all although something happens while they are loaded', async () => {
    const { value } = await pages.stack.call<NodePage>(`/api/runs/${ended.id}/nodes`);
    const all = Array.from({ length: 1000 }, (_, place) => ({ ...value[0], nodeName: `node-${place}` }));
    let happened: (() => void) | undefined;
    const { page } = await pages.open(`/runs/${ended.id}`, {
      async before(tab) {
        const lines = Array.from({ length: 30 }, (_, place) => timelineOf(`Step ${place}`, place));
        await followedBy(tab, lines, () => happened?.());
        await tab.route(/\/nodes\?/, async (route) => {
          const { origin, pathname, searchParams } = new URL(route.request().url());
          const from = Number(searchParams.get('continuation') ?? 0);
          // Each page takes until something has happened in the run.
          await new Promise<void>((resolve) => {
            happened = resolve;
          });
          const nextLink = { nextLink: `${origin}${pathname}?maxpagesize=200&continuation=${from + 200}` };
          await route
            .fulfill({ json: { value: all.slice(from, from + 200), ...(from + 200 < 1000 && nextLink) } })
            .catch(() => undefined);
        });
      },
    });
    await page.getByText('1000 looked at so far').waitFor();
  });

  test('reads its end out, and has it in the title of the window', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`);
    const said = page.getByRole('status').filter({ hasText: 'Shared kernel. ' });
    await said.waitFor({ state: 'attached' });
    expect(await said.textContent()).toBe(`Shared kernel. ${ended.result?.reason}`);
    expect(await page.title()).toBe('Shared kernel: New pool kata in demo – Kataproof');
  });

  test('that there is not is said to be missing', async () => {
    const { page } = await pages.open('/runs/8200000000000-0123456789');
    await page.getByText('The run could not be loaded: It is not there.').waitFor();
  });

  test('that is deleted while it is looked at says so, and offers nothing that could be done about it', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`, {
      async before(tab) {
        await followedBy(tab, [timelineOf('Step one', 1)]);
      },
    });
    await page.getByRole('button', { name: 'Cancel this run' }).waitFor();
    const json = { error: { code: 'RunNotFound', message: 'There is no such run.' } };
    await page.route(/\/api\/runs\//, (route) => route.fulfill({ status: 404, json }));
    await page.getByText('The run is not being followed: It is not there.').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel this run' }).count()).toBe(0);
    expect(await page.locator('.clock').count()).toBe(0);
  });

  test('is printed with its evidence side by side', async () => {
    const { page } = await pages.open(`/runs/${ended.id}`, { width: 794 });
    const cells = page
      .getByRole('row', { name: /^Boot id/ })
      .first()
      .getByRole('cell');
    await cells.first().waitFor();
    const tops = () => cells.evaluateAll((all) => new Set(all.map((cell) => cell.getBoundingClientRect().top)).size);
    expect(await tops()).toBeGreaterThan(1);
    await page.emulateMedia({ media: 'print' });
    expect(await tops()).toBe(1);
    expect(await settledOverflow(page)).toBe(0);
  });

  test('is in the list of runs, however many have begun since older ones were loaded', async () => {
    const sample = (place: number) => ({ ...ended, id: `run-${place}`, poolName: `p${place}` });
    let newest = 100;
    const { page } = await pages.open('/runs', {
      before: (tab) =>
        tab.route(/\/api\/runs\?/, (route) => {
          const { origin, pathname, searchParams } = new URL(route.request().url());
          const from = Number(searchParams.get('continuation') ?? newest);
          const value = Array.from({ length: 50 }, (_, place) => sample(from - place));
          const nextLink = `${origin}${pathname}?maxpagesize=50&continuation=${from - 50}`;
          return route.fulfill({ json: { value, ...(from > 50 && { nextLink }) } });
        }),
    });
    const listed = page.getByRole('listitem').filter({ hasText: 'New pool p' });
    await page.getByRole('button', { name: 'Load older runs' }).click();
    await page.getByRole('link', { name: 'New pool p1 in demo' }).waitFor();
    expect(await listed.count()).toBe(100);
    newest = 105;
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('link', { name: 'New pool p105 in demo' }).waitFor();
    expect(await listed.count()).toBe(105);
    // More have begun than a page has: what was loaded before does not follow.
    newest = 200;
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('link', { name: 'New pool p200 in demo' }).waitFor();
    expect(await listed.count()).toBe(50);
    await page.getByRole('button', { name: 'Load older runs' }).click();
    await page.getByRole('link', { name: 'New pool p101 in demo' }).waitFor();
    expect(await listed.count()).toBe(100);
  });

  test('that made no pool leads to making it, not to proving what is not there', async () => {
    const { clusterBody } = pages.stack;
    const asked = { cluster: clusterBody, nodePool: { name: 'unmade', vmSize: 'Standard_D4s_v99' } };
    const run = await pages.stack.call<RunSummaryAnswer>('/api/provisionings', asked);
    const { page } = await pages.open(`/runs/${run.id}`);
    await page.getByText('It failed before it was proven.').waitFor();
    await page.getByRole('link', { name: 'Make it again' }).click();
    expect(await page.getByLabel('Make a Kata pool and prove it').isChecked()).toBe(true);
    expect(await page.getByLabel('Name').inputValue()).toBe('unmade');
  });

  test('is offered first where there is something to prove, and a pool where there is none yet', async () => {
    const { page } = await pages.open('/start', {
      async before(tab) {
        await tab.route(/\/api\/clusters\?/, async (route) => {
          const response = await route.fetch();
          const { value } = (await response.json()) as { value: { clusterId: string; cluster: object }[] };
          const [cluster] = value;
          const bare = {
            ...{ ...cluster, clusterId: `${cluster?.clusterId}-bare`, cluster: { ...cluster?.cluster, name: 'bare' } },
            ...{ kataPools: 0, nodePools: [], autoProvisioned: null },
          };
          await route.fulfill({ json: { value: [bare, { ...cluster, kataPools: 1 }], unread: [] } });
        });
      },
    });
    const chosen = () => page.getByRole('combobox', { name: 'Cluster' }).locator('option:checked').textContent();
    await page.getByRole('option', { name: /^bare/ }).waitFor({ state: 'attached' });
    expect(await chosen()).not.toMatch(/^bare/);
    await page.getByRole('combobox', { name: 'Cluster' }).selectOption({ index: 0 });
    await page.getByText('This cluster has no Kata pool, so there is nothing to prove yet.').waitFor();
    await page.getByRole('button', { name: 'Make a Kata pool in it' }).click();
    const make = page.getByLabel('Make a Kata pool and prove it');
    expect([await make.isChecked(), await chosen()]).toEqual([true, expect.stringMatching(/^bare/)]);
    expect(await make.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  test('starts once, although its answer was lost and the button was pressed again', async () => {
    const count = async () => (await pages.stack.call<{ value: unknown[] }>('/api/runs')).value.length;
    const before = await count();
    const { page } = await pages.open('/start');
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    await page.route(
      /\/api\/verifications$/,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const start = page.getByRole('button', { name: 'Start the proof' });
    await start.click();
    await page.getByText('It was not done: The API cannot be reached.').waitFor();
    await start.click();
    await page.waitForURL(/\/runs\/[\w-]+$/);
    expect(await count()).toBe(before + 1);
  });

  test('is refused with each mistake at its field', async () => {
    const { page } = await pages.open('/start');
    await page.getByLabel('Make a Kata pool and prove it').check();
    await page.getByLabel('Name').fill('Not-a-name');
    await page.getByLabel('Nodes', { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Check beforehand' }).click();
    await page.getByRole('alert').getByText('The API did not take the request.').waitFor();
    const wrong = page.locator('[aria-invalid="true"]');
    expect(await wrong.evaluateAll((fields) => fields.map((field) => field.getAttribute('name')))).toEqual([
      'name',
      'count',
    ]);
    expect(await page.getByRole('button', { name: 'Make and prove the pool' }).count()).toBe(0);
  });

  test('waits for somebody, who approves it by a button, and is canceled by another', async () => {
    const { clusterBody } = pages.stack;
    const asked = { cluster: clusterBody, nodePool: { name: 'later' }, approval: 'required', cleanup: 'always-delete' };
    const run = await pages.stack.call<RunSummaryAnswer>('/api/provisionings', asked);
    const { page } = await pages.open(`/runs/${run.id}`);
    await page.getByText('It waits for somebody who approves it.').waitFor();
    for (const width of [1920, 360]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.screenshot({ path: `dist/screenshots/run-waiting-${width}-light.png`, fullPage: true });
    }
    expect(await page.locator('.steps').textContent()).toMatch(/until \d+ \p{L}+ \d{4}, \d\d:\d\d:\d\d UTC/u);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('It waits for somebody who approves it.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByText('It was canceled before it was proven.').waitFor({ timeout: 120_000 });
    await page.getByText('That is no pass').waitFor();
  });

  test('and every view of it has no barrier at either width in either theme', async () => {
    const { clusterBody } = pages.stack;
    const pool = `/clusters/${clusterBody.subscriptionId}/${clusterBody.resourceGroup}/${clusterBody.name}/pools/kata`;
    const evidence = (page: Page) => page.locator('.evidence').first().waitFor();
    const proofs = (page: Page) => page.getByRole('region', { name: 'Proofs' }).getByRole('link').first().waitFor();
    const runs = (page: Page) => page.getByRole('link', { name: 'New pool kata in demo' }).waitFor();
    const planned = async (page: Page) => {
      await page.getByLabel('Make a Kata pool and prove it').check();
      await page.getByLabel('Name').fill('other');
      await page.getByRole('button', { name: 'Check beforehand' }).click();
      await page.getByRole('heading', { name: 'The plan' }).waitFor();
    };
    expect(await lookAtView(pages, 'run', `/runs/${ended.id}`, { ready: evidence })).toEqual([]);
    expect(await lookAtView(pages, 'pool', pool, { ready: proofs })).toEqual([]);
    expect(await lookAtView(pages, 'runs', '/runs', { ready: runs })).toEqual([]);
    expect(await lookAtView(pages, 'start', '/start', { ready: planned })).toEqual([]);
  });
});
