import { app, type HttpRequest } from '@azure/functions';
import { validate } from '../../shared/api/parse-body.ts';
import { renderPosture } from '../../shared/api/posture-view.ts';
import { clusterFields, runPageSchema } from '../../shared/api/request-schemas.ts';
import { adapters } from '../app.ts';
import { answering } from './answer.ts';

/** `GET /api/postures`: what is known of every pool of the fleet, in the order of cluster and pool, a page at a time. */
app.http('postures', {
  route: 'postures',
  methods: ['GET'],
  authLevel: 'function',
  handler: answering(async (request) => {
    const { limit, continuation } = validate(runPageSchema, Object.fromEntries(request.query), 'query');
    const page = await adapters.postures.listPostures({ limit, continuation: continuation ?? null });
    const now = new Date().toISOString();
    const value = page.postures.map((posture) => renderPosture(posture, now));
    const nextLink = page.continuation && linkTo(request, limit, page.continuation);
    return { status: 200, headers: noStore, jsonBody: { value, ...(nextLink ? { nextLink } : {}) } };
  }),
});

/** `GET /api/clusters/{subscriptionId}/{resourceGroup}/{name}/postures`: what is known of each pool of one cluster. */
app.http('clusterPostures', {
  route: 'clusters/{subscriptionId}/{resourceGroup}/{name}/postures',
  methods: ['GET'],
  authLevel: 'function',
  handler: answering(async (request) => {
    const { subscriptionId, resourceGroup, name } = request.params;
    const cluster = validate(clusterFields, { subscriptionId, resourceGroup, name }, 'cluster');
    const now = new Date().toISOString();
    const value = (await adapters.postures.listClusterPostures(cluster)).map((posture) => renderPosture(posture, now));
    return { status: 200, headers: noStore, jsonBody: { value } };
  }),
});

const noStore = { 'Cache-Control': 'no-store' };

function linkTo(request: HttpRequest, limit: number, continuation: string): string {
  const { origin, pathname } = new URL(request.url);
  return `${origin}${pathname}?limit=${limit}&continuation=${encodeURIComponent(continuation)}`;
}
