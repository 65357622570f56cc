import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { quote } from '../../errors/quote.ts';
import type { RuntimeClassSnapshot } from '../deployed-pair.ts';
import type { PodBinding } from '../evidence.ts';
import { digestOf } from './compare-image.ts';
import { comparePod } from './compare-pod.ts';

/** Everything that says whether a pod is the one that we asked for. */
export interface PodClaim {
  asked: V1Job;
  /** The live pod, after it has ended. */
  pod: V1Pod;
  /** The live pods that our Job controls, this one among them. */
  own: V1Pod[];
  /** Pods that carry the label of our Job and that it does not control. */
  strangers: V1Pod[];
  /** The RuntimeClass under test before the Jobs were created, and now; null when there was none. */
  classBefore: RuntimeClassSnapshot | null;
  classNow: RuntimeClassSnapshot | null;
}

/** The evidence crosses the activity boundary, and a webhook may have added any number of things. */
const mostChanges = 12;
const mostCharacters = 240;

/** Compares a live pod with the one that we asked for. */
export function bindPod({ asked, pod, own, strangers, classBefore, classNow }: PodClaim): PodBinding {
  const { differences, remarks } = comparePod(asked.spec?.template ?? {}, pod);
  const twins = own.length > 1 ? [`its Job has ${own.length} pods, and which of them reported is not known`] : [];
  const status = pod.status?.containerStatuses?.find(
    ({ name }) => name === asked.spec?.template.spec?.containers[0]?.name,
  );
  return {
    differences: bound([...twins, ...differences]),
    remarks: bound(remarks),
    strangers: bound(strangers.map(({ metadata }) => metadata?.name ?? '')),
    runtimeClassDoubt: doubtRuntimeClass(asked, pod, classBefore, classNow),
    imageDigest: digestOf(status?.imageID ?? ''),
  };
}

/**
 * Says why the class under test is not known to have led the pod to its handler. The kubelet reads the class when it
 * starts the pod, somewhere between our two readings: if both show one and the same object, the kubelet saw it too.
 */
function doubtRuntimeClass(
  asked: V1Job,
  pod: V1Pod,
  before: RuntimeClassSnapshot | null,
  now: RuntimeClassSnapshot | null,
): string | null {
  const name = asked.spec?.template.spec?.runtimeClassName;
  if (!name) return null;
  const found = pod.spec?.runtimeClassName;
  if (!found) return null;
  if (found !== name) return `RuntimeClass ${found} where ${name} was asked for: something changed it`;
  if (!now) return `RuntimeClass ${name}, which does not exist`;
  // Our first reading may come after the Job when an activity was run again, so the pod must be the younger one.
  const podCreatedMs = new Date(pod.metadata?.creationTimestamp ?? Number.NaN).getTime();
  const isOlder = now.createdAt !== null && Date.parse(now.createdAt) <= podCreatedMs;
  if (now.uid !== '' && before?.uid === now.uid && isOlder) return null;
  return `RuntimeClass ${name}, which was made anew while the pod started (handler ${before?.handler ?? 'unknown'}, then ${now.handler})`;
}

function bound(texts: string[]): string[] {
  const some = texts.slice(0, mostChanges).map((text) => quote(text, mostCharacters));
  return texts.length > mostChanges ? [...some, `${texts.length - mostChanges} more`] : some;
}
