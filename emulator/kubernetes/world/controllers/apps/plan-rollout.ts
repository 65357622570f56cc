import type { KubeObject } from '../../../api/seams.ts';
import { type DeploymentSpec, podsOf } from './deployment-spec.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';

export interface Scaling {
  set: KubeObject;
  replicas: number;
}

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const wanted = (set: KubeObject): number => set['spec'].replicas;
const available = (set: KubeObject): number => set['status']?.availableReplicas ?? 0;

/**
 * Plans the next step from the old ReplicaSets to the current one, within the surge and the unavailability that the
 * Deployment allows; with `Recreate` the old pods go before the first new one comes (`podsOfSet` counts those that are
 * still there).
 */
export function planRollout(
  spec: DeploymentSpec,
  current: KubeObject,
  sets: KubeObject[],
  podsOfSet: (set: KubeObject) => number,
): Scaling[] {
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid);
  const { replicas, strategy = {}, paused } = spec;
  if (paused) return old.some((set) => wanted(set) > 0) ? [] : [{ set: current, replicas }];
  if (strategy.type === 'Recreate') {
    const down = old.filter((set) => wanted(set) > 0).map((set) => ({ set, replicas: 0 }));
    if (down.length > 0 || sum(old.map(podsOfSet)) > 0) return down;
    return [{ set: current, replicas }];
  }
  const surge = podsOf(strategy.rollingUpdate?.maxSurge, replicas, Math.ceil);
  const asked = podsOf(strategy.rollingUpdate?.maxUnavailable, replicas, Math.floor);
  const unavailable = Math.min(replicas, surge === 0 && asked === 0 ? 1 : asked);
  const others = sum(old.map(wanted));
  const room = Math.max(0, replicas + surge - others - wanted(current));
  const up = Math.min(replicas, wanted(current) + room);
  const steps: Scaling[] = [{ set: current, replicas: wanted(current) > replicas ? replicas : up }];
  // Old pods that never became available go first; of the others as many as may be missed.
  let spare = sum(sets.map(wanted)) - (replicas - unavailable) - Math.max(0, wanted(current) - available(current));
  for (const set of [...old].sort((a, b) => available(a) - available(b))) {
    const down = Math.min(wanted(set), Math.max(0, spare));
    spare -= down;
    if (down > 0) steps.push({ set, replicas: wanted(set) - down });
  }
  return steps;
}
