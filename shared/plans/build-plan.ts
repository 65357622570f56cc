import { listSteps, type PlannedStep } from './list-steps.ts';
import type { PlanOrder } from './plan-order.ts';
import { planResources } from './planned-resources.ts';
import { renderArmTemplate } from './render-arm-template.ts';
import { renderAzureCli } from './render-azure-cli.ts';
import { renderBicep } from './render-bicep.ts';
import { renderTerraform } from './render-terraform.ts';

/** Nodes that would be paid for by the hour. */
export interface PaidNodes {
  pool: string;
  vmSize: string;
  /** Nodes at the beginning. */
  count: number;
  /** Nodes that the autoscaler may have; the same as `count` without one. */
  atMost: number;
  /** How long: until the run's cleanup, or until somebody removes the pool. */
  until: 'cleanup' | 'cleanup-unless-isolated' | 'removed-by-you';
}

/** What a provisioning would do, and the same for other tools. */
export interface Plan {
  steps: PlannedStep[];
  nodes: PaidNodes[];
  notes: string[];
  azureCli: string;
  armTemplate: string;
  bicep: string;
  terraform: string;
}

/** The plan of a provisioning. */
export function buildPlan(order: PlanOrder): Plan {
  const resources = planResources(order.cluster, order.newCluster, order.pool);
  return {
    steps: listSteps(order),
    nodes: order.existing ? [] : listNodes(order),
    notes: listNotes(order),
    azureCli: renderAzureCli(resources),
    armTemplate: renderArmTemplate(resources),
    bicep: renderBicep(resources),
    terraform: renderTerraform(resources),
  };
}

const untilOf = {
  keep: 'removed-by-you',
  'delete-on-failure': 'cleanup-unless-isolated',
  'always-delete': 'cleanup',
} as const;

function listNodes({ newCluster, pool, cleanup }: PlanOrder): PaidNodes[] {
  const until = untilOf[cleanup];
  const atMost = pool.enableAutoScaling ? (pool.maxCount ?? pool.count) : pool.count;
  const kata = { pool: pool.name, vmSize: pool.vmSize, count: pool.count, atMost, until };
  if (!newCluster) return [kata];
  const { name, vmSize, count } = newCluster.systemPool;
  return [{ pool: name, vmSize, count, atMost: count, until }, kata];
}

function listNotes({ newCluster, pool, existing }: PlanOrder): string[] {
  return [
    'The renderings make the same resources and prove nothing: POST /api/verifications proves them then.',
    ...(newCluster && newCluster.tier !== 'Free'
      ? [`The tier ${newCluster.tier} of the cluster is billed by the hour too.`]
      : []),
    ...(pool.quarantine
      ? ['The taint of quarantine is left out of the renderings: only a run takes it off once the pool is proven.']
      : []),
    ...(existing ? ['A pool of that name is there and is what is asked for: a run would use it, and make none.'] : []),
  ];
}
