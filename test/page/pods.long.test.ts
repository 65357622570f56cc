import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { findBrowser } from './support/find-browser.ts';
import { clusterWithWorkloads, sandboxPolicy } from './support/sample-workloads.ts';
import { lookAtView, type PageStack, startPageStack } from './support/start-page-stack.ts';

const executable = findBrowser();
const inBrowser = executable === null ? describe.skip : describe;

interface Listed {
  namespace: string;
  node: string | null;
}

inBrowser('the pods of a cluster', () => {
  let pages: PageStack;
  let address = '';
  beforeAll(async () => {
    pages = await startPageStack(executable ?? '', {
      scenario: 'healthy',
      clusters: [clusterWithWorkloads],
      settings: sandboxPolicy,
    });
    const { subscriptionId, resourceGroup, name } = pages.stack.clusterBody;
    address = `/clusters/${subscriptionId}/${resourceGroup}/${name}/pods`;
    await eventually('the pods to be placed', async () => {
      const { value } = await pages.stack.call<{ value: Listed[] }>(`/api${address}?namespace=shop`);
      return value.length === 3 && value.every(({ node }) => node !== null) ? true : undefined;
    });
  });
  afterEach(() => pages?.closeTabs());
  afterAll(() => pages?.stop());

  const row = (page: Page, name: RegExp) => page.getByRole('row').filter({ hasText: name });

  test('are shown with their sandbox, the machine that follows from limits, who shares it, and findings', async () => {
    const { page, complaints } = await pages.open(address);
    const vault = row(page, /^vault-/);
    await vault.waitFor();
    expect(await vault.textContent()).toMatch(
      /Sandboxed.*kata-vm-isolation.*→ kata.*512 MiB, 1 vCPU.*of limits 512 MiB, 1 CPU; 2 containers share it; and 600 MiB on the node.*aks-kata-.*no finding/s,
    );
    expect(await row(page, /^reports-/).textContent()).toMatch(/512 MiB, 1 vCPU.*a default, for limits are missing/s);
    expect(await row(page, /^ledger-/).textContent()).toMatch(
      /Not sandboxed.*256 MiB, 0.5 CPU.*High.*pod-not-sandboxed/s,
    );
    await row(page, /^shop3 pods, 2 sandboxed/).waitFor();
    expect(complaints).toEqual([]);
  });

  test('are one of the views of their cluster, which stand in one line of a phone', async () => {
    const { page } = await pages.open(address, { width: 360 });
    const links = page.getByRole('navigation', { name: /^Views of/ }).getByRole('link');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(['Pools', 'Findings', 'Pods', 'Runs', 'Alerts']);
    const tops = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
  });

  test('are no proof of a sandbox: beside what they ask for stands what their pool has been proven to be', async () => {
    const { page } = await pages.open(address, {
      async before(tab) {
        await tab.route(/\/api\/clusters\/[^/]+\/[^/]+\/[^/]+$/, async (route) => {
          const response = await route.fetch();
          const cluster = (await response.json()) as { nodePools: { name: string }[] };
          const lastProof = { verdict: 'shared-kernel', staleBecause: [], age: 'due' };
          const nodePools = cluster.nodePools.map((pool) =>
            pool.name === 'kata' ? { ...pool, proof: 'fresh', lastProof } : pool,
          );
          await route.fulfill({ json: { ...cluster, nodePools } });
        });
      },
    });
    const vault = row(page, /^vault-/);
    await vault.getByText('Shared kernel').waitFor();
    expect(await vault.textContent()).toMatch(/Sandboxed.*its pool kata: Shared kernel/s);
    expect(await page.getByRole('table').locator('.is-isolated').count()).toBe(0);
    expect(
      await row(page, /^ledger-/)
        .getByText('its pool')
        .count(),
    ).toBe(0);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Load again' }).click();
    await vault.getByText('Never proven').waitFor();
    await page.route(/\/api\/clusters\/[^/]+\/[^/]+\/[^/]+$/, (route) => route.fulfill({ status: 403, json: {} }));
    await page.reload();
    await vault.getByText('is not known').waitFor();
  });

  test('lead from what is found to the finding', async () => {
    const { page } = await pages.open(address);
    await pages.stack.call(`/api${address.replace(/pods$/, 'inspect')}`, {});
    await page.getByRole('link', { name: 'pod-not-sandboxed' }).click();
    await page.waitForURL(/findings\?q=/);
    await page.getByRole('article', { name: 'pod-not-sandboxed of shop/Deployment/ledger' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
  });

  test('keep their filters in the address; those of AKS are shown to who asks for all', async () => {
    const { page } = await pages.open(`${address}?sandboxed=yes`);
    await row(page, /^vault-/).waitFor();
    expect(await row(page, /^ledger-/).count()).toBe(0);
    await page.getByLabel('Sandboxed').selectOption('no');
    await row(page, /^ledger-/).waitFor();
    expect(await row(page, /kube-proxy/).count()).toBe(0);
    await page.getByLabel("AKS's own and ended ones too").check();
    await page.waitForURL(/all=yes/);
    await row(page, /kube-proxy/)
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'Namespace' }).selectOption('shop');
    await row(page, /kube-proxy/)
      .first()
      .waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await row(page, /^vault-/).waitFor();
  });

  test('say which of them could not be loaded, and show those that were', async () => {
    const { page } = await pages.open(address, {
      async before(tab) {
        await tab.route(/\/pods\?/, async (request) => {
          const { searchParams, href } = new URL(request.request().url());
          if (searchParams.has('continuation'))
            return request.fulfill({ status: 410, json: { error: { code: 'ListExpired', message: 'Begin anew.' } } });
          const first = await request.fetch();
          const { value } = (await first.json()) as { value: object[] };
          return request.fulfill({ json: { value, nextLink: `${href}&continuation=2` } });
        });
      },
    });
    await row(page, /^vault-/).waitFor();
    await page.getByText(/^Only \d+ pods could be loaded. There are more.$/).waitFor();
    await page.getByText('Begin anew.').waitFor();
  });

  test('of a cluster that does not answer are said to be missing, with what to do', async () => {
    const { page } = await pages.open(address, {
      async before(tab) {
        await tab.route(/\/pods\?/, (request) =>
          request.fulfill({
            status: 424,
            json: { error: { code: 'ClusterUnreachable', message: 'The API server gave no answer.' } },
          }),
        );
      },
    });
    await page.getByText('The pods could not be loaded: Azure or the cluster did not answer.').waitFor();
    await page.getByText('The API server gave no answer.').waitFor();
    expect(await page.getByText('No pod').count()).toBe(0);
  });

  test('have no barrier at any width in any theme', async () => {
    const ready = (page: Page) => row(page, /^vault-/).waitFor();
    expect(await lookAtView(pages, 'pods', address, { ready })).toEqual([]);
  });
});
