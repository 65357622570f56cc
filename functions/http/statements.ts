import { HttpError } from '../../shared/api/http-error.ts';
import { listSigningKeys, readStatement } from '../../shared/api/operations/statements.ts';
import { parseClusterId, sameCluster } from '../../shared/clusters/cluster-id.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { clusterOf } from '../../shared/evidence/cluster-of.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters } from '../wiring/app.ts';

/** A statement about evidence of another cluster is not found, so that who may see one cluster does not see all of them. */
serve(readStatement, async ({ params: { digest, ...cluster } }) => {
  refuseOutside(cluster);
  const envelope = await adapters.statements.readStatement(digest);
  const about = envelope && parseClusterId(clusterOf(envelope) ?? '')?.cluster;
  if (!about || !sameCluster(about, cluster))
    throw new HttpError(
      404,
      'StatementNotFound',
      `There is no signed statement about evidence ${digest} of cluster ${cluster.name}. ${
        adapters.signer
          ? 'If there is such evidence, it waits for its signature, or was recorded before a key was set.'
          : 'Evidence is not signed here: KATAPROOF_SIGNING_KEY names no key.'
      }`,
    );
  return { status: 200, jsonBody: envelope };
});

serve(listSigningKeys, async () => {
  const { signer } = adapters;
  if (!signer)
    throw new HttpError(
      404,
      'SigningKeyNotSet',
      'Evidence is not signed here: KATAPROOF_SIGNING_KEY names no key in Key Vault.',
    );
  const { keys } = await signer.listKeys().catch((error: unknown) => {
    const { code, message } = toFailure(error);
    throw new HttpError(424, code, message);
  });
  return { status: 200, jsonBody: { value: keys } };
});
