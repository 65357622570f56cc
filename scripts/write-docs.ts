import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderParametersPage } from './docs/render-parameters-page.ts';
import { renderSampleSettings } from './docs/render-sample-settings.ts';
import { renderSettingsPage } from './docs/render-settings-page.ts';

const root = join(import.meta.dirname, '..');

/** Files that follow from the code, and how. */
const files: Record<string, () => string> = {
  'docs/settings.md': renderSettingsPage,
  'docs/parameters.md': renderParametersPage,
  'local.settings.sample.json': renderSampleSettings,
};

/** Writes the files that follow from the code; with `--check` it names those that are not as they would be written. */
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
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
