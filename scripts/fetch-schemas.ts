import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run schemas

Fetches the published schemas that test/infra/schemas/published.json and test/reports/published.json name, each at its
commit, into .local/schemas, for test/infra/schemas.test.ts and test/reports. They are others' work, so they are no part of this repository.

Exit codes: 0 all are there, 1 one could not be fetched, 2 wrong arguments.`;

const root = join(import.meta.dirname, '..');
const folder = join(root, '.local/schemas');
/** What holds in every network that reaches GitHub at all. */
const patienceMs = 60_000;

readArguments(usage, {}, () => undefined);
const lists = ['test/infra/schemas/published.json', 'test/reports/published.json'];
const published: Record<string, { schema: string }> = Object.assign(
  {},
  ...lists.map((list) => JSON.parse(readFileSync(join(root, list), 'utf8'))),
);
mkdirSync(folder, { recursive: true });
for (const [file, { schema }] of Object.entries(published)) {
  const answer = await fetch(schema, { signal: AbortSignal.timeout(patienceMs) }).catch((error: Error) => error);
  if (answer instanceof Error || !answer.ok) {
    console.error(`${schema}: ${answer instanceof Error ? answer.message : `answered ${answer.status}`}`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(join(folder, `${file.replaceAll('/', '-')}.schema.json`), await answer.text());
  console.log(`Fetched the schema of ${file}`);
}
