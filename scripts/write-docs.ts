import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderParametersPage } from './docs/render-parameters-page.ts';
import { renderSampleSettings } from './docs/render-sample-settings.ts';
import { renderSettingsPage } from './docs/render-settings-page.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run docs [-- --check]

Writes docs/settings.md, docs/parameters.md and local.settings.sample.json from the notes in shared/settings and from
infra/azuredeploy.json. With --check nothing is written: each that is not as it would be written is named.

Exit codes: 0 all is well, 1 with --check it is not, 2 wrong arguments.`;

const root = join(import.meta.dirname, '..');

/** Files that follow from the code, and how. */
const files: Record<string, () => string> = {
  'docs/settings.md': renderSettingsPage,
  'docs/parameters.md': renderParametersPage,
  'local.settings.sample.json': renderSampleSettings,
};

const check = readArguments(usage, { check: { type: 'boolean', default: false } }, (given) => given.check === true);
for (const [file, render] of Object.entries(files)) {
  const text = render();
  if (text === read(file)) continue;
  if (check) {
    console.error(`${file} is not as the code has it: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, file), text);
    console.log(`Written: ${file}`);
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return null;
  }
}
