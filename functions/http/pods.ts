import { refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { listPods } from '../../shared/api/operations/pods.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { renderPod } from '../../shared/api/render-pod.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import type { PodPage, PodQuery } from '../../shared/ports/workload-inspection.ts';
import { adapters, settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { serve } from './serve.ts';

/** Pages of the API server that are looked through for one of ours. */
const mostPages = 5;

/** Pages of the API server are never cut, so one of ours ends with the first that has something to show. */
serve(listPods, async ({ params: cluster, query, caller, request }) => {
  refuseOutside(cluster);
  const { namespace, sandboxed, maxpagesize } = query;
  const without = caller.role === 'operator' ? [] : settings.operatorNamespaces;
  let continuation = query.continuation ?? null;
  let value: ReturnType<typeof renderPod>[] = [];
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readPage(cluster, { namespace: namespace ?? null, without, limit: maxpagesize, continuation });
    const namespaces = new Map(page.namespaces.map((each) => [each.name, each]));
    const context = { runtimeClasses: page.runtimeClasses, namespaces, policy: settings.sandboxPolicy };
    value = page.pods
      .filter((pod) => !without.includes(pod.namespace))
      .map((pod) => renderPod(pod, context))
      .filter((pod) => sandboxed === undefined || String(pod.sandboxed) === sandboxed);
    continuation = page.continuation;
    if (continuation === null || value.length > 0) break;
  }
  return { status: 200, jsonBody: renderPage(request.url, query, { value, continuation }) };
});

async function readPage(cluster: ClusterReference, query: PodQuery): Promise<PodPage> {
  const needsNamespaces = settings.sandboxPolicy.namespaceSelector !== null;
  const reading = adapters.workloads.listPodPage(cluster, query, needsNamespaces);
  const page = await refuseUnlessPassing(reading.catch(refuseExpired));
  if (page) return page;
  throw new HttpError(503, 'NotRead', `Cluster ${cluster.name} could not be read now. Ask again in a minute.`);
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
