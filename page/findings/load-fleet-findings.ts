import { type Problem, toProblem } from '../api/problem.ts';
import { loadClusters, loadPostures } from '../fleet/load-fleet.ts';
import { type Cluster, clusterIdOf } from '../routing/addresses.ts';
import { type FindingRow, type FindingsAnswer, readFindings, toRows } from './findings.ts';

/** Requests at the same time. */
const atOnce = 6;

/** The findings of every cluster that has answered, and what is missing. */
export interface FleetFindings {
  clusters: number;
  read: number;
  rows: FindingRow[];
  /** Nobody has ever looked there: no finding means nothing. */
  neverInspected: Cluster[];
  failed: { cluster: Cluster; problem: Problem }[];
  /** Why clusters may be missing altogether; null where they were all listed. */
  unlisted: string | null;
}

/** Reads the findings of every cluster that is known of, and tells what it has after each. Throws as `ask` does. */
export async function loadFleetFindings(
  signal: AbortSignal,
  tell: (part: FleetFindings) => void,
): Promise<FleetFindings> {
  const { clusters, unlisted } = await listClusters(signal);
  const whole: FleetFindings = {
    ...{ clusters: clusters.length, read: 0, rows: [], neverInspected: [], failed: [], unlisted },
  };
  const waiting = [...clusters];
  const work = async () => {
    for (let cluster = waiting.shift(); cluster; cluster = waiting.shift()) {
      take(whole, cluster, await readFindings(cluster, signal).catch(problemOf));
      tell({ ...whole, rows: [...whole.rows] });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return whole;
}

function take(whole: FleetFindings, cluster: Cluster, answer: FindingsAnswer | Problem): void {
  whole.read++;
  if (!('value' in answer)) whole.failed.push({ cluster, problem: answer });
  else {
    whole.rows.push(...toRows(cluster, answer));
    if (answer.standing === null) whole.neverInspected.push(cluster);
  }
}

/** One cluster that does not answer hides no other; whoever is not signed in, or has given up, gets nothing at all. */
function problemOf(error: unknown): Problem {
  const problem = toProblem(error);
  if (problem === null || problem.kind === 'signed-out' || problem.kind === 'offline') throw error;
  return problem;
}

/** The clusters that ARM lists, and those that were ever proven: one of the two lists is enough to begin with. */
async function listClusters(signal: AbortSignal): Promise<{ clusters: Cluster[]; unlisted: string | null }> {
  const ignore = () => {};
  const [listed, proven] = await Promise.allSettled([loadClusters(signal, ignore), loadPostures(signal, ignore)]);
  if (listed.status === 'rejected' && proven.status === 'rejected') throw listed.reason;
  const known = new Map<string, Cluster>();
  const add = (cluster: Cluster | null) => cluster && known.set(clusterIdOf(cluster).toLowerCase(), cluster);
  if (proven.status === 'fulfilled') for (const { cluster } of proven.value.value) add(cluster);
  if (listed.status === 'fulfilled') for (const { cluster } of listed.value.value) add(cluster);
  const clusters = [...known.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  if (listed.status === 'rejected')
    return { clusters, unlisted: 'The clusters could not be listed: only those that were proven before are here.' };
  const unread = listed.value.unread.length;
  const places = `${unread} ${unread === 1 ? 'place' : 'places'}`;
  return { clusters, unlisted: unread === 0 ? null : `The clusters of ${places} could not be listed.` };
}
