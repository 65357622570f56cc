import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { VerificationInput, WorkflowOptions } from '../runs/requests.ts';

/** What activities need from the Functions host. */
export interface ActivityHost {
  /** Starts an orchestration. `started` is false when an instance with that id is running already. */
  startInstance(orchestrator: string, instanceId: string, input: object): Promise<{ started: boolean }>;
  /** Ends an orchestration as it is, without any clean-up. Does nothing when it has ended or does not exist. */
  terminateInstance(instanceId: string, reason: string): Promise<void>;
  /** The wall clock of the triggers, in milliseconds since the epoch. Durable's timers need not share it. */
  now(): number;
  /** A random token, different on every call. */
  newToken(): string;
}

/** The run that proves one changed pool. */
export interface ProofOrder {
  runId: string;
  cluster: ClusterReference;
  poolName: string;
  options: WorkflowOptions;
}

/**
 * Starts the run of a change under the run's own id. It is not a sub-orchestration: two hosts that see the same change
 * at once would start two sub-orchestrations with one id, which Durable does not prevent. A second start here is
 * refused, or its execution ends at once (`beginRun`).
 */
export function startProof(host: ActivityHost, order: ProofOrder): Promise<{ started: boolean }> {
  const input: VerificationInput = { ...order, unasked: true, inTurn: true, executionToken: host.newToken() };
  return host.startInstance('proveCluster', order.runId, input);
}
