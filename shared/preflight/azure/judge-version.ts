import { nameSome } from '../../plain/name-some.ts';
import { couldNotCheck, failed, notChecked, passed, warning } from '../check-rows.ts';
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
  const { kubernetesVersion, location, pool = {} } = wanted;
  const refusal = judgePoolVersion(pool, { kubernetesVersion });
  if (refusal)
    return failed(name, refusal.message, refusal.kind === 'wrong' ? 'Ask for another version.' : 'az aks upgrade');
  if (!offered.ok) return couldNotCheck(name, `The versions of ${location}`, offered.failure);
  if (offered.value.length === 0)
    return notChecked(
      name,
      `Azure tells no version of Kubernetes for ${location}.`,
      'See that there is such a location.',
    );
  const ofCluster = judgeOffer(wanted, offered.value);
  const asked = pool.orchestratorVersion;
  if (ofCluster.outcome === 'failed' || asked === undefined || isSame(asked, kubernetesVersion)) return ofCluster;
  const ofPool = judgeOfPool(asked, wanted, offered.value);
  return ofPool.outcome === 'passed' ? ofCluster : ofPool;
}

/** `1.35` is whatever patch there is. */
const isSame = (asked: string, version: string) => asked === version || version.startsWith(`${asked}.`);

function judgeOffer(wanted: WantedVersion, versions: readonly VersionOffer[]): PreflightCheck {
  const { kubernetesVersion, location, isNew = false } = wanted;
  const known = versions.find(({ minor }) => isSame(minor, kubernetesVersion));
  const usual = usualOf(versions);
  // A cluster that is there may have been left on a patch that is offered no more.
  if (!known || (isNew && !isOffered(known, kubernetesVersion))) {
    const message = notOffered(kubernetesVersion, location);
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

/** A version that the caller chose for the pool alone: AKS makes nodes of what it offers now. */
function judgeOfPool(asked: string, wanted: WantedVersion, versions: readonly VersionOffer[]): PreflightCheck {
  const { kubernetesVersion, location, supportPlan } = wanted;
  const leaveOut = `Leave orchestratorVersion out: the nodes get the cluster's ${kubernetesVersion}.`;
  const known = versions.find((offer) => isOffered(offer, asked));
  if (!known) return failed(name, `${notOffered(asked, location)} It was asked for of the pool.`, leaveOut);
  if (known.preview)
    return warning(
      name,
      `Kubernetes ${asked}, which was asked for of the pool, is a preview in ${location}.`,
      leaveOut,
    );
  if (!isUsual(known) && supportPlan !== 'AKSLongTermSupport')
    return warning(
      name,
      `Kubernetes ${asked}, which was asked for of the pool, has long-term support only in ${location}.`,
      leaveOut,
    );
  return passed(name, `Kubernetes ${asked} is supported in ${location}.`);
}

const notOffered = (version: string, location: string) =>
  `Kubernetes ${version} is not among the versions that AKS offers in ${location} now.`;

const isOffered = ({ minor, patches }: VersionOffer, version: string) => version === minor || patches.includes(version);

const usualOf = (versions: readonly VersionOffer[]) => versions.filter(isUsual).map(({ minor }) => minor);

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
