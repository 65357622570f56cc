import type { Pod } from './pods.ts';

/** What the address asks for. Pods that have ended, and those of AKS itself, are left out unless it asks for them. */
export interface PodFilter {
  namespace: string;
  sandboxed: 'yes' | 'no' | '';
  all: boolean;
  text: string;
}

/** Reads the filter from the query of the address. */
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
    const aside = pod.finished || (filter.namespace === '' && pod.system);
    if (aside && !filter.all) return false;
    const text = `${pod.namespace}/${pod.name} ${pod.owner.kind}/${pod.owner.name} ${pod.node} ${pod.runtimeClassName}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  const key = ({ namespace, owner, name }: Pod) => `${namespace}/${owner.name}/${name}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
