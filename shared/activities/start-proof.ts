import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { VerificationInput, WorkflowOptions } from '../runs/requests.ts';

/** What only the host of an activity can do. */
export interface ActivityHost {
  /** Starts an orchestration; one of that id that is running already is just as good. */
  startInstance(orchestrator: string, instanceId: string, input: object): Promise<{ started: boolean }>;
  /** Wall clock, milliseconds since the epoch: the clock of the triggers, which Durable's timers need not share. */
  now(): number;
  newToken(): string;
}

export interface ProofOrder {
  runId: string;
  cluster: ClusterReference;
  poolName: string;
  options: WorkflowOptions;
}

/**
 * Starts the run of a change under its id. Not as a sub-orchestration: two that see the same change at once would ask for
 * two of the same id, which Durable does not sort out; a second start is refused or begins nothing.
 */
export function startProof(host: ActivityHost, order: ProofOrder): Promise<{ started: boolean }> {
  const input: VerificationInput = { ...order, unasked: true, inTurn: true, executionToken: host.newToken() };
  return host.startInstance('proveCluster', order.runId, input);
}
