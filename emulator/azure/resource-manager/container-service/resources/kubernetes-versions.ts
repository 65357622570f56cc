/** A Kubernetes minor version that AKS offers, with its patch versions, oldest first. */
interface OfferedVersion {
  minor: string;
  patches: string[];
  plans: ('KubernetesOfficial' | 'AKSLongTermSupport')[];
  isDefault?: true;
}

const bothPlans: OfferedVersion['plans'] = ['KubernetesOfficial', 'AKSLongTermSupport'];

/** The versions that AKS offers in autumn 2026, the same in every emulated location. */
const offered: OfferedVersion[] = [
  { minor: '1.33', patches: ['1.33.8', '1.33.9'], plans: ['AKSLongTermSupport'] },
  { minor: '1.34', patches: ['1.34.5', '1.34.6'], plans: bothPlans },
  { minor: '1.35', patches: ['1.35.3', '1.35.4'], plans: bothPlans, isDefault: true },
  { minor: '1.36', patches: ['1.36.1', '1.36.2'], plans: bothPlans },
  { minor: '1.37', patches: ['1.37.0'], plans: bothPlans },
];

/**
 * Versions that no new cluster can have, but on which older clusters still run. AKS leaves such clusters running
 * (Microsoft Learn, "Supported Kubernetes versions in AKS", FAQ), and takes new pools only while long-term support lasts.
 */
const left: { minor: string; patches: string[]; takesPools: boolean }[] = [
  { minor: '1.26', patches: ['1.26.15'], takesPools: false },
  { minor: '1.31', patches: ['1.31.13'], takesPools: true },
];

export const defaultKubernetesVersion = '1.35';

/** Returns the full version for `1.35` (its newest patch) or `1.35.3`, or null when AKS does not offer it. */
export function resolveKubernetesVersion(version: string): string | null {
  return resolve(version, offered);
}

/** The same for a cluster that exists, whose version AKS may offer no more. */
export function resolveRunningVersion(version: string): string | null {
  return resolve(version, [...offered, ...left]);
}

/** Whether new clusters of a full version need long-term support. */
export function needsLongTermSupport(version: string): boolean {
  return offered.some(({ patches, plans }) => patches.includes(version) && !plans.includes('KubernetesOfficial'));
}

function resolve(version: string, among: readonly { minor: string; patches: string[] }[]): string | null {
  for (const { minor, patches } of among) {
    if (version === minor) return patches.at(-1) ?? null;
    if (patches.includes(version)) return version;
  }
  return null;
}

/** Returns the full version that a new pool gets, or null when AKS makes no pools of that version. */
export function resolvePoolVersion(version: string): string | null {
  return resolve(version, [...offered, ...left.filter(({ takesPools }) => takesPools)]);
}

/** Compares minor versions only: the result is negative when `a` is older than `b`. */
export function compareMinorVersions(a: string, b: string): number {
  return minorOf(a) - minorOf(b);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}

/** Renders the body of `…/locations/{location}/kubernetesVersions`. */
export function renderKubernetesVersions(): unknown {
  const values = offered.map(({ minor, patches, plans, isDefault }) => ({
    version: minor,
    capabilities: { supportPlan: plans },
    ...(isDefault && { isDefault }),
    patchVersions: Object.fromEntries(patches.map((patch) => [patch, { upgrades: upgradesFrom(patch) }])),
  }));
  return { values };
}

/**
 * Renders the body of `…/locations/{location}/orchestrators`, the predecessor of `kubernetesVersions`, with one entry
 * for each patch version. It omits versions that only long-term support covers.
 */
export function renderOrchestrators(subscriptionId: string, location: string): unknown {
  const orchestrators = offered
    .filter(({ plans }) => plans.includes('KubernetesOfficial'))
    .flatMap(({ patches, isDefault }) =>
      patches.map((patch) => ({
        orchestratorType: 'Kubernetes',
        orchestratorVersion: patch,
        ...(isDefault && patch === patches.at(-1) && { default: true }),
        upgrades: upgradesFrom(patch).map((version) => ({
          orchestratorType: 'Kubernetes',
          orchestratorVersion: version,
        })),
      })),
    );
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/orchestrators`,
    name: 'default',
    type: 'Microsoft.ContainerService/locations/orchestrators',
    properties: { orchestrators },
  };
}

/** Returns the later patches of the same minor version, and every patch of the next one. */
export function upgradesFrom(version: string): string[] {
  const minor = minorOf(version);
  return offered
    .filter((candidate) => [minor, minor + 1].includes(minorOf(candidate.minor)))
    .flatMap((candidate) => candidate.patches)
    .filter((patch) => minorOf(patch) > minor || patchOf(patch) > patchOf(version));
}

function patchOf(version: string): number {
  return Number(version.split('.')[2] ?? 0);
}

/**
 * Returns every full version that a pool may have under a control plane: it must not be newer, and at most three minor
 * versions older.
 */
export function poolVersionsUnder(controlPlane: string): string[] {
  const own = left.filter(({ minor, takesPools }) => takesPools && compareMinorVersions(minor, controlPlane) === 0);
  return [...own, ...offered]
    .filter(({ minor }) => {
      const distance = compareMinorVersions(minor, controlPlane);
      return distance <= 0 && distance >= -3;
    })
    .flatMap(({ patches }) => patches)
    .filter((patch) => minorOf(patch) < minorOf(controlPlane) || patchOf(patch) <= patchOf(controlPlane));
}
