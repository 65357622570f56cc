import type { RuntimeClassSnapshot } from '../../isolation/deployed-pair.ts';
import { parseAmounts } from '../../workloads/pods/parse-amounts.ts';
import type { RuntimeClassFacts } from '../../workloads/workload-facts.ts';
import type { ClusterApis } from './cluster-apis.ts';
import { listAll, orNull } from './list-all.ts';

/** Lists every RuntimeClass of a cluster with its handler, and what it does to its pods. */
export async function listRuntimeClasses(apis: ClusterApis): Promise<RuntimeClassFacts[]> {
  const classes = await listAll((page) => apis.node.listRuntimeClass(page));
  return classes.map(({ metadata, handler, scheduling, overhead }) => ({
    name: metadata?.name ?? '',
    handler,
    nodeSelector: scheduling?.nodeSelector ?? {},
    overhead: overhead?.podFixed ? parseAmounts(overhead.podFixed) : null,
  }));
}

/** Reads one RuntimeClass; null when it does not exist. */
export async function readRuntimeClass(apis: ClusterApis, name: string): Promise<RuntimeClassSnapshot | null> {
  const found = await orNull(apis.node.readRuntimeClass({ name }));
  if (!found) return null;
  const { metadata, handler } = found;
  const createdAt = metadata?.creationTimestamp?.toISOString() ?? null;
  return { name: metadata?.name ?? '', uid: metadata?.uid ?? '', handler, createdAt };
}
