import { createClient } from '@hey-api/openapi-ts';

/**
 * Generates a client of the API into a folder: `node generate-client.ts DOCUMENT FOLDER`. A process of its own, because the
 * generator looks around for settings and tells what it does.
 */
const [input, path] = process.argv.slice(2);
if (!input || !path) throw new Error('Usage: node generate-client.ts DOCUMENT FOLDER');

await createClient({
  input,
  // Node takes TypeScript only with the names of its files.
  output: { path, module: { extension: '.ts' } },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { level: 'silent', file: false },
});
