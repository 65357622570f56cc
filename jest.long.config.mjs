import base from './jest.config.mjs';

/** Load and endurance: minutes, not seconds. `npm run test:long`, and part of `npm run check`. */
export default { ...base, testMatch: ['**/*.long.test.ts'], testPathIgnorePatterns: [] };
