/** The tests of `npm test`: some ten minutes on two cores. What takes longer ends in .long.test.ts. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // Ends what hangs, on the slowest machine too: nothing is late before. No test and no hook has a limit of its own.
  testTimeout: 20 * 60_000,
  globalSetup: '<rootDir>/test/support/storage/start-shared-azurite.ts',
  globalTeardown: '<rootDir>/test/support/storage/stop-shared-azurite.ts',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  // Apps that child processes load: nothing that tests import.
  modulePathIgnorePatterns: ['<rootDir>/test/.*/app/', '<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
};
