import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { VerificationInput, WorkflowOptions } from '../runs/requests.ts';
import { asOutcome } from './outcome.ts';

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

/** Activities are billed while they wait: what is longer is left to a durable timer. */
const longestWaitMs = 5_000;

/** The activities that need their host, with the same habits as all others: idempotent, plain objects, no exceptions. */
export function createHostActivities(host: ActivityHost) {
  return {
    /**
     * Starts the run of a change under its id. Not as a sub-orchestration: two that look at the same change at once would
     * ask for two of the same id, which Durable does not sort out; a second start is refused or begins nothing.
     */
    startProof: async (order: ProofOrder): Promise<Outcome<{ started: boolean }>> => {
      const input: VerificationInput = { ...order, unasked: true, inTurn: true, executionToken: host.newToken() };
      return asOutcome(() => host.startInstance('proveCluster', order.runId, input));
    },

    /** Makes up for clocks that differ: says how long it is until `until` (milliseconds since the epoch) by the wall clock. */
    awaitQuiet: async ({ until }: { until: number }): Promise<Outcome<{ remainingMs: number }>> => {
      const waitMs = Math.min(longestWaitMs, until - host.now());
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      return { ok: true, value: { remainingMs: Math.max(0, until - host.now()) } };
    },
  };
}

export type HostActivities = ReturnType<typeof createHostActivities>;
