import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { inspectCluster } from '../../shared/activities/inspect-cluster.ts';
import { refuseAbsent, refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { findingsQuerySchema } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { renderFindings } from '../../shared/api/render-findings.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { adapters, settings } from '../wiring/app.ts';
import { answering, routeCluster } from './answer.ts';

/**
 * `GET …/findings`: what does not comply in a cluster, and when the cluster was last inspected. Answers 404 for a
 * cluster of which nothing is known and which does not exist.
 */
app.http('findings', {
  route: 'clusters/{subscriptionId}/{resourceGroup}/{name}/findings',
  methods: ['GET'],
  authLevel: 'function',
  handler: answering(listFindings),
});

/**
 * `POST …/inspect`: looks now for what does not comply, through Azure Resource Manager and the API server, and answers
 * as `GET …/findings` does. Changes nothing in the cluster and proves nothing. Answers 404, 409, 403, 424 and 400 as a
 * start of a run does, and 503 where the cluster or Azure did not answer.
 */
app.http('inspect', {
  route: 'clusters/{subscriptionId}/{resourceGroup}/{name}/inspect',
  methods: ['POST'],
  authLevel: 'function',
  handler: answering(inspect),
});

async function listFindings(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = routeCluster(request);
  const { all } = parseQuery(findingsQuerySchema, request.query);
  return answerFindings(cluster, all);
}

async function inspect(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = routeCluster(request);
  const order = { cluster, policy: settings.sandboxPolicy, at: new Date().toISOString() };
  if ((await refuseUnlessPassing(inspectCluster(adapters, order))) === null)
    throw new HttpError(
      503,
      'NotInspected',
      `Cluster ${cluster.name} could not be inspected now. Ask again in a minute.`,
    );
  return answerFindings(cluster, false);
}

async function answerFindings(cluster: ClusterReference, all: boolean): Promise<HttpResponseInit> {
  const { findings: known } = adapters;
  const [findings, inspected] = await Promise.all([known.listFindings(cluster), known.readLastInspections(cluster)]);
  if (findings.length === 0 && inspected.azure === null) await refuseAbsent(adapters, cluster);
  const jsonBody = renderFindings(findings, inspected, { now: new Date().toISOString(), all });
  return { status: 200, headers: { 'Cache-Control': 'no-store' }, jsonBody };
}
