import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { applyLocalSettings } from '../../emulator/functions-host/app/host-settings.ts';
import { platformVariables } from '../../shared/settings/platform-variables.ts';
import { readSettings } from '../../shared/settings/read-settings.ts';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';

const settingsSchema = buildSettingsSchema();

const root = join(import.meta.dirname, '../..');
const sample = readFileSync(join(root, 'local.settings.sample.json'), 'utf8');
const values: Record<string, string> = JSON.parse(sample).Values;
const names = Object.keys(settingsSchema.shape);
const variables = Object.entries(platformVariables);

describe('docs/settings.md and local.settings.sample.json', () => {
  test('are as `npm run docs` writes them', async () => {
    const write = promisify(execFile)(process.execPath, [join(root, 'scripts/write-docs.ts'), '--check']);
    await expect(write).resolves.toMatchObject({ stderr: '' });
  });

  test('show examples that the schema takes', () => {
    const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
    const refused = Object.entries(settingsSchema.shape).filter(([name, schema]) => {
      const { example } = z.looseObject({ example: z.string() }).parse(properties[name]);
      return !schema.safeParse(example).success;
    });
    expect(refused.map(([name]) => name)).toEqual([]);
    expect(names.length).toBeGreaterThan(30);
  });
});

describe('local.settings.sample.json', () => {
  test('has every setting, and what a laptop needs besides', () => {
    const ofLaptops = variables
      .filter(([, variable]) => variable.setBy === 'laptop' || 'laptop' in variable)
      .map(([name]) => name);
    expect(Object.keys(values).sort()).toEqual([...names, ...ofLaptops].sort());
  });

  test('starts the app with every default', () => {
    const { KATAPROOF_STORAGE_CONNECTION_STRING } = values;
    expect(readSettings(values)).toEqual(readSettings({ KATAPROOF_STORAGE_CONNECTION_STRING }));
  });

  test('is what a host reads when it is copied', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kataproof-sample-'));
    try {
      writeFileSync(join(folder, 'local.settings.json'), sample);
      const environment: Record<string, string | undefined> = { KATAPROOF_FRESH_HOURS: '24' };
      applyLocalSettings(folder, environment);
      expect(environment).toEqual({ ...values, KATAPROOF_FRESH_HOURS: '24' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Names of variables of an environment, as they stand in code and in host.json. */
const variable =
  /['"`%]((?:KATAPROOF|AZURE|IDENTITY|MSI|WEBSITE|FUNCTIONS|APPLICATIONINSIGHTS|OTEL|DURABLE|TASKHUB|NODE|REGION)_[A-Z0-9_]+|AzureWebJobs\w+|TZ)['"`%]/g;

/** Variables of the pods of a proof, which shared/isolation/probe-script.ts sets and reads. */
const ofProbe = ['KATAPROOF_NONCE', 'KATAPROOF_TERMINATION_LOG'];

function listVariables(): Set<string> {
  const sources = ['shared', 'functions'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const texts = [...sources, 'host.json'].map((file) => readFileSync(join(root, file), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(variable)].map(([, name = '']) => name)));
}

describe('the variables that code reads', () => {
  test('are settings or variables of the platform that the docs tell of', () => {
    const known = [...names, ...Object.keys(platformVariables), ...ofProbe];
    expect([...listVariables()].filter((name) => !known.includes(name))).toEqual([]);
  });

  test('are no fewer than are told of', () => {
    const ours = variables.filter(([, { readBy }]) => readBy === 'app').map(([name]) => name);
    const read = listVariables();
    expect(ours.filter((name) => !read.has(name))).toEqual([]);
    expect(ours.length).toBeGreaterThan(1);
  });

  test('are read in one file', () => {
    const readers = ['shared', 'functions'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .filter((file) => /process\.env\b|environment\[/.test(readFileSync(join(root, folder, file), 'utf8'))),
    );
    expect(readers.sort()).toEqual(['settings/platform-variables.ts', 'settings/read-settings.ts']);
  });
});
