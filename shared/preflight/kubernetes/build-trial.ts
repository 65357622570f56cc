import type { V1Job, V1Namespace, V1Pod } from '@kubernetes/client-node';
import { buildNamespace, buildPodPair } from '../../isolation/build-pod-pair.ts';
import type { NodeSnapshot, PodRole } from '../../isolation/evidence.ts';
import { podPairNames, runNamespace } from '../../isolation/pod-pair-names.ts';

/** What is tried in a cluster: the objects of a run, as the run would make them. */
export interface Trial {
  /** Null where runs make no namespace. */
  namespace: V1Namespace | null;
  jobs: Record<PodRole, V1Job>;
}

export interface TrialOptions {
  /** The namespace that was made for this app, or null. */
  namespace: string | null;
  runtimeClassName: string;
  image: string;
  /** Taints of the pool, `key=value:Effect`. */
  nodeTaints: string[];
}

/** Where Jobs and pods are tried when their namespace is not there yet. */
export const standInNamespace = 'default';

const runId = 'preflight';

/** Long past: whatever kept one of these objects all the same would lose it to the sweep. */
const expiresAt = '2020-01-01T00:00:00.000Z';

/** Builds what is tried. No node has this name: a trial is never scheduled. */
export function buildTrial({ namespace, runtimeClassName, image, nodeTaints }: TrialOptions): Trial {
  const nodeName = 'preflight';
  const names = podPairNames({ runId, nodeName, sequence: '1-' }, namespace ?? standInNamespace);
  return {
    namespace: namespace === null ? buildNamespace({ name: runNamespace(runId), runId, expiresAt }) : null,
    jobs: buildPodPair({
      ...{ runId, names, nodeName, nonce: runId, image, runtimeClassName, expiresAt },
      toleratedTaints: nodeTaints.flatMap(parseTaint),
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 600,
    }),
  };
}

/** ARM writes a taint without a value with or without the `=`. */
function parseTaint(text: string): NodeSnapshot['taints'] {
  const [, key, value = '', effect] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return key && effect ? [{ key, value, effect }] : [];
}

/**
 * The pod that the Job controller would make of a Job, with its owner, because policies ask for one. `admitted` is the Job
 * as a trial left it: with its labels, and with what webhooks have changed in its template.
 */
export function buildTrialPod(admitted: V1Job): V1Pod {
  const { name = '', namespace = '', uid = unknownUid } = admitted.metadata ?? {};
  const { metadata, spec } = admitted.spec?.template ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...metadata?.labels },
      annotations: { ...metadata?.annotations },
      finalizers: ['batch.kubernetes.io/job-tracking'],
      // Without `blockOwnerDeletion`, for which the API server may ask for a right on the owner's finalizers.
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true }],
    },
    spec: spec ?? { containers: [] },
  };
}

/** Stands for the uid of a Job that was not let in. */
const unknownUid = '00000000-0000-4000-8000-000000000000';
