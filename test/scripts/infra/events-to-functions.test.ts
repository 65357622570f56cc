import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readParameters } from '../../../scripts/infra/parameters-from-environment.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const cluster =
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/east/providers/Microsoft.ContainerService/managedClusters/blue';
const environment = {
  EVENT_DELIVERY: 'AzureFunction',
  AZURE_ENV_NAME: 'test',
  AZURE_LOCATION: 'westeurope',
  AZURE_SUBSCRIPTION_ID: '22222222-2222-2222-2222-222222222222',
  FUNCTION_APP_NAME: 'func',
  STORAGE_ACCOUNT_NAME: 'storage',
  LOG_ANALYTICS_WORKSPACE_NAME: 'logs',
  WATCHED_CLUSTERS: JSON.stringify([cluster]),
};

describe('the script', () => {
  let folder = '';
  // A program in place of the Azure CLI, which keeps what it was told.
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'az-'));
    writeFileSync(
      join(folder, 'az'),
      `#!${process.execPath}\nconst fs = require('node:fs');\nconst told = process.argv.slice(2);\n` +
        `const file = told[told.indexOf('--parameters') + 1].slice(1);\n` +
        `fs.writeFileSync(${JSON.stringify(join(folder, 'told.json'))}, JSON.stringify({ told, given: JSON.parse(fs.readFileSync(file)) }));\n` +
        `process.exit(Number(process.env.AZ_ENDS ?? 0));\n`,
    );
    chmodSync(join(folder, 'az'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const run = (variables: Record<string, string>) =>
    spawnSync(process.execPath, ['scripts/events-to-functions.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...variables, TMPDIR: folder, PATH: `${folder}${delimiter}/usr/bin` },
    });

  test('gives the template what the environment says, in a file that is gone afterwards', () => {
    expect(run(environment).status).toBe(0);
    const { told, given } = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8'));
    expect(told.slice(0, 3)).toEqual(['deployment', 'sub', 'create']);
    expect(told).toEqual(expect.arrayContaining(['--subscription', environment.AZURE_SUBSCRIPTION_ID]));
    expect(given.parameters).toMatchObject({
      environmentName: { value: 'test' },
      functionAppName: { value: 'func' },
      watchedClusters: { value: [cluster] },
    });
    expect(given.parameters).not.toHaveProperty('watchedSubscriptions');
    expect(() => readFileSync(told[told.indexOf('--parameters') + 1].slice(1))).toThrow(/ENOENT/);
  });

  test('fails as the Azure CLI does', () => {
    expect(run({ ...environment, AZ_ENDS: '3' }).status).toBe(1);
  });

  test('does nothing where events come by the queue', () => {
    expect(run({ ...environment, EVENT_DELIVERY: 'StorageQueue' }).status).toBe(0);
    expect(run({}).status).toBe(0);
    expect(() => readFileSync(join(folder, 'told.json'))).toThrow(/ENOENT/);
  });
});

describe('parameters from the environment', () => {
  const template = { parameters: { siteName: { type: 'string' }, watched: { type: 'array', defaultValue: [] } } };

  test('name the variable that is missing', () => {
    expect(() => readParameters(template, {})).toThrow('SITE_NAME is not set: `azd env set SITE_NAME …`.');
  });

  test('name the variable that is no JSON', () => {
    expect(() => readParameters(template, { SITE_NAME: 'a', WATCHED: 'a,b' })).toThrow('WATCHED is no JSON: a,b');
  });
});
