import type { Azurite } from '../../scripts/local-stack/start-azurite.ts';

/** The way to what the app under test keeps in its tables. */
export function storageOf({ connectionString }: Azurite) {
  return {
    connectionString,
    tablesEndpoint: null,
    credential: { getToken: () => Promise.reject(new Error('The account key signs.')) },
    tablePrefix: 'kataproof',
  };
}
