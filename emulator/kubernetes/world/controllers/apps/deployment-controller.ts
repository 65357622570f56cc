import { namespaceOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { createWorkQueue } from '../../controller-runtime/work-queue.ts';
import {
  claim,
  controlledBy,
  controllerOf,
  controllerReference,
  keyOf,
  type WorkloadParts,
  watchOwners,
  writeStatus,
} from '../owned-pods.ts';
import type { DeploymentSpec } from './deployment-spec.ts';
import { deploymentStatus } from './deployment-status.ts';
import { planRollout, revisionAnnotation } from './plan-rollout.ts';
import { hashLabel, templateHash, templateText } from './template-hash.ts';

const source = { component: 'deployment-controller' };

/**
 * Keeps one ReplicaSet per template of every Deployment and moves the pods from the old ones to the new one
 * (pkg/controller/deployment). Returns a function that stops it.
 */
export function startDeploymentController(parts: WorkloadParts): () => void {
  const { store, timeline } = parts;
  const sync = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const deployment = store.read('deployments', namespace, name);
    if (!deployment) return;
    if (!deployment.metadata.deletionTimestamp) rollOut(parts, deployment);
    const live = store.read('deployments', namespace, name) ?? deployment;
    const sets = controlledBy(store, 'replicasets', live);
    const status = deploymentStatus(live, sets, currentOf(live, sets), timeline.now());
    writeStatus(store, 'deployments', live, status.status);
    if (status.lookAgainMs !== null) queue.add(key, status.lookAgainMs);
  };
  const queue = createWorkQueue(timeline, sync);
  const stopOwners = watchOwners(store, 'deployments', 'replicasets', (key) => queue.add(key));
  // With `Recreate`, the last old pod that goes makes room for the first new one.
  const stopPods = store.subscribe(({ type, resource, object }) => {
    const owner = resource === 'pods' && type === 'DELETED' ? controllerOf(object.metadata) : undefined;
    const set = owner && store.read('replicasets', namespaceOf(object.metadata), owner.name);
    const deployment = set && controllerOf(set.metadata);
    if (deployment) queue.add(`${namespaceOf(object.metadata)}/${deployment.name}`);
  });
  return () => {
    stopOwners();
    stopPods();
  };
}

/** Returns the ReplicaSet of the present template, if there is one. */
function currentOf(deployment: KubeObject, sets: KubeObject[]): KubeObject | undefined {
  const wanted = templateText((deployment['spec'] as DeploymentSpec).template);
  return sets.find((set) => templateText(set['spec'].template) === wanted);
}

function rollOut(parts: WorkloadParts, deployment: KubeObject): void {
  const { store } = parts;
  const spec = deployment['spec'] as DeploymentSpec;
  claim(store, 'replicasets', deployment);
  const sets = controlledBy(store, 'replicasets', deployment);
  const present = currentOf(deployment, sets);
  if (!present && spec.paused) return;
  const current = present ?? createSet(parts, deployment, sets);
  if (present) markRevision(parts, deployment, present, sets);
  const all = present ? sets : [...sets, current];
  const pods = (set: KubeObject) => controlledBy(store, 'pods', set).length;
  for (const { set, replicas } of planRollout(spec, current, all, pods)) scale(parts, deployment, set, replicas);
  removeHistory(parts, spec, current, all);
}

const revisionOf = ({ metadata }: KubeObject) => Number(metadata.annotations?.[revisionAnnotation] ?? 0);

function createSet({ store }: WorkloadParts, deployment: KubeObject, sets: KubeObject[]): KubeObject {
  const { template, selector } = deployment['spec'] as DeploymentSpec;
  const hash = templateHash(template);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const revision = String(Math.max(0, ...sets.map(revisionOf)) + 1);
  const set = store.create('replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: namespaceOf(deployment.metadata),
      labels,
      annotations: { ...ownAnnotations(deployment), [revisionAnnotation]: revision },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { ...structuredClone(selector), matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...structuredClone(template), metadata: { ...structuredClone(template.metadata), labels } },
    },
    status: { replicas: 0 },
  });
  annotate({ store }, 'deployments', deployment, revision);
  return set;
}

/** A template that returns (`kubectl rollout undo`) is the newest revision again. */
function markRevision(parts: WorkloadParts, deployment: KubeObject, current: KubeObject, sets: KubeObject[]): void {
  const newest = Math.max(0, ...sets.map(revisionOf));
  const revision = String(revisionOf(current) === newest ? newest : newest + 1);
  annotate(parts, 'replicasets', current, revision);
  annotate(parts, 'deployments', deployment, revision);
}

function annotate(
  { store }: Pick<WorkloadParts, 'store'>,
  resource: 'deployments' | 'replicasets',
  { metadata }: KubeObject,
  revision: string,
): void {
  store.update(resource, namespaceOf(metadata), metadata.name, (object) => {
    object.metadata.annotations = { ...object.metadata.annotations, [revisionAnnotation]: revision };
  });
}

/** The annotations that a ReplicaSet takes over, for example the cause of the change. */
function ownAnnotations({ metadata }: KubeObject): Record<string, string> {
  const own = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration' && key !== revisionAnnotation,
  );
  return Object.fromEntries(own);
}

function scale({ store, events }: WorkloadParts, deployment: KubeObject, set: KubeObject, replicas: number): void {
  const before: number = set['spec'].replicas;
  if (before === replicas) return;
  store.update('replicasets', namespaceOf(set.metadata), set.metadata.name, (object) => {
    object['spec'].replicas = replicas;
    object.metadata.annotations = {
      ...object.metadata.annotations,
      'deployment.kubernetes.io/desired-replicas': String(deployment['spec'].replicas),
    };
  });
  const message = `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`;
  events.record(deployment, { reason: 'ScalingReplicaSet', message, source });
}

/** Removes the oldest ReplicaSets without pods that are more than the history may hold. */
function removeHistory({ store }: WorkloadParts, spec: DeploymentSpec, current: KubeObject, sets: KubeObject[]): void {
  const old = sets
    .filter(
      (set) => set.metadata.uid !== current.metadata.uid && set['spec'].replicas === 0 && !set['status']?.replicas,
    )
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of old.slice(0, Math.max(0, old.length - (spec.revisionHistoryLimit ?? 10)))) {
    const [namespace, name] = keyOf(set).split('/') as [string, string];
    if (store.read('replicasets', namespace, name)) store.requestDeletion('replicasets', namespace, name);
  }
}
