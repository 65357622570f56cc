import { isDeepStrictEqual } from 'node:util';
import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import type { AdmissionRequest, KubeObject } from '../../api/seams.ts';
import { dns1123Label } from '../rules/formats.ts';
import { deprecatedLabel } from './node-label-warnings.ts';
import { podWarnings } from './pod-warnings.ts';

type Warnings = (object: KubeObject) => string[];

const templateWarnings: Warnings = (object) =>
  podWarnings((object['spec']?.template ?? {}) as V1PodTemplateSpec, 'spec.template.');

/** Names become those of hosts, which have no dots and end after 63 letters. */
function nameWarnings({ metadata }: KubeObject, usedIn: string): string[] {
  const mistakes = dns1123Label(metadata.name);
  if (mistakes.length === 0) return [];
  return [
    `metadata.name: this is used in ${usedIn}, which can result in surprising behavior; a DNS label is recommended: [${mistakes.join(' ')}]`,
  ];
}

const ofPods = 'Pod names and hostnames';

const manyIndexes =
  'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

const jobWarnings: Warnings = (job) => {
  const { completionMode, completions = 0, parallelism = 0 } = job['spec'] ?? {};
  const isMany = completionMode === 'Indexed' && completions > 100_000 && parallelism > 10_000;
  return [...(isMany ? [manyIndexes] : []), ...templateWarnings(job)];
};

const runtimeClassWarnings: Warnings = (runtimeClass) =>
  Object.keys(runtimeClass['scheduling']?.nodeSelector ?? {})
    .sort()
    .flatMap((key) => deprecatedLabel(key, (why) => `scheduling.nodeSelector: ${why}`));

/** The registry strategies' WarningsOnCreate, by resource. */
const ofCreation: Partial<Record<string, Warnings>> = {
  pods: (pod) => [...nameWarnings(pod, "the Pod's hostname"), ...podWarnings(pod as unknown as V1PodTemplateSpec)],
  jobs: (job) => [...nameWarnings(job, ofPods), ...jobWarnings(job)],
  deployments: (deployment) => [...nameWarnings(deployment, ofPods), ...templateWarnings(deployment)],
  replicasets: (replicaSet) => [...nameWarnings(replicaSet, ofPods), ...templateWarnings(replicaSet)],
  daemonsets: templateWarnings,
  runtimeclasses: runtimeClassWarnings,
};

/** The registry strategies' WarningsOnUpdate: of specs that change. Pods have none. */
const ofUpdate: Partial<Record<string, Warnings>> = {
  jobs: jobWarnings,
  deployments: templateWarnings,
  replicasets: templateWarnings,
  daemonsets: templateWarnings,
  runtimeclasses: runtimeClassWarnings,
};

/** Returns what a valid object is warned of, in the words of Kubernetes. */
export function findWarnings({ operation, resource, subresource, object, oldObject }: AdmissionRequest): string[] {
  if (operation === 'CREATE') return ofCreation[resource]?.(object) ?? [];
  if (subresource) return [];
  const isSame =
    resource !== 'runtimeclasses' &&
    isDeepStrictEqual(structuredClone(object['spec']), structuredClone(oldObject?.['spec']));
  return isSame ? [] : (ofUpdate[resource]?.(object) ?? []);
}
