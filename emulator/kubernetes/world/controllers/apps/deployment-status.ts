import { kubernetesTime } from '../../../api/kubernetes-time.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { type DeploymentSpec, podsOf } from './deployment-spec.ts';

interface DeploymentCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastUpdateTime: string;
  lastTransitionTime: string;
}

type Judgement = Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>;

const count = (sets: KubeObject[], field: string) =>
  sets.reduce((sum, set) => sum + ((set['status']?.[field] as number | undefined) ?? 0), 0);

/**
 * Returns the status of a Deployment, and when to look at it again for its progress deadline, in milliseconds; null when
 * that is not needed.
 */
export function deploymentStatus(
  deployment: KubeObject,
  sets: KubeObject[],
  current: KubeObject | undefined,
  nowMs: number,
): { status: Record<string, unknown>; lookAgainMs: number | null } {
  const spec = deployment['spec'] as DeploymentSpec;
  const numbers = {
    replicas: count(sets, 'replicas'),
    updatedReplicas: current ? count([current], 'replicas') : 0,
    readyReplicas: count(sets, 'readyReplicas'),
    availableReplicas: count(sets, 'availableReplicas'),
    unavailableReplicas: 0,
  };
  numbers.unavailableReplicas = Math.max(0, Math.max(spec.replicas, numbers.replicas) - numbers.availableReplicas);
  const before: DeploymentCondition[] = deployment['status']?.conditions ?? [];
  const moved = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'].some(
    (field) => (deployment['status']?.[field] ?? 0) !== numbers[field as keyof typeof numbers],
  );
  const progress = judgeProgress(spec, numbers, current, before, moved, nowMs);
  const conditions = [
    judgeAvailability(spec, numbers.availableReplicas),
    ...(progress ? [progress.condition] : []),
  ].map((next) => withTimes(next, before, moved && next.type === 'Progressing', nowMs));
  const shown = Object.entries(numbers).filter(([, number]) => number > 0);
  const status = { observedGeneration: deployment.metadata.generation, ...Object.fromEntries(shown), conditions };
  return { status, lookAgainMs: progress?.lookAgainMs ?? null };
}

function judgeAvailability({ replicas, strategy }: DeploymentSpec, available: number): Judgement {
  const missing = podsOf(strategy?.rollingUpdate?.maxUnavailable, replicas, Math.floor);
  return available >= replicas - missing
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function judgeProgress(
  spec: DeploymentSpec,
  numbers: Record<'replicas' | 'updatedReplicas' | 'availableReplicas', number>,
  current: KubeObject | undefined,
  before: DeploymentCondition[],
  moved: boolean,
  nowMs: number,
): { condition: Judgement; lookAgainMs: number | null } | null {
  if (!current) return null;
  const { name } = current.metadata;
  const say = (status: 'True' | 'False', reason: string, message: string): Judgement => ({
    type: 'Progressing',
    status,
    reason,
    message: `ReplicaSet "${name}" ${message}`,
  });
  const { replicas, updatedReplicas, availableReplicas } = numbers;
  if (updatedReplicas === spec.replicas && replicas === spec.replicas && availableReplicas === spec.replicas)
    return { condition: say('True', 'NewReplicaSetAvailable', 'has successfully progressed.'), lookAgainMs: null };
  const known = before.find(({ type }) => type === 'Progressing');
  const since = known && !moved && known.reason !== 'NewReplicaSetAvailable' ? Date.parse(known.lastUpdateTime) : nowMs;
  const leftMs = since + (spec.progressDeadlineSeconds ?? 600) * 1000 - nowMs;
  // What has timed out stays so until something moves.
  if (leftMs <= 0 || (known?.reason === 'ProgressDeadlineExceeded' && !moved))
    return { condition: say('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'), lookAgainMs: null };
  return { condition: say('True', 'ReplicaSetUpdated', 'is progressing.'), lookAgainMs: leftMs };
}

/** Gives a condition its times: the last update is that of the last progress. */
function withTimes(next: Judgement, before: DeploymentCondition[], moved: boolean, nowMs: number): DeploymentCondition {
  const known = before.find(({ type }) => type === next.type);
  const now = kubernetesTime(nowMs);
  const same = known?.status === next.status && known.reason === next.reason && known.message === next.message;
  return {
    ...next,
    lastUpdateTime: same && !moved ? known.lastUpdateTime : now,
    lastTransitionTime: known?.status === next.status ? known.lastTransitionTime : now,
  };
}
