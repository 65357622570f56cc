import type { NightEnd } from './fleet-night.ts';

/** A bucket of the AKS resource provider (Microsoft Learn, throttling limits). */
const allOther = { burst: 60, perSecond: 1 };

interface FleetSize {
  clusters: number;
  pools: number;
  /** Clusters whose pools were not fresh before; all when left out. */
  due?: number;
}

/** Lists what went wrong in a night of a healthy fleet; empty when nothing did. */
export function checkNight(night: NightEnd, size: FleetSize): string[] {
  return [...checkProofs(night, size), ...checkCalls(night, size)];
}

/** The same, of what was proven alone. */
export function checkProofs({ postures, runs, progress }: NightEnd, size: FleetSize): string[] {
  const pools = runs.flatMap((run) => (run.result?.pools ?? []).map(({ poolName }) => `${run.clusterId}/${poolName}`));
  const expected = size.clusters * size.pools;
  const { due = size.clusters } = size;
  return [
    is('fresh postures', postures.filter(({ fresh, verdict }) => fresh && verdict === 'isolated').length, expected),
    is('postures', postures.length, expected),
    is('runs', runs.length, due),
    is('pools proven', pools.length, due * size.pools),
    is('different pools proven', new Set(pools).size, due * size.pools),
    is('isolated runs by the sweep', progress.verdicts['isolated'] ?? 0, due),
    is('problems', progress.problems.length, 0),
  ].flat();
}

/** The same, of what ARM was asked for. */
function checkCalls({ requests, runs, progress }: NightEnd, size: FleetSize): string[] {
  const arm = requests.filter(({ path }) => path.startsWith('/subscriptions/'));
  const { due = size.clusters } = size;
  const throttled = arm.filter(({ status }) => status === 429);
  const lists = arm.filter(({ path }) => /managedClusters$/i.test(path));
  const credentials = arm.filter(({ path }) => /listClusterUserCredential$/i.test(path));
  const reads = arm.filter(({ path }) => /managedClusters\/[^/]+$/i.test(path));
  const rest = arm.length - lists.length - credentials.length - reads.length;
  const late = mostOverdrawn(runs.map(({ createdDateTime }) => Date.parse(createdDateTime)));
  return [
    is('throttled requests', throttled.length, 0),
    is('requests of any other kind', rest, 0),
    // The page that was being planned when the host was killed may have been requested twice.
    atMost('lists', lists.length, progress.pages + 1),
    // A killed host has lost its connections, and clusters were in progress. Each visit reads its cluster, and so does its
    // run: when it has its turn, to list its nodes, and when they are proven.
    atMost('reads of clusters', reads.length, size.clusters + 3 * due + 10),
    atMost('calls for credentials', credentials.length, size.clusters + 10),
    atMost('starts beyond the bucket of a subscription', late, 0),
  ].flat();
}

function is(what: string, seen: number, expected: number): string[] {
  return seen === expected ? [] : [`${what}: ${seen}, not ${expected}`];
}

function atMost(what: string, seen: number, most: number): string[] {
  return seen <= most ? [] : [`${what}: ${seen}, more than ${most}`];
}

/**
 * Returns by how much calls at these moments would overdraw the bucket. The moments are in the task hub's time, in
 * which the sweep paces itself.
 */
function mostOverdrawn(moments: number[]): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let tokens = allOther.burst;
  let worst = tokens;
  sorted.forEach((moment, index) => {
    const since = index === 0 ? 0 : moment - (sorted[index - 1] ?? moment);
    tokens = Math.min(allOther.burst, tokens + (since * allOther.perSecond) / 1000) - 1;
    worst = Math.min(worst, tokens);
  });
  return Math.max(0, -worst);
}
