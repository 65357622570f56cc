import { randomBytes } from 'node:crypto';

/** Environment variable by which jest's global set-up tells the test files where the Azurite is that they share. */
export const sharedAzuriteVariable = 'KATAPROOF_TEST_AZURITE';

/** A storage account, and a prefix under which nobody else has tables or containers. */
export interface StorageRoom {
  connectionString: string;
  tablePrefix: string;
}

/** Prefix of names that no other test, in whatever process, uses. */
export const newTablePrefix = (): string => `t${randomBytes(8).toString('hex')}`;

/** A room in the Azurite that all test files share. Throws outside of jest. */
export function openStorageRoom(): StorageRoom {
  const connectionString = process.env[sharedAzuriteVariable];
  if (!connectionString) throw new Error('There is no shared Azurite: jest.config.mjs starts one.');
  return { connectionString, tablePrefix: newTablePrefix() };
}
