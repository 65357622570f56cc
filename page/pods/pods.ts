import type { listPods } from '../../shared/api/operations/pods.ts';
import type { AnswerOf } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';
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

/** What the address asks for. Pods that have ended, and those of AKS itself, are left out unless it asks for them. */
export interface PodFilter {
  namespace: string;
  sandboxed: 'yes' | 'no' | '';
  all: boolean;
  text: string;
}

/** Namespaces of Kubernetes and of AKS, whose pods nobody sandboxes. */
const systemNamespace = /^(kube-|aks-|gatekeeper-system$|calico-system$|tigera-operator$|app-routing-system$)/;

export function readFilter(query: URLSearchParams): PodFilter {
  const sandboxed = (['yes', 'no'] as const).find((each) => each === query.get('sandboxed')) ?? '';
  return {
    ...{ namespace: query.get('namespace') ?? '', sandboxed },
    ...{ all: query.get('all') === 'yes', text: query.get('q') ?? '' },
  };
}

export const isEmptyFilter = ({ namespace, sandboxed, all, text }: PodFilter) =>
  namespace === '' && sandboxed === '' && !all && text === '';

/** The pods that a filter asks for, by namespace, owner and name. */
export function filterPods(pods: readonly Pod[], filter: PodFilter): Pod[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = pods.filter((pod) => {
    if (filter.namespace !== '' && pod.namespace !== filter.namespace) return false;
    if (filter.sandboxed !== '' && pod.sandboxed !== (filter.sandboxed === 'yes')) return false;
    const aside = pod.finished || (filter.namespace === '' && systemNamespace.test(pod.namespace));
    if (aside && !filter.all) return false;
    const text = `${pod.namespace}/${pod.name} ${pod.owner.kind}/${pod.owner.name} ${pod.node} ${pod.runtimeClassName}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  const key = ({ namespace, owner, name }: Pod) => `${namespace}/${owner.name}/${name}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** An amount of memory as people write it. */
export function memoryWords(mebibytes: number): string {
  return mebibytes >= 1024 && mebibytes % 256 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}
