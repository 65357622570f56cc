import type { TestStack } from '../support/main-app/start-test-stack.ts';

/** Returns the access to the tables of the app under test. */
export function storageOf({ storage }: Pick<TestStack, 'storage'>) {
  return {
    ...storage,
    tablesEndpoint: null,
    credential: { getToken: () => Promise.reject(new Error('The account key signs.')) },
  };
}
