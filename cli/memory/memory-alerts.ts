import { storageKey } from '../../shared/clusters/keys.ts';
import type { AlertStates } from '../../shared/ports/alert-states.ts';
import type { Ports } from '../../shared/ports/ports.ts';

/** Alerts that reach nobody: who runs the command reads the verdict. */
export function createMemoryAlerts(): {
  sinks: Ports['sinks'];
  alertStates: Pick<AlertStates, 'readAlertState' | 'writeAlertState' | 'listDueDeliveries'>;
} {
  const states = new Map<string, Awaited<ReturnType<AlertStates['readAlertState']>>>();
  return {
    sinks: { namesFor: () => [], deliver: async () => undefined },
    alertStates: {
      readAlertState: async (cluster, poolName) =>
        structuredClone(states.get(storageKey(cluster, poolName)) ?? { value: null, eTag: null }),
      async writeAlertState(state, eTag) {
        const key = storageKey(state.cluster, state.poolName);
        const known = states.get(key)?.eTag ?? null;
        if (known !== eTag) return { written: false };
        states.set(key, { value: structuredClone(state), eTag: String(Number(known ?? 0) + 1) });
        return { written: true };
      },
      listDueDeliveries: async () => [],
    },
  };
}
