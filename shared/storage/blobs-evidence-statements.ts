import { odata } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus } from '../errors/parse-rest-error.ts';
import { type Envelope, envelopeSchema } from '../evidence/envelope.ts';
import { isDigest } from '../evidence/proof-record.ts';
import { parseJson } from '../plain/parse-json.ts';
import type { EvidenceStatements } from '../ports/evidence-statements.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { downloadBlob } from './blobs/download-blob.ts';
import { keepBlob } from './blobs/keep-blob.ts';
import { type BlobAccess, openContainer } from './blobs/open-container.ts';
import { listKeys } from './tables/delete-rows.ts';
import { toColumns } from './tables/json-columns.ts';
import { openTable } from './tables/open-table.ts';
import { tableSuffix, unsignedPartition } from './tables/table-layout.ts';
import { ignoreMissing } from './tables/table-rows.ts';
import { createRow } from './tables/write-row.ts';

/**
 * Implements EvidenceStatements: a blob `<digest>.dsse.json` beside the evidence, written once (If-None-Match: *), and a
 * row for each record that waits. The rows are in a table, because nothing can be removed from a container under an
 * immutability policy.
 */
export function createEvidenceStatements(
  access: BlobAccess & StorageAccess & { tablePrefix: string },
): EvidenceStatements {
  const container = openContainer(access, `${access.tablePrefix.toLowerCase()}-evidence`);
  const claims = openTable(access, `${access.tablePrefix}${tableSuffix.claims}`);
  const unmark = (digest: string) =>
    claims.use(async (client) => {
      await client.deleteEntity(unsignedPartition, digest).catch(ignoreMissing);
    });
  return {
    async keepStatement(digest, envelope) {
      await container.use((client, abortSignal) =>
        keepBlob(
          client.getBlockBlobClient(blobName(digest)),
          Buffer.from(JSON.stringify(envelope), 'utf8'),
          abortSignal,
        ),
      );
    },

    readStatement: (digest) =>
      container.use(async (client, abortSignal) => {
        if (!isDigest(digest)) return null;
        const bytes = await downloadIfThere(client, digest, abortSignal);
        return bytes && parseEnvelope(bytes, digest);
      }),

    markUnsigned: (digest, since) =>
      claims.use(async (client) => {
        await createRow(client, { partitionKey: unsignedPartition, rowKey: digest }, toColumns({ since }));
      }),

    unmark,

    listUnsigned: (limit) =>
      claims.use(async (client) => {
        const rows = await listKeys(client, odata`PartitionKey eq ${unsignedPartition}`, limit);
        return { digests: rows.map(({ rowKey }) => rowKey) };
      }),
  };
}

async function downloadIfThere(client: ContainerClient, digest: string, abortSignal: AbortSignal) {
  try {
    return await downloadBlob(client.getBlockBlobClient(blobName(digest)), abortSignal);
  } catch (error) {
    if (isStatus(error, 404)) return null;
    throw error;
  }
}

function parseEnvelope(bytes: Buffer, digest: string): Envelope {
  const { data } = envelopeSchema.safeParse(parseJson(bytes.toString('utf8')));
  if (data) return data;
  throw new KataproofError(
    'EvidenceCorrupt',
    `The statement about the evidence ${digest} is no DSSE envelope. Somebody or something changed it in the storage account; find out who.`,
  );
}

function blobName(digest: string): string {
  return `${digest}.dsse.json`;
}
