import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { createWaiverSchema, findingsQuerySchema } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { validate } from '../../shared/api/parse-body.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { renderFinding, renderFindings } from '../../shared/api/render-findings.ts';
import { clusterRouteSchema } from '../../shared/api/request-schemas.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { Waiver } from '../../shared/workloads/finding.ts';
import { adapters } from '../wiring/app.ts';
import { answering } from './answer.ts';
import { readBody } from './read-body.ts';

const route = 'clusters/{subscriptionId}/{resourceGroup}/{name}/findings';

/**
 * `GET …/findings`: what does not comply in a cluster, and when the cluster was last inspected. Answers 404 for a
 * cluster of which nothing is known and which does not exist.
 */
app.http('findings', { route, methods: ['GET'], authLevel: 'function', handler: answering(listFindings) });

/** `POST …/findings/{id}/waive`: accepts a finding, with a reason and until a day. */
app.http('waiveFinding', {
  route: `${route}/{id}/waive`,
  methods: ['POST'],
  authLevel: 'function',
  handler: answering(waiveFinding),
});

/** `POST …/findings/{id}/unwaive`: takes a waiver back. */
app.http('unwaiveFinding', {
  route: `${route}/{id}/unwaive`,
  methods: ['POST'],
  authLevel: 'function',
  handler: answering(unwaiveFinding),
});

async function listFindings(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = parseCluster(request);
  const { all } = parseQuery(findingsQuerySchema, request.query);
  const { findings: known } = adapters;
  const [findings, inspected] = await Promise.all([known.listFindings(cluster), known.readLastInspections(cluster)]);
  if (findings.length === 0 && inspected.azure === null) await refuseAbsent(adapters, cluster);
  const jsonBody = renderFindings(findings, inspected, { now: new Date().toISOString(), all });
  return { status: 200, headers: { 'Cache-Control': 'no-store' }, jsonBody };
}

async function waiveFinding(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = parseCluster(request);
  return setWaiver(request, cluster, await readBody(request, createWaiverSchema(Date.now())));
}

async function unwaiveFinding(request: HttpRequest): Promise<HttpResponseInit> {
  return setWaiver(request, parseCluster(request), null);
}

function parseCluster({ params: { subscriptionId, resourceGroup, name } }: HttpRequest): ClusterReference {
  return validate(clusterRouteSchema, { subscriptionId, resourceGroup, name }, 'route');
}

async function setWaiver(
  request: HttpRequest,
  cluster: ClusterReference,
  waiver: Waiver | null,
): Promise<HttpResponseInit> {
  const id = request.params['id'] ?? '';
  const { found } = await adapters.findings.waive(cluster, id, waiver);
  const finding = found && (await adapters.findings.listFindings(cluster)).find((known) => known.id === id);
  if (!finding)
    throw new HttpError(404, 'FindingNotFound', `There is no finding ${id.slice(0, 100)} of cluster ${cluster.name}.`);
  return { status: 200, jsonBody: renderFinding(finding, new Date().toISOString()) };
}
