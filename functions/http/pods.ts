import { refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { listPods } from '../../shared/api/operations/pods.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { renderPod } from '../../shared/api/render-pod.ts';
import type { ReachedCluster } from '../../shared/clusters/transport.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import type { PodPage, PodQuery } from '../../shared/ports/workload-inspection.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

/** Pages of the API server that are looked through for one of ours. */
const mostPages = 5;

/** Pages of the API server are never cut, so one of ours ends with the first that has something to show. */
serve(listPods, async ({ params: cluster, query, caller, url }) => {
  refuseOutside(cluster);
  const { namespace, sandboxed, maxpagesize } = query;
  const without = caller.role === 'operator' ? [] : settings.operatorNamespaces;
  // A command makes a pod in the cluster, and a reader changes nothing there.
  const reached: ReachedCluster = caller.role === 'operator' ? cluster : { ...cluster, transport: 'kubernetes-api' };
  let continuation = query.continuation ?? null;
  let value: ReturnType<typeof renderPod>[] = [];
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readPage(reached, { namespace: namespace ?? null, without, limit: maxpagesize, continuation });
    const namespaces = new Map(page.namespaces.map((each) => [each.name, each]));
    const context = { runtimeClasses: page.runtimeClasses, namespaces, policy: settings.sandboxPolicy };
    value = page.pods
      .filter((pod) => !without.includes(pod.namespace))
      .map((pod) => renderPod(pod, context))
      .filter((pod) => sandboxed === undefined || String(pod.sandboxed) === sandboxed);
    continuation = page.continuation;
    if (continuation === null || value.length > 0) break;
  }
  return { status: 200, jsonBody: renderPage(url, query, { value, continuation }) };
});

async function readPage(cluster: ReachedCluster, query: PodQuery): Promise<PodPage> {
  const needsNamespaces = settings.sandboxPolicy.namespaceSelector !== null;
  const reading = adapters.workloads.listPodPage(cluster, query, needsNamespaces);
  const page = await refuseUnlessPassing(
    reading.catch(refuseExpired).catch((error: unknown) => refuseCommand(cluster, error)),
  );
  if (page) return page;
  throw new HttpError(503, 'NotRead', `Cluster ${cluster.name} could not be read now. Ask again in a minute.`);
}

/** Whether a command would be let in is not found out for a reader: it is enough that there is no other way. */
function refuseCommand({ name, transport }: ReachedCluster, error: unknown): never {
  const { code, message } = toFailure(error);
  if (transport === 'kubernetes-api' && code === 'ClusterUnreachable' && settings.azure.runCommand !== 'never')
    throw new HttpError(
      403,
      'RunCommandNeedsOperator',
      `Cluster ${name} is not reached over the network (${message}), and a command would make a pod in it, which no reader does: let an operator ask, or give the cluster a way in.`,
    );
  throw error;
}

/** The API server keeps the state of a list for some minutes. */
function refuseExpired(error: unknown): never {
  if (toFailure(error).code === 'Expired')
    throw new HttpError(
      410,
      'ListExpired',
      'The list has changed too much since its first page. Begin with that again.',
    );
  throw error;
}
