import type { TestStack } from '../support/main-app/start-test-stack.ts';

/** The way to what the app under test keeps in its tables. */
export function storageOf({ storage }: Pick<TestStack, 'storage'>) {
  return {
    ...storage,
    tablesEndpoint: null,
    credential: { getToken: () => Promise.reject(new Error('The account key signs.')) },
  };
}
