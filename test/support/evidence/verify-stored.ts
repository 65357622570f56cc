import { BlobServiceClient } from '@azure/storage-blob';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import type { Verification } from '../../../shared/evidence/chains/verification.ts';
import { verifyEvidence } from '../../../shared/evidence/chains/verify-evidence.ts';
import type { ProofEntry } from '../../../shared/ports/proof-chains.ts';
import { createProofChains } from '../../../shared/storage/tables-proof-chains.ts';
import type { StorageRoom } from '../storage/shared-azurite.ts';
import { fileOf, given, trusting } from './sample-chain.ts';

/** The storage of tests is reached by its key. */
const nobody = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };

/** The proofs of the pool `kata` as the table lists them, and what all records that are stored come to by its head. */
export async function verifyStored(
  { connectionString, tablePrefix }: StorageRoom,
  cluster: ClusterReference,
): Promise<{ proofs: ProofEntry[]; verification: Verification }> {
  const chains = createProofChains({ connectionString, tablePrefix, tablesEndpoint: null, credential: nobody });
  const { proofs } = await chains.listProofs(cluster, 'kata', { limit: 100, continuation: null });
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(`${tablePrefix.toLowerCase()}-evidence`);
  // An archive that was away from the beginning has no container yet.
  await container.createIfNotExists();
  const files = [];
  for await (const { name } of container.listBlobsFlat()) {
    const text = (await container.getBlobClient(name).downloadToBuffer()).toString('utf8');
    if (!name.endsWith('.dsse.json')) files.push(fileOf(text, name.slice(0, 64)));
  }
  const { value } = await chains.readHead(cluster, 'kata');
  const heads = value ? [value.digest] : [];
  return { proofs, verification: verifyEvidence(given([], { files }), trusting({ heads })) };
}
