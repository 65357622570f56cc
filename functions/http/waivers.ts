import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { createWaiverSchema } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { renderFinding } from '../../shared/api/render-findings.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { WaiverTerms } from '../../shared/workloads/finding.ts';
import { adapters } from '../wiring/app.ts';
import { answering, principalOf, routeCluster } from './answer.ts';
import { readBody } from './read-body.ts';

const route = 'clusters/{subscriptionId}/{resourceGroup}/{name}/findings/{id}';

/** `POST …/findings/{id}/waive`: accepts a finding, with a reason and until a day. */
app.http('waiveFinding', {
  route: `${route}/waive`,
  methods: ['POST'],
  authLevel: 'function',
  handler: answering(waiveFinding),
});

/** `POST …/findings/{id}/unwaive`: takes a waiver back. */
app.http('unwaiveFinding', {
  route: `${route}/unwaive`,
  methods: ['POST'],
  authLevel: 'function',
  handler: answering(unwaiveFinding),
});

async function waiveFinding(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = routeCluster(request);
  return setWaiver(request, cluster, await readBody(request, createWaiverSchema(Date.now())));
}

async function unwaiveFinding(request: HttpRequest): Promise<HttpResponseInit> {
  return setWaiver(request, routeCluster(request), null);
}

async function setWaiver(
  request: HttpRequest,
  cluster: ClusterReference,
  terms: WaiverTerms | null,
): Promise<HttpResponseInit> {
  const id = request.params['id'] ?? '';
  const asker = { at: new Date().toISOString(), by: principalOf(request) };
  const { found } = await adapters.findings.waive(cluster, id, terms, asker);
  const finding = found && (await adapters.findings.listFindings(cluster)).find((known) => known.id === id);
  if (!finding)
    throw new HttpError(404, 'FindingNotFound', `There is no finding ${id.slice(0, 100)} of cluster ${cluster.name}.`);
  return { status: 200, jsonBody: renderFinding(finding, new Date().toISOString()) };
}
