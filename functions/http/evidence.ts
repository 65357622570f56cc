import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { listProofs, readEvidence } from '../../shared/api/operations/evidence.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { isEvidenceOf } from '../../shared/evidence/is-evidence-of.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters } from '../wiring/app.ts';

/** Answers 404 for a cluster of whose pool nothing is known and which does not exist. */
serve(listProofs, async ({ params: { poolName, ...cluster }, query, url }) => {
  refuseOutside(cluster);
  const { maxpagesize: limit, continuation = null } = query;
  const since = query.since && new Date(query.since).toISOString();
  const page = await adapters.chains.listProofs(cluster, poolName, { limit, continuation, since });
  if (page.proofs.length === 0 && page.continuation === null) await refuseAbsent(adapters, cluster);
  const rendered = renderPage(url, { ...query, since }, { value: page.proofs, continuation: page.continuation });
  return { status: 200, jsonBody: rendered };
});

/** Evidence of another cluster is not found, so that who may see one cluster does not see all of them. */
serve(readEvidence, async ({ params: { digest, ...cluster } }) => {
  refuseOutside(cluster);
  const body = await readKept(cluster, digest);
  const headers = {
    'Content-Type': 'application/json',
    ETag: `"${digest}"`,
    'Repr-Digest': `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`,
  };
  return { status: 200, headers, body };
});

async function readKept(cluster: ClusterReference, digest: string): Promise<Uint8Array> {
  const bytes = await adapters.evidence.readBytes(digest);
  if (!bytes || !isEvidenceOf(cluster, Buffer.from(bytes).toString('utf8')))
    throw new HttpError(
      404,
      'EvidenceNotFound',
      `There is no evidence ${digest} of cluster ${cluster.name}. It may be older than evidence is kept.`,
    );
  return bytes;
}
