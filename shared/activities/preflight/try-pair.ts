import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import { kataOverhead } from '../../isolation/kata.ts';
import type { ClusterTrials } from '../../ports/cluster-trials.ts';
import { passed } from '../../preflight/check-rows.ts';
import { buildTrialPod, standInNamespace, type Trial } from '../../preflight/kubernetes/build-trial.ts';
import { judgeRefusal } from '../../preflight/kubernetes/judge-admission.ts';
import { judgeAdmittedPod } from '../../preflight/kubernetes/judge-admitted-pod.ts';
import { type PodResources, resourcesOf } from '../../preflight/kubernetes/pod-resources.ts';
import type { RuntimeClassDetails, TrialPlace } from '../../preflight/kubernetes/trial-facts.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { Reading } from '../../preflight/reading.ts';
import type { Read } from './read-within.ts';

type AskedJob = Trial['jobs'][PodRole];
type TriedPod = ReturnType<typeof buildTrialPod>;

interface Tried {
  trials: ClusterTrials;
  read: Read;
  cluster: ClusterReference;
  /** The namespace that was made for this app, or null. */
  namespace: string | null;
  trial: Trial;
}

type ClassReading = Promise<Reading<RuntimeClassDetails | null>>;

/**
 * Has the cluster try what a run would make: its namespace, both Jobs, and the pods that would come of these. `resources`
 * are those of both pods, as the cluster would have them.
 */
export async function tryPair(
  tried: Tried,
  classRead: ClassReading,
): Promise<{ checks: PreflightCheck[]; resources: PodResources[] }> {
  const { trials, read, cluster, namespace, trial } = tried;
  const place: TrialPlace = { namespace: namespace ?? standInNamespace, itself: namespace !== null };
  const manifest = trial.namespace;
  const [madeNamespace, ordinary, sandboxed] = await Promise.all([
    manifest && read(() => trials.tryNamespace(cluster, manifest)),
    tryRole('ordinary', tried, place, classRead),
    tryRole('sandboxed', tried, place, classRead),
  ]);
  const ofNamespace = madeNamespace ? [judgeNamespace(madeNamespace)] : [];
  const jobs = judgeJobs([ordinary.job, sandboxed.job], place);
  return {
    checks: [...ofNamespace, jobs, ordinary.check, sandboxed.check],
    resources: [ordinary.resources, sandboxed.resources],
  };
}

function judgeNamespace(reading: Reading<unknown>): PreflightCheck {
  const check = 'admission-of-namespace';
  if (reading.ok) return passed(check, 'The namespace of a run is let in.');
  return judgeRefusal(check, reading.failure, { namespace: 'kataproof-*', itself: true });
}

function judgeJobs(readings: Reading<AskedJob>[], place: TrialPlace): PreflightCheck {
  const check = 'admission-of-jobs';
  const judged = readings.flatMap((one) => (one.ok ? [] : [judgeRefusal(check, one.failure, place)]));
  const where = place.itself ? '' : ` (in ${place.namespace}, which stands in for the namespace of a run)`;
  return (
    judged.find(({ outcome }) => outcome === 'failed') ?? judged[0] ?? passed(check, `Both Jobs are let in${where}.`)
  );
}

/** Tries a Job, and then the pod that its controller would make of it. */
async function tryRole(
  role: PodRole,
  { trials, read, cluster, trial }: Tried,
  place: TrialPlace,
  classRead: ClassReading,
) {
  const asked = trial.jobs[role];
  const job = await read(() => trials.tryJob(cluster, asked));
  const pod = isSilent(job) ? job : await read(() => trials.tryPod(cluster, buildTrialPod(job.ok ? job.value : asked)));
  const known = await classRead;
  const runtimeClass = known.ok ? known.value : null;
  const check = pod.ok
    ? judgeAdmittedPod(role, asked, pod.value, { place, runtimeClass })
    : judgeRefusal(`admission-of-${role}-pod`, pod.failure, place);
  return { job, check, resources: resourcesOfPod(role, asked, pod, runtimeClass) };
}

/** Whoever gave no answer about a Job would let the table wait as long again for its pod. */
function isSilent(job: Reading<AskedJob>): job is Extract<Reading<AskedJob>, { ok: false }> {
  return !job.ok && ['DeadlineExceeded', 'ClusterUnreachable'].includes(job.failure.code);
}

/** As the cluster would have the pod, or as we ask for it. */
function resourcesOfPod(
  role: PodRole,
  asked: AskedJob,
  pod: Reading<TriedPod>,
  runtimeClass: RuntimeClassDetails | null,
): PodResources {
  const spec = (pod.ok ? pod.value.spec : undefined) ?? asked.spec?.template.spec ?? { containers: [] };
  if (pod.ok || role === 'ordinary') return resourcesOf(spec);
  return resourcesOf({ ...spec, overhead: runtimeClass?.overhead ?? kataOverhead });
}
