import type { RuntimeClassFacts } from '../../workloads/workload-facts.ts';
import type { ClusterApis } from './cluster-apis.ts';
import { listAll } from './list-all.ts';

/** Lists every RuntimeClass of a cluster with its handler. */
export async function listRuntimeClasses(apis: ClusterApis): Promise<RuntimeClassFacts[]> {
  const classes = await listAll((page) => apis.node.listRuntimeClass(page));
  return classes.map(({ metadata, handler }) => ({ name: metadata?.name ?? '', handler }));
}
