import type { ArmFaults } from '../../../scenarios/scenario.ts';
import type { OperationError, Operations } from '../operations/create-operations.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';

/** Emulated milliseconds for which a throttled client is sent away. */
const throttledForMs = 30_000;

/** The scenario's faults, asked for at the points where Azure would fail. With no fault set, nothing happens. */
export interface ArmFaultInjection {
  /** Called with each request to clusters and pools; throws 429 while the scenario throttles. */
  beforeRequest(): void;
  /** Called with each write to a cluster: the first one meets a background operation that has just begun. */
  beforeWrite(cluster: ManagedCluster): void;
  /** How the operation of a new pool fails, or null. */
  poolOperationError(): OperationError | null;
}

export function createArmFaultInjection(faults: ArmFaults, operations: Operations, speed: number): ArmFaultInjection {
  let throttledRequests = faults.throttledRequests ?? 0;
  const disturbed = new Set<string>();
  return {
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
    poolOperationError: () => faults.poolOperationFails ?? null,
  };
}

/** 429 as the AKS resource provider words it. `retryAfterSeconds` are real seconds: clients wait on their own clock. */
export function throttled(retryAfterSeconds: number): ArmError {
  return new ArmError(
    429,
    'Throttled',
    'The request is throttled because the limit of this operation is exceeded. Please wait and retry after the time that the Retry-After header gives.',
    { form: 'flat', headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}
