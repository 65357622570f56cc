/** Groups of Kubernetes' own workloads; `extensions` is where some of them once were. */
const groups: readonly string[] = ['', 'apps', 'batch', 'extensions'];

/** Where the pod, or the template of pods, of a kind stands in its object. */
const podAt: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  ReplicationController: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The path to the pod or the pod template of an object; null for a kind that has none, or is not Kubernetes' own. */
export function podPathOf(apiVersion: string, kind: string): readonly string[] | null {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return groups.includes(group) && Object.hasOwn(podAt, kind) ? (podAt[kind] ?? null) : null;
}

/** The kind of a list's items when the items do not say: that of a typed list, such as `DeploymentList`. */
export function itemKindOf(listKind: string): string | null {
  return listKind === 'List' ? null : (/^(\w+)List$/.exec(listKind)?.[1] ?? null);
}
