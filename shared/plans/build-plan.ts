import { surgeOf } from '../preflight/surge.ts';
import { listSteps, type PlannedStep } from './list-steps.ts';
import type { PlanOrder } from './plan-order.ts';
import { type PlannedResources, planResources } from './planned-resources.ts';
import { renderArmTemplate } from './render-arm-template.ts';
import { renderAzureCli } from './render-azure-cli.ts';
import { renderBicep } from './render-bicep.ts';
import { isSaidByAzurerm, renderTerraform } from './render-terraform.ts';

/** Nodes that would be paid for by the hour. */
export interface PaidNodes {
  pool: string;
  vmSize: string;
  /** Nodes at the beginning. */
  count: number;
  /** Nodes that the autoscaler may have; the same as `count` without one. */
  atMost: number;
  /** Nodes that each upgrade of the pool adds for as long as it takes, beyond `atMost`. */
  surge: number;
  /** vCPUs that one node takes of the quotas of its family and of the region, by its size's name; null where it says none. */
  vcpus: number | null;
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
    notes: listNotes(order, resources),
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
  const surge = surgeOf(atMost, pool.upgradeSettings?.maxSurge);
  const kata = { pool: pool.name, ...sized(pool.vmSize), count: pool.count, ...{ atMost, surge, until } };
  if (!newCluster) return [kata];
  const { name, vmSize, count } = newCluster.systemPool;
  return [{ pool: name, ...sized(vmSize), count, atMost: count, surge: surgeOf(count, undefined), until }, kata];
}

/**
 * The vCPUs of a size by its name (Microsoft Learn, "Azure virtual machine sizes naming conventions"). Sizes with
 * constrained vCPUs, such as `E16-4s_v5`, have two numbers.
 */
function sized(vmSize: string): { vmSize: string; vcpus: number | null } {
  const [, digits] = /^[a-z]+_[a-z]+(\d+)(?!-\d)[a-z]*(_|$)/i.exec(vmSize) ?? [];
  return { vmSize, vcpus: digits === undefined ? null : Number(digits) };
}

function listNotes({ newCluster, pool, cleanup, existing }: PlanOrder, resources: PlannedResources): string[] {
  return [
    'The renderings make the same resources and prove nothing: POST /api/verifications proves them then.',
    ...(newCluster && newCluster.tier !== 'Free'
      ? [`The tier ${newCluster.tier} of the cluster is billed by the hour too.`]
      : []),
    ...(pool.quarantine
      ? ['The taint of quarantine is left out of the renderings: only a run takes it off once the pool is proven.']
      : []),
    ...(pool.quarantine && cleanup === 'always-delete'
      ? ['The quarantine is never lifted: the pool is removed whatever the verdict.']
      : []),
    ...(isSaidByAzurerm(resources) && pool.osDiskType === undefined
      ? ['azurerm asks for OS disks of type Managed where osDiskType is left out; the rest leaves that to AKS.']
      : []),
    ...(existing
      ? [
          'A pool of that name is there and is what is asked for, perhaps but for its count: a run would use it as it is, and make no node.',
        ]
      : []),
  ];
}
