import type { HttpResponseInit } from '@azure/functions';
import { inspectCluster } from '../../shared/activities/inspect-cluster.ts';
import { refuseAbsent, refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { inspect, listFindings } from '../../shared/api/operations/findings.ts';
import { renderFindings } from '../../shared/api/render-findings.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

/** Answers 404 for a cluster of which nothing is known and which does not exist. */
serve(listFindings, ({ params: cluster, query: { all }, caller }) => {
  refuseOutside(cluster);
  return answerFindings(cluster, all, caller.role === 'operator' ? [] : settings.operatorNamespaces);
});

/** Answers 404, 409, 403, 424 and 400 as a start of a run does, and 503 where the cluster or Azure did not answer. */
serve(inspect, async ({ params: cluster }) => {
  refuseOutside(cluster);
  const order = { cluster, policy: settings.sandboxPolicy, at: new Date().toISOString() };
  if ((await refuseUnlessPassing(inspectCluster(adapters, order))) === null)
    throw new HttpError(
      503,
      'NotInspected',
      `Cluster ${cluster.name} could not be inspected now. Ask again in a minute.`,
    );
  return answerFindings(cluster, false, []);
});

/** `without` names the namespaces of whose pods this caller is told nothing. */
async function answerFindings(
  cluster: ClusterReference,
  all: boolean,
  without: readonly string[],
): Promise<HttpResponseInit> {
  const { findings: known } = adapters;
  const [findings, inspected] = await Promise.all([known.listFindings(cluster), known.readLastInspections(cluster)]);
  if (findings.length === 0 && inspected.azure === null) await refuseAbsent(adapters, cluster);
  const shown = findings.filter(({ subject }) => !without.some((namespace) => subject.startsWith(`${namespace}/`)));
  const jsonBody = renderFindings(shown, inspected, { now: new Date().toISOString(), all });
  return { status: 200, jsonBody };
}
