import { afterEach, expect, jest, test } from '@jest/globals';
import type { PreflightOrder } from '../../../shared/activities/preflight/preflight-order.ts';
import { readingMs, tableMs } from '../../../shared/activities/preflight/read-within.ts';
import { runPreflight } from '../../../shared/activities/preflight/run-preflight.ts';
import { newClusterSchema } from '../../../shared/api/new-cluster-schema.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import type { PreflightCheck } from '../../../shared/preflight/preflight-check.ts';
import { clusterFacts, newPool, orderOf } from '../../support/kubernetes/cluster-table.ts';

const subnet = '/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes';
const order = orderOf({ order: { pool: { ...newPool, vnetSubnetID: subnet } }, options: { namespace: 'kataproof' } });
const newCluster = newClusterSchema.parse({ location: 'westeurope', networkProfile: { networkPluginMode: null } });

/** What each port says; only what makes the preflight ask on. */
const answers: Record<string, (...asked: never[]) => unknown> = {
  readCluster: () => ({
    cluster: { ...clusterFacts, pools: [], location: 'westeurope', kubernetesVersion: '1.35.4' },
  }),
  readPlace: () => ({ place: 'free' }),
  readVmSize: () => ({ size: null }),
  listVcpuUsages: () => ({ usages: [] }),
  listKubernetesVersions: () => ({ versions: [] }),
  readSubnet: () => ({ subnet: null }),
  listRights: () => ({ rights: [] }),
  listPolicyDenials: () => ({ denials: [] }),
  listNewClusterDenials: () => ({ denials: [] }),
  readVersion: () => ({ version: '1.35.4' }),
  reviewRights: () => [],
  readRuntimeClass: () => null,
  tryNamespace: (_: unknown, manifest: unknown) => manifest,
  tryJob: (_: unknown, manifest: unknown) => manifest,
  tryPod: (_: unknown, manifest: unknown) => manifest,
  listQuotas: () => [],
  listLimitRanges: () => [],
  listRoom: () => [],
};

/** Ports of which nobody answers before `before` lets him. */
function portsThat(before: (method: string) => Promise<void>): Ports {
  const port = new Proxy(
    {},
    {
      get:
        (_, method: string) =>
        async (...asked: never[]) => {
          await before(method);
          return answers[method]?.(...asked);
        },
    },
  );
  return { clusters: port, newClusters: port, subscriptions: port, trials: port } as unknown as Ports;
}

/**
 * Answers in rounds: whoever asks while others wait for their answer is answered together with them. As many rounds as there
 * are, so many answers the whole table waits for one after the other.
 */
async function roundsOf(asked: PreflightOrder): Promise<string[][]> {
  const rounds: string[][] = [];
  const waiting: { method: string; answer: () => void }[] = [];
  const endRound = () => {
    rounds.push(waiting.map(({ method }) => method));
    for (const { answer } of waiting.splice(0)) answer();
  };
  const ports = portsThat((method) => {
    // Whatever is asked without waiting for an answer is asked before this turn of the event loop ends.
    if (waiting.length === 0) setImmediate(endRound);
    return new Promise((answer) => waiting.push({ method, answer }));
  });
  await runPreflight(ports, asked);
  return rounds;
}

afterEach(() => void jest.useRealTimers());

test('of a cluster that is there, everything is asked at once: the table waits for four answers, one after the other', async () => {
  const rounds = await roundsOf(order);
  expect(rounds.length).toBe(4);
  expect(rounds[0]).toEqual(['readCluster']);
  expect([...new Set(rounds[1])].sort()).toEqual([
    'listKubernetesVersions',
    'listPolicyDenials',
    'listRights',
    'listVcpuUsages',
    'readSubnet',
    'readVersion',
    'readVmSize',
  ]);
  expect([...new Set(rounds[2])].sort()).toEqual([
    'listLimitRanges',
    'listQuotas',
    'readRuntimeClass',
    'reviewRights',
    'tryJob',
  ]);
  expect(rounds[3]).toEqual(['tryPod', 'tryPod']);
});

test('of a cluster that is to be made, one answer is waited for', async () => {
  const rounds = await roundsOf({ ...order, newCluster });
  expect(rounds.length).toBe(1);
  expect(rounds[0]).toContain('readSubnet');
  expect(rounds[0]).toContain('listNewClusterDenials');
});

test.each([
  ['an API server that is silent', 'api-server', (method: string) => method === 'readVersion', 1],
  ['Azure, silent of everything beside the cluster', 'vcpu-quota', (method: string) => method.startsWith('list'), 1],
  ['trials of Jobs that hang', 'admission-of-jobs', (method: string) => method.startsWith('try'), 1],
  ['whose pods are not tried then', 'admission-of-sandboxed-pod', (method: string) => method === 'tryJob', 1],
  ['everybody, silent from the first question on: the cluster, and then its API server', 'api-server', () => true, 2],
])('%s holds the table no longer than its bound', async (_what, check, isSilent, waits) => {
  jest.useFakeTimers();
  let checks: PreflightCheck[] | null = null;
  const ports = portsThat((method) => (isSilent(method) ? new Promise(() => undefined) : Promise.resolve()));
  void runPreflight(ports, order).then((table) => {
    checks = table.checks;
  });
  await jest.advanceTimersByTimeAsync(waits * readingMs - 1);
  expect(checks).toBeNull();
  await jest.advanceTimersByTimeAsync(1);
  expect((checks ?? []).find(({ name }: PreflightCheck) => name === check)).toMatchObject({
    outcome: 'could-not-check',
    message: expect.stringContaining('DeadlineExceeded'),
  });
});

test('everybody who answers at the last moment holds the table no longer than all answers may take together', async () => {
  jest.useFakeTimers();
  let checks: PreflightCheck[] = [];
  const ports = portsThat(() => new Promise((resolve) => setTimeout(resolve, readingMs - 100)));
  void runPreflight(ports, order).then((table) => {
    checks = table.checks;
  });
  await jest.advanceTimersByTimeAsync(tableMs - 1);
  expect(checks).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  const outcomeOf = (name: string) => checks.find((check) => check.name === name)?.outcome;
  expect(outcomeOf('cluster-state')).toBe('passed');
  expect(outcomeOf('api-server')).toBe('passed');
  expect(outcomeOf('admission-of-jobs')).toBe('could-not-check');
  expect(outcomeOf('admission-of-sandboxed-pod')).toBe('could-not-check');
});
