import { describe, expect, test } from '@jest/globals';
import { newClusterSchema } from '../../../shared/api/new-cluster-schema.ts';
import { judgeClusterAccess, type ReachOrder } from '../../../shared/preflight/new-cluster/judge-cluster-access.ts';

const network =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke';
const inNetwork = { vnetSubnetID: `${network}/subnets/nodes` };
const open = { nodeTaints: [] };

function reachOf(newCluster: object, order: Partial<ReachOrder> = {}) {
  const access = { apiServerAccessProfile: { enablePrivateCluster: true }, location: 'westeurope', ...newCluster };
  const given: ReachOrder = { pool: open, runCommand: 'when-unreachable', ...order };
  return judgeClusterAccess(newClusterSchema.parse(access), given).find(({ name }) => name === 'new-cluster-reach');
}

describe('a new private cluster', () => {
  const closed = { nodeTaints: [], quarantine: true };
  const disabled = { apiServerAccessProfile: { enablePrivateCluster: true, disableRunCommand: true } };
  test.each<[string, object, Partial<ReachOrder>, string, RegExp]>([
    ['in a network that AKS makes, without commands', {}, { runCommand: 'never' }, 'failed', /KATAPROOF_RUN_COMMAND/],
    ['in a network that AKS makes, with commands disabled', disabled, {}, 'failed', /set disableRunCommand to false/],
    [
      'in a network of its owner, without commands',
      { systemPool: inNetwork },
      { runCommand: 'never' },
      'warning',
      /subnets/,
    ],
    ['whose pools both keep the pods of commands off', {}, { pool: closed }, 'failed', /nodeTaints to \[\]/],
    [
      'of that kind in a network of its owner',
      { systemPool: inNetwork },
      { pool: closed },
      'warning',
      /nodeTaints to \[\]/,
    ],
    ['whose System pool keeps them off', {}, {}, 'warning', /nodeTaints to \[\]/],
    ['whose System pool takes them', { systemPool: open }, { pool: closed }, 'warning', /without run command/],
  ])('%s: %j, %j', (_what, newCluster, order, outcome, remedy) => {
    expect(reachOf(newCluster, order)).toMatchObject({ outcome, remedy: expect.stringMatching(remedy) });
  });
});

test('a taint that AKS takes at no System pool is told before it is asked', () => {
  const parsed = newClusterSchema.safeParse({ location: 'westeurope', systemPool: { nodeTaints: ['a=b:NoSchedule'] } });
  expect(parsed.error?.issues).toMatchObject([{ path: ['systemPool', 'nodeTaints', 0] }]);
});
