import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PreflightCheck } from '../../shared/preflight/preflight-check.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

interface Table {
  outcome: string;
  checkedAt: string;
  durationMs: number;
  checks: PreflightCheck[];
}

const size = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
/** A Kata pool as a provisioning makes it, which waits for its verdict. */
const inQuarantine = {
  ...{ name: 'kata', mode: 'User', workloadRuntime: 'KataVmIsolation', ...size },
  nodeTaints: ['kataproof.io/quarantine=unproven:NoSchedule'],
};

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    clusters: [
      { name: 'demo', localAccounts: false },
      { name: 'stopped', stopped: true },
      { name: 'closed', localAccounts: false, pools: [{ name: 'system', mode: 'System', ...size }, inQuarantine] },
    ],
  });
});
afterAll(() => stack?.stop());

const row = ({ checks }: Pick<Table, 'checks'>, name: string) => checks.find((check) => check.name === name);
const preflight = (nodePool?: unknown, name = 'demo') =>
  stack.call<Table>('/api/preflights', { cluster: { ...stack.clusterBody, name }, nodePool });
const wrote = async () => (await stack.armRequests()).filter(({ method }) => method === 'PUT' || method === 'DELETE');

test('a pool that can be made passes, and nothing is made', async () => {
  const table = await preflight({ name: 'kata' });
  expect(table.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(['passed', 'warning']).toContain(table.outcome);
  expect(await wrote()).toEqual([]);
  expect(await stack.call('/api/runs')).toEqual({ value: [] });
});

test.each([
  ['workload-runtime', { workloadRuntime: 'KataMshvVmIsolation' }, 'KataVmIsolation'],
  ['os-sku', { osSKU: 'CBLMariner' }, 'AzureLinux'],
  ['runtime-class-name', { runtimeClassName: 'kata-qemu' }, 'kata-vm-isolation'],
])(
  'an old name is answered with the current one, here and by a refused provisioning: %s',
  async (name, change, now) => {
    const nodePool = { name: 'kata', ...change };
    expect(row(await preflight(nodePool), name)?.message).toContain(now);
    const refused = stack.call('/api/provisionings', { cluster: stack.clusterBody, nodePool });
    await expect(refused).rejects.toThrow(new RegExp(`400.*${now}`, 's'));
  },
);

test('what exists is looked at where no pool is to be made', async () => {
  const table = await preflight('system');
  expect(row(table, 'node-pool')).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('OCIContainer'),
  });
  expect(row(await preflight(), 'node-pool')?.outcome).toBe('passed');
});

test.each(['1.99', '1.33'])('a new cluster of version %s, which AKS would refuse, fails', async (kubernetesVersion) => {
  const cluster = { ...stack.clusterBody, name: 'fresh' };
  const newCluster = { location: 'westeurope', kubernetesVersion };
  const table = await stack.call<Table>('/api/preflights', { cluster, newCluster, nodePool: { name: 'kata' } });
  expect(row(table, 'kubernetes-version')).toMatchObject({
    outcome: 'failed',
    remedy: expect.stringContaining('1.35'),
  });
});

test('a pool that waits in quarantine is no other pool for a request that asks for quarantine, and is for one that does not', async () => {
  const cluster = { ...stack.clusterBody, name: 'closed' };
  const asking = (quarantine: boolean) => ({ cluster, nodePool: { name: 'kata' }, quarantine });
  const outcome = async (quarantine: boolean) =>
    row(await stack.call<Table>('/api/preflights', asking(quarantine)), 'node-pool-name')?.outcome;
  expect([await outcome(true), await outcome(false)]).toEqual(['passed', 'failed']);
  expect(await stack.call('/api/plans', asking(true))).toHaveProperty('steps');
  await expect(stack.call('/api/plans', asking(false))).rejects.toThrow(/^409 .*quarantine/);
});

describe('a plan', () => {
  const notesOf = async (body: object) => (await stack.call<{ notes: string[] }>('/api/plans', body)).notes;

  test.each([
    [
      'a pool',
      'demo',
      { nodePool: { name: 'kata', count: 30 } },
      /^This would fail now\. vcpu-quota: 120 vCPUs .*larger quota/,
    ],
    [
      'a stopped cluster',
      'stopped',
      { nodePool: { name: 'kata' } },
      /^This would fail now\. cluster-state: .*az aks start/,
    ],
    [
      'a new cluster',
      'fresh',
      { newCluster: { location: 'westeurope', kubernetesVersion: '1.35.99' }, nodePool: { name: 'kata' } },
      /^This would fail now\. kubernetes-version: Kubernetes 1\.35\.99 is not among/,
    ],
  ])('says what would fail of %s, by what Azure says, and is given all the same', async (_what, name, body, told) => {
    const [first] = await notesOf({ cluster: { ...stack.clusterBody, name }, ...body });
    expect(first).toMatch(told);
  });

  test('says nothing of the kind where nothing would fail', async () => {
    const notes = await notesOf({ cluster: stack.clusterBody, nodePool: { name: 'kata' } });
    expect(notes.filter((note) => /fail|checked now/.test(note))).toEqual([]);
  });
});

test('docs/preflight.md tells of every check, and of no other', async () => {
  const fresh = { cluster: { ...stack.clusterBody, name: 'fresh' }, newCluster: { location: 'westus2' } };
  const tables = await Promise.all([
    preflight({ name: 'kata' }),
    preflight(),
    stack.call<Table>('/api/preflights', { ...fresh, nodePool: { name: 'kata' } }),
  ]);
  const names = tables.flatMap(({ checks }) => checks.map(({ name }) => name));
  const page = readFileSync('docs/preflight.md', 'utf8');
  const rows = page.split('\n').flatMap((line) => /^\| (`[^|]*)\|/.exec(line)?.[1] ?? []);
  const ofNew = page.slice(page.indexOf('## Of a new cluster'));
  const told = [...rows, ofNew].flatMap((text) => [...text.matchAll(/`([a-z][a-z-]+)`/g)].map(([, name]) => name));
  expect([...new Set(told)].sort()).toEqual([...new Set(names)].sort());
});

test('a stopped cluster and one that is not there are told in the table', async () => {
  for (const name of ['stopped', 'absent'])
    expect(row(await preflight({ name: 'kata' }, name), 'cluster-state')?.outcome).toBe('failed');
});

test('a body that no provisioning could have is refused', async () => {
  for (const nodePool of [
    { name: 'Kata' },
    { name: 'kata', workloadRuntime: 5 },
    { name: 'kata', colour: 'red' },
    'Kata',
    7,
  ])
    await expect(preflight(nodePool)).rejects.toThrow(/400/);
});

describe('a provisioning', () => {
  const provision = (body: object) =>
    stack.call<{ id: string }>('/api/provisionings', { cluster: stack.clusterBody, ...body });

  test('ends before anything is made when a check fails, with its reason, no posture and no alert', async () => {
    const { id } = await provision({ nodePool: { name: 'kata', count: 60 } });
    const run = await readUntilEnded(stack, id);
    expect(run).toMatchObject({
      status: 'Failed',
      error: { code: 'PreflightFailed', message: expect.stringMatching(/^vcpu-quota: .*larger quota/) },
    });
    expect(row({ checks: (run as unknown as { preflight: PreflightCheck[] }).preflight }, 'vcpu-quota')?.outcome).toBe(
      'failed',
    );
    expect(await wrote()).toEqual([]);
    expect(await stack.call('/api/postures')).toEqual({ value: [] });
    expect(await stack.publishedAlerts()).toEqual([]);
  });

  test.each([
    ['burstable-listed-as-nested', 'Standard_B4s_v2', null],
    ['burstable-listed-as-nested', 'Standard_B2s', /built-in table.*Burstable/],
    ['sizes-fail', 'Standard_B4s_v2', /built-in table.*Burstable/],
  ])(
    "of a size that the built-in table doubts hangs on Azure's own list: %s, %s",
    async (scenario, vmSize, refused) => {
      const own = await startTestStack({ scenario });
      try {
        const body = { cluster: own.clusterBody, nodePool: { name: 'kata', vmSize } };
        const asked = own.call<{ id: string }>('/api/provisionings', body);
        if (refused) await expect(asked).rejects.toThrow(new RegExp(`400.*VmSizeNotSupported.*${refused.source}`, 's'));
        else {
          const { error, result } = await readUntilEnded(own, (await asked).id);
          // AKS has the last word.
          expect(`${error?.message} ${result?.reason}`).toContain('InvalidWorkloadRuntimeSettingError');
        }
      } finally {
        await own.stop();
      }
    },
  );

  test('whose caller skips the checks is refused by Azure', async () => {
    const { id } = await provision({ nodePool: { name: 'kata', count: 60 }, preflight: 'skip' });
    const run = await readUntilEnded(stack, id);
    expect(run).toMatchObject({
      status: 'Succeeded',
      result: { verdict: 'inconclusive', reason: expect.stringContaining('InsufficientVCPUQuota') },
    });
    expect(await wrote()).not.toEqual([]);
  });
});
