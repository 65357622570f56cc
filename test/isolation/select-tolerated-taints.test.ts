import { describe, expect, test } from '@jest/globals';
import { selectToleratedTaints } from '../../shared/isolation/select-tolerated-taints.ts';

const taint = (key: string, value = '', effect = 'NoSchedule') => ({ key, value, effect });
const own = taint('sandbox', 'kata');
const spot = taint('kubernetes.azure.com/scalesetpriority', 'spot');

const unfit = [
  taint('node.kubernetes.io/not-ready', '', 'NoExecute'),
  taint('node.cilium.io/agent-not-ready', 'true'),
  taint('node.cloudprovider.kubernetes.io/uninitialized', 'true'),
  taint('ToBeDeletedByClusterAutoscaler', '1763600000'),
  taint('DeletionCandidateOfClusterAutoscaler', '1763600000', 'PreferNoSchedule'),
  taint('karpenter.sh/disrupted', '', 'NoSchedule'),
  taint('remediator.kubernetes.azure.com/unschedulable'),
  taint('disk.csi.azure.com/agent-not-ready', '', 'NoExecute'),
  taint('startup-taint.cluster-autoscaler.kubernetes.io/auditd-not-ready', 'true'),
];

describe('a pod pair tolerates', () => {
  test('what the pool declares and AKS adds, and nothing that somebody put on the node', () => {
    const taints = [own, spot, taint('maintenance', 'today'), taint('sandbox', 'kata', 'NoExecute')];
    expect(selectToleratedTaints(taints, ['sandbox=kata:NoSchedule', 'absent=x:NoSchedule'])).toEqual([own, spot]);
  });

  test.each(['dedicated:NoSchedule', 'dedicated=:NoSchedule'])(
    'a taint without a value, declared as %s',
    (declared) => {
      expect(selectToleratedTaints([taint('dedicated')], [declared])).toEqual([taint('dedicated')]);
    },
  );

  test.each(unfit)('not $key, which says that the node takes no pods now, whether declared or not', (each) => {
    expect(selectToleratedTaints([own, each], null)).toEqual([own]);
    const declared = ['sandbox=kata:NoSchedule', `${each.key}=${each.value}:${each.effect}`];
    expect(selectToleratedTaints([own, each], declared)).toEqual([own]);
  });

  test('whatever else a node of no pool has', () => {
    expect(selectToleratedTaints([own, spot], null)).toEqual([own, spot]);
  });
});
