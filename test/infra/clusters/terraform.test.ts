import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { terraformFolder } from './forms/read-forms.ts';
import { readTerraform } from './forms/read-terraform.ts';

const program = ['terraform', 'tofu'].find((name) => spawnSync(name, ['version']).status === 0) ?? null;

const run = (folder: string, ...args: string[]) =>
  spawnSync(program ?? '', [`-chdir=${folder}`, ...args], { encoding: 'utf8', timeout: 120_000 });

/** Says in the log what was not checked here, so that nobody takes silence for a pass. */
const skip = (what: string, why: string) => console.warn(`*** SKIPPED: ${what}: ${why} ***`);

describe.each(['kata-pool', 'new-cluster'] as const)('the Terraform of %s', (template) => {
  const folder = terraformFolder(template);

  test('asks for a provider that knows KataVmIsolation, and for no other', async () => {
    const { terraform } = await readTerraform(folder);
    expect(terraform).toEqual([
      {
        required_version: '>= 1.5',
        required_providers: [{ azurerm: { source: 'hashicorp/azurerm', version: '>= 4.78, < 6.0' } }],
      },
    ]);
  });

  test('reads every variable that it has, and describes variables and outputs', async () => {
    const { files, variables, outputs } = await readTerraform(folder);
    const text = files['main.tf'] ?? '';
    const names = Object.keys(variables);
    expect(names.filter((name) => !new RegExp(`\\bvar\\.${name}\\b`).test(text))).toEqual([]);
    const read = [...text.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name ?? '');
    expect(read.filter((name) => !names.includes(name))).toEqual([]);
    const described = [...Object.values(variables), ...Object.values(outputs)];
    expect(described.filter(({ description }) => !description)).toEqual([]);
  });

  test('gives out no credential of the cluster', async () => {
    const { files } = await readTerraform(folder);
    expect(Object.values(files).join('\n')).not.toMatch(/kube_(admin_)?config|client_key|password|secret/i);
  });

  test('is written as terraform fmt writes it', () => {
    if (!program) return skip(`the format of ${template}`, 'neither terraform nor tofu is on the PATH');
    const { status, stdout } = run(folder, 'fmt', '-check', '-recursive', '-diff');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  test('is valid where the providers can be had', () => {
    if (!program) return skip(`the validity of ${template}`, 'neither terraform nor tofu is on the PATH');
    const copy = mkdtempSync(join(tmpdir(), 'kataproof-terraform-'));
    try {
      cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes('.terraform') });
      const { status } = run(copy, 'init', '-backend=false', '-input=false');
      if (status !== 0)
        return skip(`the validity of ${template}`, `${program} init could not fetch the provider azurerm`);
      expect(existsSync(join(copy, '.terraform'))).toBe(true);
      const { stdout } = run(copy, 'validate', '-json');
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
