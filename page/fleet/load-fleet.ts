import type { ArmCluster, ClusterPage, Posture, PosturePage } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';

/** The most that a page of a list has. */
const pageSize = 200;

/** Every posture so far, and whether these are all. */
export interface Postures {
  value: Posture[];
  whole: boolean;
}

/** Every cluster so far, and the places of which nothing is known. */
export interface Clusters {
  value: ArmCluster[];
  unread: ClusterPage['unread'];
  whole: boolean;
}

/** Loads what is known of every pool, and tells what it has after each page. Throws as `ask` does. */
export async function loadPostures(signal: AbortSignal, tell: (part: Postures) => void): Promise<Postures> {
  const value: Posture[] = [];
  for (let path: string | null = `/postures?maxpagesize=${pageSize}`; path; ) {
    const page: PosturePage = await askFor(path, { signal });
    value.push(...page.value);
    path = nextPath(path, page.nextLink);
    if (path) tell({ value: [...value], whole: false });
  }
  return { value, whole: true };
}

/** Loads the clusters as ARM lists them, and tells what it has after each page. Throws as `ask` does. */
export async function loadClusters(signal: AbortSignal, tell: (part: Clusters) => void): Promise<Clusters> {
  const value: ArmCluster[] = [];
  const unread: ClusterPage['unread'] = [];
  for (let path: string | null = `/clusters?maxpagesize=${pageSize}`; path; ) {
    const page: ClusterPage = await askFor(path, { signal });
    value.push(...page.value);
    unread.push(...page.unread);
    path = nextPath(path, page.nextLink);
    if (path) tell({ value: [...value], unread: [...unread], whole: false });
  }
  return { value, unread, whole: true };
}
