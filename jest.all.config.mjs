import base from './jest.config.mjs';

/** Every test there is, in one run with one summary: what `npm run check` runs. */
export default { ...base, testPathIgnorePatterns: [] };
