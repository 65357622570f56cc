import { randomBytes } from 'node:crypto';

/**
 * The environment variable with which jest's global set-up tells the test files the connection string of the Azurite
 * that they share.
 */
export const sharedAzuriteVariable = 'KATAPROOF_TEST_AZURITE';

/** A storage account, and a prefix for tables and containers that nobody else uses. */
export interface StorageRoom {
  connectionString: string;
  tablePrefix: string;
}

/** Returns a prefix for names that no other test in any process uses. */
export const newTablePrefix = (): string => `t${randomBytes(8).toString('hex')}`;

/** Opens a room in the Azurite that all test files share. Throws outside of jest. */
export function openStorageRoom(): StorageRoom {
  const connectionString = process.env[sharedAzuriteVariable];
  if (!connectionString) throw new Error('There is no shared Azurite: jest.config.mjs starts one.');
  return { connectionString, tablePrefix: newTablePrefix() };
}
