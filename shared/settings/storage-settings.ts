import { z } from 'zod';
import { connectionString, endpoint, vaultKey } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Storage';

/** Where runs, proofs, findings and evidence are kept. */
export const storageSettings = {
  KATAPROOF_TABLES_ENDPOINT: () =>
    endpoint('the table service, such as https://account.table.core.windows.net')
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra',
          description:
            'Azure Tables by managed identity; either this or `KATAPROOF_STORAGE_CONNECTION_STRING` is needed',
          example: 'https://account.table.core.windows.net',
        }),
      ),
  KATAPROOF_BLOBS_ENDPOINT: () =>
    endpoint('the blob service, such as https://account.blob.core.windows.net')
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra',
          description: 'Azure Blobs by managed identity, where evidence is kept',
          unset: 'the same account as the tables, whose address differs in one word',
          example: 'https://account.blob.core.windows.net',
        }),
      ),
  /**
   * Azure allows 63 letters and digits in a table name, a letter first ("Understanding the Table service data model").
   * Our names add at most one word to the prefix.
   */
  KATAPROOF_TABLE_PREFIX: () =>
    z
      .string()
      .regex(/^[a-z][a-z0-9]{2,39}$/i, 'must be 3 to 40 letters and digits, beginning with a letter')
      .default('kataproof')
      .meta({
        form: '3 to 40 letters and digits, a letter first',
        ...note({
          group,
          setBy: 'appSettings',
          description: 'prefix of the names of tables and of the evidence container',
          example: 'kataproof2',
        }),
      }),
  KATAPROOF_SIGNING_KEY: () =>
    vaultKey()
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra-optional',
          description:
            'the key in Key Vault that [statements about evidence are signed with](evidence.md#signatures): its newest version, or the one that the address names',
          unset: 'evidence is not signed',
          example: 'https://vault.vault.azure.net/keys/evidence',
        }),
      ),
  KATAPROOF_STORAGE_CONNECTION_STRING: () =>
    connectionString()
      .optional()
      .meta(
        note({
          group,
          setBy: 'laptop',
          description: 'Azure Tables and Blobs by connection string: for the storage emulator and for laptops',
          example: 'UseDevelopmentStorage=true',
        }),
      ),
};
