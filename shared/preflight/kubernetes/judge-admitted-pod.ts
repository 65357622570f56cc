import type { V1Job, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { comparePod } from '../../isolation/binding/compare-pod.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import { exemption } from '../../isolation/known-injectors.ts';
import { failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import { type Amounts, inWords, takenBy } from './pod-resources.ts';
import type { RuntimeClassDetails, TrialPlace } from './trial-facts.ts';

/**
 * Judges a pod that was let in when it was tried: whether the cluster left it as we asked for it, by the rules that the live
 * pod is judged by. `runtimeClass` is the class under test, which adds to the pod what it says.
 */
export function judgeAdmittedPod(
  role: PodRole,
  asked: V1Job,
  live: V1Pod,
  { place, runtimeClass }: { place: TrialPlace; runtimeClass: RuntimeClassDetails | null },
): PreflightCheck {
  const check = `admission-of-${role}-pod` as const;
  const template = asked.spec?.template ?? {};
  const wanted = template.spec ?? { containers: [] };
  const found = live.spec ?? { containers: [] };
  const { differences, remarks } = comparePod(template, live);
  const broken = [...findLostClass(wanted, found), ...differences, ...findLostTolerations(wanted, found)];
  const it = `It is let in${place.itself ? '' : ` (in ${place.namespace}, which stands in for the namespace of a run)`}`;
  if (broken.length > 0)
    return failed(check, `It is let in and changed, so that it proves nothing: ${broken.join('; ')}.`, `${exemption}.`);
  const selector = role === 'sandboxed' ? (runtimeClass?.nodeSelector ?? {}) : {};
  const changes = [...compareSizes(wanted, found), ...findNewPlace(wanted, found, selector), ...remarks];
  if (changes.length === 0) return passed(check, `${it} as we ask for it.`);
  return warning(check, `${it} with changes: ${changes.join('; ')}.`, `${exemption}, where that is not meant.`);
}

function findLostClass(wanted: V1PodSpec, found: V1PodSpec): string[] {
  const [name, is] = [wanted.runtimeClassName, found.runtimeClassName];
  if (!name || is === name) return [];
  return [is ? `its RuntimeClass is ${is}, not ${name}` : `something removed its runtimeClassName ${name}`];
}

function findLostTolerations(wanted: V1PodSpec, found: V1PodSpec): string[] {
  return (wanted.tolerations ?? [])
    .filter(({ key }) => !found.tolerations?.some((one) => one.key === key || one.operator === 'Exists'))
    .map(({ key }) => `its toleration of ${key} was removed`);
}

/** Limits decide the size of the virtual machine, and requests whether a node has room. */
function compareSizes(wanted: V1PodSpec, found: V1PodSpec): string[] {
  return (['limits', 'requests'] as const).flatMap((kind) => {
    const [asked, is] = [takenBy(wanted, kind), takenBy(found, kind)];
    return Object.keys({ ...asked, ...is })
      .filter((name) => asked[name] !== is[name])
      .map((name) => `its ${kind} of ${name} are ${amountIn(is, name)}, not ${amountIn(asked, name)}`);
  });
}

function amountIn(amounts: Amounts, name: string): string {
  const amount = amounts[name];
  return amount === undefined ? 'none' : inWords(name, amount);
}

/** Who steers pods by other means than we do may keep them from the node that they must run on. */
function findNewPlace(wanted: V1PodSpec, found: V1PodSpec, ofClass: Record<string, string>): string[] {
  const ours = { ...wanted.nodeSelector, ...ofClass };
  const labels = Object.keys(found.nodeSelector ?? {}).filter((label) => !(label in ours));
  const scheduler = found.schedulerName ?? 'default-scheduler';
  return [
    ...labels.map((label) => `it selects nodes by ${label}`),
    ...(found.nodeName ? [`it was bound to node ${found.nodeName}`] : []),
    ...(scheduler === 'default-scheduler' ? [] : [`its scheduler is ${scheduler}`]),
    ...(found.schedulingGates ?? []).map(({ name }) => `it waits for ${name}`),
  ];
}
