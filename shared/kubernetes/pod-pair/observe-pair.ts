import type { V1Pod } from '@kubernetes/client-node';
import { bindPod } from '../../isolation/binding/bind-pod.ts';
import type { DeployedPair, RuntimeClassSnapshot } from '../../isolation/deployed-pair.ts';
import type { PodObservation, PodRole } from '../../isolation/evidence.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { readRuntimeClass } from '../connection/list-runtime-classes.ts';
import { tryTwice } from '../connection/try-twice.ts';
import { observePod } from './observe-pod.ts';
import { findPodOfJob, isControlledBy, jobNameLabel } from './pod-of-job.ts';
import { readEvidence } from './read-evidence.ts';

/**
 * Observes both pods of a pair. `pods` are all that carry the label of one of its Jobs, those of others among them.
 * Throws coded errors.
 */
export async function observePair(
  apis: ClusterApis,
  pair: DeployedPair,
  pods: V1Pod[],
): Promise<Record<PodRole, PodObservation | null>> {
  const read = createClassReader(apis);
  const [sandboxed, ordinary] = await Promise.all([
    observe(apis, pair, pods, 'sandboxed', read),
    observe(apis, pair, pods, 'ordinary', read),
  ]);
  return { sandboxed, ordinary };
}

type ReadClass = (name: string | undefined) => Promise<RuntimeClassSnapshot | null>;

/** Reads every class once at most. */
function createClassReader(apis: ClusterApis): ReadClass {
  const known = new Map<string, Promise<RuntimeClassSnapshot | null>>();
  return async (name) => {
    if (!name) return null;
    const reading = known.get(name) ?? tryTwice(() => readRuntimeClass(apis, name));
    known.set(name, reading);
    return reading;
  };
}

async function observe(
  apis: ClusterApis,
  { names, nonce, jobs, uids, runtimeClass }: DeployedPair,
  pods: V1Pod[],
  role: PodRole,
  read: ReadClass,
): Promise<PodObservation | null> {
  const labelled = pods.filter(({ metadata }) => metadata?.labels?.[jobNameLabel] === names[role]);
  const own = labelled.filter((pod) => isControlledBy(pod, uids[role]));
  const pod = findPodOfJob(own, names[role]);
  if (!pod) return null;
  const strangers = labelled.filter((other) => !own.includes(other));
  const underTest = jobs[role].spec?.template.spec?.runtimeClassName;
  const classes = { classBefore: runtimeClass, classNow: await read(underTest) };
  const binding = bindPod({ asked: jobs[role], pod, own, strangers, ...classes });
  const handler = (await read(pod.spec?.runtimeClassName))?.handler ?? null;
  return observePod(pod, role, handler, binding, await readEvidence(apis, pod, nonce));
}
