import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Drift, findDrift, listFiles, renderDrift } from './infra/compare.ts';
import { fetchBicep } from './infra/fetch-bicep.ts';
import { type Generated, generate } from './infra/generate.ts';
import { openBicep } from './infra/open-bicep.ts';
import { endWith } from './terminal/end-with.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run infra [-- --check]

Compiles and lints every Bicep file below infra/, formats it, and writes what is made of it: the ARM JSON of each
template (infra/azuredeploy.json for main.bicep, else the same name beside it) and the snapshot of each parameters file.
With --check nothing is written: what differs from the committed files is a failure, as is any word of the Bicep CLI.

The Bicep CLI comes from NuGet by the .NET SDK; where that is absent, this is skipped.

Exit codes: 0 all is well, or skipped; 1 it is not; 2 wrong arguments.`;

const root = join(import.meta.dirname, '..');
const folder = join(root, 'infra');

async function infra(check: boolean): Promise<number> {
  const fetched = fetchBicep(join(root, '.local', 'bicep'));
  if ('absent' in fetched) {
    console.log(`\n*** SKIPPED: the Bicep below infra/ was not compiled: ${fetched.absent}. ***\n`);
    return 0;
  }
  const bicep = openBicep(fetched.path);
  try {
    const generated = await generate(bicep, root, listFiles(folder, '.bicep', '.bicepparam'));
    for (const problem of generated.problems) console.log(problem);
    const drift = findDrift(folder, generated);
    for (const line of renderDrift(root, drift)) console.log(line);
    if (check) return report(generated, drift);
    return write(generated, drift);
  } finally {
    bicep.close();
  }
}

function report({ problems, documents, formatted }: Generated, drift: Drift[]): number {
  if (drift.length > 0) console.log('Run `npm run infra` and commit what it writes.');
  console.log(
    `infra: ${formatted.size} Bicep files, ${documents.size} documents made of them; ${problems.length} problems, ${drift.length} files differ.`,
  );
  return problems.length + drift.length > 0 ? 1 : 0;
}

function write({ problems, documents, formatted }: Generated, drift: Drift[]): number {
  const byHand = drift.filter(({ what }) => what === 'written by hand');
  if (byHand.length > 0) console.log('Rename the Bicep file: its ARM JSON would overwrite a file of the same name.');
  const written = drift.filter((each) => !byHand.includes(each));
  for (const { path, what } of written) {
    if (what === 'left over') rmSync(path);
    else if (what === 'not formatted') writeFileSync(path, formatted.get(path) ?? '');
    else writeFileSync(path, JSON.stringify(documents.get(path), null, 2));
  }
  const json = written.flatMap(({ path, what }) => (what === 'left over' || !path.endsWith('.json') ? [] : [path]));
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  if (json.length > 0)
    execFileSync(process.execPath, [biome, 'format', '--write', '--log-level=error', ...json], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return problems.length + byHand.length > 0 ? 1 : 0;
}

const check = readArguments(usage, { check: { type: 'boolean' } }, ({ check }) => check === true);
await endWith(() => infra(check));
