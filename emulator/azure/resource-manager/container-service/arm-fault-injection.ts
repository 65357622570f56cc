import type { ArmFaults } from '../../../scenarios/scenario.ts';
import type { OperationError, Operations } from '../operations/create-operations.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { disallowedByPolicy } from '../protocol/disallowed-by-policy.ts';
import { param, type RouteCall } from '../protocol/match-route.ts';
import type { AgentPoolProperties } from './resources/agent-pool-schema.ts';
import { clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';

/** How long a throttled client must wait, in emulated milliseconds. */
const throttledForMs = 30_000;

/** Injects the faults of a scenario at the points where Azure would fail. Without faults it does nothing. */
export interface ArmFaultInjection {
  /** Called before each request. Throws 500, or never ends, where the scenario has the path answered badly. */
  beforeAnswer(path: string): Promise<void>;
  /** Called before each request to clusters and pools. Throws 429 while the scenario throttles. */
  beforeRequest(): void;
  /**
   * Called before each write to a cluster. Before the first write it starts a background operation of the platform, so
   * that the write is refused with a conflict.
   */
  beforeWrite(cluster: ManagedCluster): void;
  /** Called before each PUT of a pool, before AKS sees it. Throws ARM's 403 where a policy denies it. */
  beforePoolWrite(call: RouteCall, asked: AgentPoolProperties): void;
  /** Called before a new cluster is made. Throws ARM's 403 where a policy denies one of its pools. */
  beforeClusterWrite(cluster: ManagedCluster): void;
  /** Returns the error with which the operation of a new cluster ends, or null when it succeeds. */
  clusterOperationError(): OperationError | null;
  /** Returns the error with which the operation of a new pool ends, or null when it succeeds. */
  poolOperationError(): OperationError | null;
  /** Whether no name of an API server leads anywhere from here. */
  readonly noWayToApiServers: boolean;
  /** Whether no cluster takes commands. */
  readonly runCommandDisabled: boolean;
}

/**
 * Creates the fault injection of one emulator. `speed` is the number of emulated milliseconds in each real millisecond.
 */
export function createArmFaultInjection(faults: ArmFaults, operations: Operations, speed: number): ArmFaultInjection {
  let throttledRequests = faults.throttledRequests ?? 0;
  const disturbed = new Set<string>();
  return {
    async beforeAnswer(path) {
      if (!faults.badAnswers?.path.test(path)) return;
      if (faults.badAnswers.answer === 'nothing') await new Promise<never>(() => undefined);
      throw new ArmError(500, 'InternalServerError', 'Encountered internal server error.');
    },
    beforeRequest() {
      if (throttledRequests <= 0) return;
      throttledRequests -= 1;
      throw throttled(Math.max(1, Math.round(throttledForMs / speed / 1000)));
    },
    beforeWrite(cluster) {
      const endsAfterMs = faults.backgroundOperationMs;
      const key = clusterKey(cluster);
      if (!endsAfterMs || disturbed.has(key) || cluster.pendingWrite) return;
      disturbed.add(key);
      const stateBefore = cluster.provisioningState;
      cluster.provisioningState = 'Updating';
      const operation = operations.start(cluster, {
        stages: [],
        endsAfterMs,
        end() {
          cluster.pendingWrite = null;
          cluster.provisioningState = stateBefore;
        },
      });
      cluster.pendingWrite = { operation, scope: 'background', poolName: null, verb: 'Updating' };
    },
    beforePoolWrite(call, asked) {
      if (faults.policyDemandsTrustedLaunch && !asked.securityProfile?.enableVTPM)
        throw disallowedByPolicy(param(call, 'pool'));
    },
    beforeClusterWrite({ name, pools }) {
      if (faults.policyDemandsTrustedLaunch && pools.some(({ settings }) => !settings.securityProfile?.enableVTPM))
        throw disallowedByPolicy(name);
    },
    clusterOperationError: () => faults.clusterOperationFails ?? null,
    poolOperationError: () => faults.poolOperationFails ?? null,
    noWayToApiServers: faults.noWayToApiServers === true,
    runCommandDisabled: faults.runCommandDisabled === true,
  };
}

/**
 * Builds the 429 error in the AKS resource provider's words. `retryAfterSeconds` are real seconds, because clients wait
 * on their own clock.
 */
export function throttled(retryAfterSeconds: number): ArmError {
  return new ArmError(
    429,
    'Throttled',
    'The request is throttled because the limit of this operation is exceeded. Please wait and retry after the time that the Retry-After header gives.',
    { form: 'flat', headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}
