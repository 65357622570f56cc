import { type AllowedScopes, isAllowed } from '../../clusters/allowed-scopes.ts';
import { parseClusterId } from '../../clusters/cluster-id.ts';
import { storageKey } from '../../clusters/keys.ts';
import type { Place } from '../../fleet/places-of.ts';
import { chunks } from '../../plain/chunks.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Posture } from '../../posture/posture.ts';
import type { ReportParts } from '../../reports/compose/compose-report.ts';
import { byGravity } from '../../reports/compose/findings-of-cluster.ts';
import type { Gap, ReportFinding } from '../../reports/model/report.ts';
import { listKnownClusters } from '../list-known-clusters.ts';
import { type ClusterToReport, readKnownCluster } from './read-known-cluster.ts';

/** How much one report holds: an answer is built in memory. Tests have smaller limits. */
export interface FleetLimits {
  clusters: number;
  /** The gravest are kept. */
  findings: number;
}

/** A cluster has about three pools, and a finding some 1.5 kB: this is 20 MB at most. */
export const fleetLimits: FleetLimits = { clusters: 2_000, findings: 10_000 };

/** What is read of the fleet, and for whom. */
export interface FleetOrder {
  places: readonly Place[];
  scopes: AllowedScopes;
  /** Namespaces of whose pods the reader is told nothing. */
  without: readonly string[];
  /** ISO 8601. */
  at: string;
  limits: FleetLimits;
}

/** Clusters whose findings are read at the same time. */
const atOnce = 10;

const pageSize = 100;

/**
 * Everything that is known of the fleet: each cluster that ARM lists, with its Kata pools, proven or not, and each that has
 * postures and is not listed, because its place could not be read or is watched no more. What could not be read, and what
 * is beyond the limits, is told among the gaps.
 */
export async function readFleet(
  ports: Pick<Ports, 'clusters' | 'postures' | 'findings'>,
  order: FleetOrder,
): Promise<Omit<ReportParts, 'scope'>> {
  const { scopes, limits } = order;
  const gaps: Gap[] = [];
  const known = new Map<string, ClusterToReport>();
  for (const each of await listClusters(ports, order, gaps)) known.set(storageKey(each.cluster), each);
  let beyond = await addPostures(ports, known, ({ cluster }) => isAllowed(scopes, cluster), limits.clusters);
  const all = [...known.values()];
  beyond += Math.max(0, all.length - limits.clusters);
  if (beyond > 0)
    gaps.push(
      gapOf(
        'unread',
        'fleet',
        `${beyond} clusters at least are not in it: a report holds ${limits.clusters}. Ask cluster by cluster.`,
      ),
    );
  const parts: Omit<ReportParts, 'scope'> = { clusters: [], pools: [], findings: [], gaps };
  const dropped = new Map<string, { name: string; count: number }>();
  for (const batch of chunks(all.slice(0, limits.clusters), atOnce)) {
    const read = await Promise.all(batch.map((each) => readKnownCluster(ports, { ...each, ...order })));
    for (const part of read.filter((each) => each.known)) {
      parts.clusters.push(part.cluster);
      parts.pools.push(...part.pools);
      parts.gaps.push(...part.gaps);
      parts.findings.push(...part.findings);
    }
    for (const { clusterId, clusterName } of dropLeastGrave(parts.findings, limits.findings)) {
      const { count } = dropped.get(clusterId) ?? { count: 0 };
      dropped.set(clusterId, { name: clusterName, count: count + 1 });
    }
  }
  // Cluster by cluster: without a gap of its own one would look like a cluster without these findings.
  for (const [clusterId, { name, count }] of dropped)
    gaps.push({
      ...{ kind: 'left-out', clusterId, subject: `findings of ${name}` },
      message: `${count}, the least grave of the fleet, whose report holds ${limits.findings}. Ask for the cluster's own report.`,
    });
  return parts;
}

const gapOf = (kind: Gap['kind'], subject: string, message: string): Gap => ({
  ...{ kind, clusterId: null, subject, message },
});

/** What ARM lists, place after place, until it is more than a report holds. */
async function listClusters(
  ports: Pick<Ports, 'clusters'>,
  { places, scopes, limits }: FleetOrder,
  gaps: Gap[],
): Promise<ClusterToReport[]> {
  const found: ClusterToReport[] = [];
  let continuation: string | null = null;
  do {
    const page = await listKnownClusters(ports, places, { limit: pageSize, continuation });
    for (const facts of page.clusters) {
      const cluster = parseClusterId(facts.id)?.cluster;
      if (cluster && isAllowed(scopes, cluster)) found.push({ cluster, facts, postures: [] });
    }
    for (const { place, failure } of page.unread)
      gaps.push({
        kind: 'unread',
        clusterId: null,
        subject: place.resourceGroup ? `${place.subscriptionId}/${place.resourceGroup}` : place.subscriptionId,
        message: `Its clusters could not be listed (${failure.code}: ${failure.message}), so there may be more than this report has.`,
      });
    continuation = page.continuation;
  } while (continuation !== null && found.length <= limits.clusters);
  if (continuation !== null)
    gaps.push(
      gapOf('unread', 'list of clusters', 'Azure lists more clusters than a report holds; the rest was not listed.'),
    );
  return found;
}

/** Puts each posture to its cluster. Returns of how many clusters there is no room. */
async function addPostures(
  ports: Pick<Ports, 'postures'>,
  known: Map<string, ClusterToReport>,
  counts: (posture: Posture) => boolean,
  most: number,
): Promise<number> {
  const beyond = new Set<string>();
  let continuation: string | null = null;
  do {
    const page = await ports.postures.listPostures({ limit: pageSize, continuation });
    for (const posture of page.postures.filter(counts)) {
      const key = storageKey(posture.cluster);
      const each = known.get(key);
      if (each) known.set(key, { ...each, postures: [...each.postures, posture] });
      else if (posture.retired) continue;
      else if (known.size < most) known.set(key, { cluster: posture.cluster, facts: null, postures: [posture] });
      else beyond.add(key);
    }
    continuation = page.continuation;
  } while (continuation !== null);
  return beyond.size;
}

/** Leaves the gravest, in place, and returns those that went. */
function dropLeastGrave(findings: ReportFinding[], most: number): ReportFinding[] {
  if (findings.length <= most) return [];
  findings.sort(byGravity);
  return findings.splice(most);
}
