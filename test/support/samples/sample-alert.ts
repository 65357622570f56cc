import type { AlertMessage } from '../../../shared/alerts/alert-message.ts';

export const clusterId =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo';

export const sampleNode = (nodeName: string, seen = 'the boot id of the node') => ({
  nodeName,
  verdict: 'shared-kernel' as const,
  check: 'own-kernel',
  expected: "a boot id other than the node's",
  seen,
});

export function sampleAlert(id: string, change: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id,
    kind: 'opened',
    severity: 'critical',
    clusterId,
    clusterName: 'demo',
    poolName: 'kata',
    verdict: 'shared-kernel',
    title: 'Not isolated: pool kata of cluster demo is shared-kernel',
    reason: 'One node of three shares its kernel.',
    nodesAffected: 1,
    nodes: [sampleNode('aks-kata-1-vmss000000')],
    since: '2026-11-20T10:00:00.000Z',
    at: '2026-11-20T10:00:00.000Z',
    before: { state: 'isolated', since: '2026-11-01T00:00:00.000Z' },
    whatToDo: 'Move untrusted workloads off the pool now.',
    runId: '8236000000000-abcdef0123',
    ...change,
  };
}

/** Builds the longest alert that the rules allow, with characters that chats escape. */
export function longestAlert(id: string): AlertMessage {
  const long = '<&>"\\'.repeat(100);
  return sampleAlert(id, {
    clusterName: 'c'.repeat(63),
    poolName: 'p'.repeat(12),
    title: `Not isolated: pool ${'p'.repeat(12)} of cluster ${'c'.repeat(63)} is shared-kernel`,
    reason: long,
    nodesAffected: 1000,
    nodes: Array.from({ length: 20 }, (_, index) => ({
      ...sampleNode(`aks-${index}-${'n'.repeat(55)}`, long),
      expected: long,
    })),
    whatToDo: 'w'.repeat(300),
  });
}
