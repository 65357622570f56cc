import type { PlanOrder } from './plan-order.ts';

/** One thing that a run would do. */
export interface PlannedStep {
  name: string;
  /** In a sentence. */
  what: string;
}

/** What a run would do, in its order: that of provisionAndProve. */
export function listSteps(order: PlanOrder): PlannedStep[] {
  const { cluster, newCluster, pool, cleanup, preflight, approval, existing } = order;
  const nodes = `${pool.count} node${pool.count === 1 ? '' : 's'} of ${pool.vmSize}`;
  return [
    ...step(preflight, 'preflight', 'Checks everything that would fail later, and ends there if a check fails.'),
    ...step(approval, 'approval', `Waits until somebody approves it${preflight ? ', and checks again' : ''}.`),
    ...step(
      newCluster !== null,
      'create-cluster',
      `Makes cluster ${cluster.name} in ${newCluster?.location}, unless one of that name is there.`,
    ),
    existing
      ? { name: 'use-pool', what: `Uses node pool ${pool.name}, which is there.` }
      : { name: 'create-pool', what: `Makes node pool ${pool.name} (${nodes}), unless one of that name is there.` },
    { name: 'wait', what: 'Waits until the RuntimeClass and the nodes are ready for sandboxed pods.' },
    {
      name: 'prove',
      what: 'On every node: runs a sandboxed and an ordinary pod, compares their kernels with the node, and removes them.',
    },
    ...step(
      pool.quarantine === true && cleanup !== 'always-delete',
      'lift-quarantine',
      'Takes the taint of quarantine off if the verdict is isolated, and only then.',
    ),
    { name: 'tell', what: 'Records verdict and evidence, and alerts where something has changed for people.' },
    { name: 'clean-up', what: cleanUp(newCluster !== null, cleanup) },
    ...step(
      newCluster === null || cleanup !== 'always-delete',
      'inspect',
      'Looks through the pods of the cluster for findings.',
    ),
  ];
}

function step(condition: boolean, name: string, what: string): PlannedStep[] {
  return condition ? [{ name, what }] : [];
}

function cleanUp(ownCluster: boolean, cleanup: PlanOrder['cleanup']): string {
  const made = ownCluster ? 'the cluster that it made' : 'the pool, if the run made it';
  if (cleanup === 'keep') return 'Leaves nothing of the proof in the cluster, and keeps what it made.';
  const when = cleanup === 'always-delete' ? '' : ', unless the verdict is isolated';
  return `Leaves nothing of the proof in the cluster, and removes ${made}${when}.`;
}
