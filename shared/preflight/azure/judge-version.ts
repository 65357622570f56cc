import { nameSome } from '../../plain/name-some.ts';
import { couldNotCheck, failed, passed, warning } from '../check-rows.ts';
import { judgePoolVersion } from '../judge-pool-version.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import type { VersionOffer } from './offers.ts';

const name = 'kubernetes-version';

/** What a version is needed for. */
export interface WantedVersion {
  /** `1.35` or `1.35.3`. */
  kubernetesVersion: string;
  location: string;
  /** The plan that the cluster is on; `AKSLongTermSupport` goes on with versions that community support has left. */
  supportPlan: string | undefined;
  /** Whether the cluster is still to be made: then AKS takes what it offers now, and nothing else. */
  isNew?: boolean;
  /** What the caller chose for the pool itself. */
  pool?: Parameters<typeof judgePoolVersion>[0];
}

/** Whether AKS still makes pools of a version there: the floor of Kata, then what the location offers. */
export function judgeVersion(wanted: WantedVersion, offered: Reading<VersionOffer[]>): PreflightCheck {
  const { kubernetesVersion, location, isNew = false, pool = {} } = wanted;
  const refusal = judgePoolVersion(pool, { kubernetesVersion });
  if (refusal)
    return failed(name, refusal.message, refusal.kind === 'wrong' ? 'Ask for another version.' : 'az aks upgrade');
  if (!offered.ok) return couldNotCheck(name, `The versions of ${location}`, offered.failure);
  const versions = offered.value;
  const offer = versions.find(
    ({ minor, patches }) => kubernetesVersion === minor || patches.includes(kubernetesVersion),
  );
  const known = offer ?? versions.find(({ minor }) => kubernetesVersion.startsWith(`${minor}.`));
  const usual = versions.filter(isUsual).map(({ minor }) => minor);
  if (!known) {
    const message = `Kubernetes ${kubernetesVersion} is not among the versions that AKS offers in ${location} now.`;
    const choices = `With community support there are ${nameSome(usual, 6)}.`;
    if (isNew) return failed(name, message, `Ask for another version. ${choices}`);
    // A cluster may be left running on it, and AKS has taken pools of such versions.
    return warning(name, message, `Upgrade the cluster. ${choices}`);
  }
  if (known.preview)
    return warning(name, `Kubernetes ${known.minor} is a preview in ${location}.`, `Use one of ${nameSome(usual, 6)}.`);
  if (!isUsual(known)) return judgeLongTerm(known, wanted, usual);
  return passed(name, `Kubernetes ${kubernetesVersion} is supported in ${location}.`);
}

const isUsual = ({ plans, preview }: VersionOffer) => plans.includes('KubernetesOfficial') && !preview;

function judgeLongTerm({ minor }: VersionOffer, { supportPlan, location, isNew }: WantedVersion, usual: string[]) {
  const message = `Kubernetes ${minor} has long-term support only in ${location}`;
  if (supportPlan === 'AKSLongTermSupport') return passed(name, `${message}, which the cluster has.`);
  const others = nameSome(usual, 6);
  if (isNew)
    return failed(
      name,
      `${message}, which is not asked for.`,
      `Ask for one of ${others}, or for supportPlan AKSLongTermSupport with tier Premium.`,
    );
  return warning(
    name,
    `${message}, which the cluster has not.`,
    `Upgrade to one of ${others}, or take long-term support (tier Premium).`,
  );
}
