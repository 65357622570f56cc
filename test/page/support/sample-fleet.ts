/** Answers of the API for a fleet of any size, by which a browser is answered in place of the store. */

const dayMs = 86_400_000;
const subscriptions = ['5f1d8a52-77c0-4a3e-9d11-0c3a0a4be001', '8b62f0c1-2e44-4f2c-8f0b-9a52d1c7e002'];
const environments = ['payments', 'identity', 'search', 'media', 'billing', 'edge', 'risk', 'reports'];
const regions = ['weu', 'neu', 'frc', 'swe', 'uks'];
const poolNames = ['kata', 'kataspot', 'tenants', 'builds', 'sandbox'];
const images = ['AKSAzureLinux-V3katagen2-202611.03.0', 'AKSAzureLinux-V3katagen2-202610.18.0'];

const pick = <T>(from: readonly T[], place: number): T => from[place % from.length] as T;

export function clusterOf(place: number) {
  const name = `aks-${pick(environments, place)}-${pick(regions, place >> 3)}-${String(place).padStart(3, '0')}`;
  return {
    subscriptionId: pick(subscriptions, place),
    resourceGroup: `rg-${pick(environments, place)}-${pick(regions, place >> 3)}`,
    name,
  };
}

const idOf = ({ subscriptionId, resourceGroup, name }: ReturnType<typeof clusterOf>) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;

const reasons = {
  isolated: 'All 3 nodes give sandboxed pods a Kata kernel of their own.',
  'shared-kernel':
    "Node aks-kata-30114582-vmss000002: The sandboxed pod shares the node's kernel: its boot id is the node's, although Kata was asked for.",
  suspect:
    'Node aks-kata-30114582-vmss000000: The sandboxed pod has a kernel of its own that shows no mark of Kata: a command line without it and no readable DMI.',
  inconclusive:
    'Node aks-kata-30114582-vmss000001: The pod pair could not speak: FailedScheduling: 0/3 nodes are available: 3 Insufficient memory.',
} as const;

function verdictOf(place: number): keyof typeof reasons {
  if (place === 7) return 'shared-kernel';
  if (place % 701 === 400) return 'suspect';
  return place % 211 === 60 ? 'inconclusive' : 'isolated';
}

/** A posture of the pool at a place in the fleet: five pools a cluster. */
export function postureOf(place: number, nowMs: number) {
  const cluster = clusterOf(Math.floor(place / 5));
  const verdict = verdictOf(place);
  const ageMs = (place % 97 === 3 ? 9 : (place % 20) / 20) * dayMs + 600_000;
  const provenAt = new Date(nowMs - ageMs).toISOString();
  const age = ageMs > 7 * dayMs ? 'stale' : ageMs > 0.9 * dayMs ? 'due' : 'fresh';
  return {
    ...{ clusterId: idOf(cluster).toLowerCase(), cluster, poolName: pick(poolNames, place) },
    ...{
      verdict,
      reason: reasons[verdict],
      since: new Date(nowMs - ageMs - (place % 60) * dayMs).toISOString(),
      provenAt,
    },
    ...{ freshUntil: new Date(nowMs - ageMs + 1.5 * dayMs).toISOString(), nodeImageVersion: pick(images, place >> 1) },
    ...{ nodesPresent: 3 + (place % 9), nodesProven: 3 + (place % 9) - (verdict === 'isolated' ? 0 : 1) },
    ...{
      runId: `run-${place}`,
      evidenceHash: null,
      evidenceSince: null,
      changing: place % 41 === 5,
      changingSince: null,
    },
    ...{ quarantined: verdict === 'shared-kernel', retired: false, fresh: age !== 'stale', age },
  };
}

/** A page of the list of postures, as `GET /api/postures` answers a URL. */
export function posturePage(url: string, count: number, nowMs: number) {
  const { origin, pathname, searchParams } = new URL(url);
  const [size, from] = [Number(searchParams.get('maxpagesize') ?? 50), Number(searchParams.get('continuation') ?? 0)];
  const upTo = Math.min(count, from + size);
  const value = Array.from({ length: upTo - from }, (_, place) => postureOf(from + place, nowMs));
  const nextLink = `${origin}${pathname}?maxpagesize=${size}&continuation=${upTo}`;
  return { value, ...(upTo < count && { nextLink }) };
}

/**
 * What the pool at a place has been proven to be, night after night: what its posture says, since when that says so, and
 * something else in the night before. Some nights are missing, and the image changes once.
 */
export function proofPage(place: number, nowMs: number) {
  const { verdict, since, provenAt } = postureOf(place, nowMs);
  const ago = (at: string) => Math.floor((nowMs - Date.parse(at)) / dayMs);
  const before = verdict === 'isolated' ? pick(['inconclusive', 'shared-kernel'] as const, place) : 'isolated';
  const verdictAt = (night: number) => {
    if (night <= ago(since)) return verdict;
    return night === ago(since) + 1 ? before : 'isolated';
  };
  const nights = Array.from({ length: 88 }, (_, night) => night).filter(
    (night) => night >= ago(provenAt) && (night + place) % 23 !== 5,
  );
  const value = nights.map((night, newer) => {
    const told = verdictAt(night);
    return {
      ...{ sequence: nights.length - newer, runId: `run-${place}-${night}`, verdict: told, reason: reasons[told] },
      ...{ provenAt: new Date(nowMs - night * dayMs).toISOString(), nodesPresent: 3 },
      nodesProven: told === 'isolated' ? 3 : 2,
      ...{
        nodeImageVersion: pick(images, night < 18 ? 0 : 1),
        digest: 'a'.repeat(64),
        previousDigest: 'b'.repeat(64),
        signed: true,
      },
    };
  });
  return { value };
}

/** Where in the fleet the pool is of whose proofs a URL asks; the first place for one of another name. */
export function placeOf(url: string): number {
  const [, cluster = '', pool = ''] = /\/([^/]+)\/nodePools\/([^/]+)\/proofs/.exec(new URL(url).pathname) ?? [];
  const first = (Number(cluster.slice(-3)) || 0) * 5;
  return (
    first +
    Math.max(
      0,
      [0, 1, 2, 3, 4].findIndex((next) => pick(poolNames, first + next) === pool),
    )
  );
}

/** A cluster with a pool that nobody has proven, and a place that could not be listed. */
export function clusterPage() {
  const cluster = clusterOf(900);
  const pool = {
    ...{
      name: 'newkata',
      kata: true,
      workloadRuntime: 'KataVmIsolation',
      mode: 'User',
      osSku: 'AzureLinux',
      vmSizes: ['Standard_D4s_v5'],
    },
    ...{
      count: 2,
      zones: [],
      kubernetesVersion: '1.35.4',
      nodeImageVersion: pick(images, 0),
      provisioningState: 'Succeeded',
    },
    ...{
      provisioningError: null,
      powerState: 'Running',
      nodeTaints: [],
      quarantine: null,
      proof: 'never',
      lastProof: null,
    },
  };
  const value = [
    {
      ...{
        clusterId: idOf(cluster),
        cluster,
        location: 'westeurope',
        provisioningState: 'Succeeded',
        powerState: 'Running',
      },
      ...{
        kubernetesVersion: '1.35.4',
        privateCluster: false,
        localAccountsDisabled: true,
        nodeAutoProvisioning: false,
      },
      ...{ tags: {}, kataPools: 1, nodePools: [pool], autoProvisioned: null },
    },
  ];
  const unread = [
    {
      subscriptionId: '0c3a0a4b-0000-4000-8000-00000000e003',
      resourceGroup: null,
      code: 'AuthorizationFailed',
      message: 'The app may not read this subscription.',
    },
  ];
  return { value, unread };
}
