import type { listPods } from '../../shared/api/operations/pods.ts';
import type { AnswerOf, ArmCluster } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';
import { type Standing, standingOfPool } from '../parts/standing.ts';
import { type Cluster, clusterPath } from '../routing/addresses.ts';

type PodPage = AnswerOf<typeof listPods>;
export type Pod = PodPage['value'][number];

/** Every pod so far, and whether these are all. */
export interface Pods {
  value: Pod[];
  whole: boolean;
}

/** The most that a page of this list has. */
const pageSize = 500;

/** Loads the pods of a cluster, and tells what it has after each page. Throws as `ask` does. */
export async function loadPods(cluster: Cluster, signal: AbortSignal, tell: (part: Pods) => void): Promise<Pods> {
  const value: Pod[] = [];
  for (let path: string | null = `${clusterPath(cluster)}/pods?maxpagesize=${pageSize}`; path; ) {
    const page: PodPage = await askFor(path, { signal });
    value.push(...page.value);
    path = nextPath(path, page.nextLink);
    if (path) tell({ value: [...value], whole: false });
  }
  return { value, whole: true };
}

export const sandboxWords: Record<Pod['sandbox'], string> = {
  sandboxed: 'Sandboxed',
  'sandboxed-by-upstream': 'Sandboxed, not by AKS',
  'no-class': 'Not sandboxed',
  'class-absent': 'Class is absent',
  'other-handler': 'Other handler',
};

/** The pool of a pod's node: how it stands is null for one that is not of Kata. */
export interface PoolOfPod {
  name: string;
  standing: Standing | null;
}

/** AKS names the nodes of a pool after it: https://learn.microsoft.com/azure/aks/core-aks-concepts#nodes */
const nodeName = /^aks-([a-z0-9]+)-\d+-vms/;

/** The pool that a node is of, as ARM shows it; null for a node whose pool is not known. */
export function poolOfNode(node: string, { nodePools }: ArmCluster): PoolOfPod | null {
  const [, name] = nodeName.exec(node) ?? [];
  const pool = nodePools?.find((each) => each.name.toLowerCase() === name);
  return pool ? { name: pool.name, standing: standingOfPool(pool) } : null;
}

/** An amount of memory as people write it. */
export function memoryWords(mebibytes: number): string {
  return mebibytes >= 1024 && mebibytes % 256 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}
