import type { OrchestrationHandler } from 'durable-functions';
import { proveChanges } from '../../shared/workflow/changes/prove-changes.ts';
import { closeDeadRun } from '../../shared/workflow/fleet/close-dead-run.ts';
import { proveFleet } from '../../shared/workflow/fleet/prove-fleet.ts';
import { proveFleetCluster } from '../../shared/workflow/fleet/prove-fleet-cluster.ts';
import { proveFleetLane } from '../../shared/workflow/fleet/prove-fleet-lane.ts';
import { sweep } from '../../shared/workflow/fleet/sweep.ts';
import { watchStaleness } from '../../shared/workflow/fleet/watch-staleness.ts';
import { nameTaskHub } from '../../shared/workflow/name-task-hub.ts';
import { proveCluster } from '../../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../../shared/workflow/runs/prove-node-chunk.ts';
import { provisionAndProve } from '../../shared/workflow/runs/provision-and-prove.ts';
import { sinceVersion } from '../../shared/workflow/since-version.ts';

/** The version whose runs have the steps of today. See docs/upgrade.md. */
const runsSince = '2.0';

/** Every orchestrator, by the name under which the host knows it. */
export const orchestrators: Record<string, OrchestrationHandler> = {
  proveChanges,
  provisionAndProve: sinceVersion(runsSince, provisionAndProve),
  proveCluster: sinceVersion(runsSince, proveCluster),
  proveNode: sinceVersion(runsSince, proveNode),
  proveNodeChunk: sinceVersion(runsSince, proveNodeChunk),
  proveFleet,
  proveFleetCluster,
  proveFleetLane,
  watchStaleness,
  sweep,
  closeDeadRun: sinceVersion(runsSince, closeDeadRun),
  nameTaskHub,
};
