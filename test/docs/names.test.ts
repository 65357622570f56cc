import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { platformVariables } from '../../shared/settings/platform-variables.ts';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';
import { listFiles, namesIn, read } from './markdown.ts';

const settingsSchema = buildSettingsSchema();

const root = join(import.meta.dirname, '../..');
/** What the project says today; the log of changes and the decisions tell of the past. */
const pages = [...listFiles(['docs', 'infra'], '.md'), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter(
  (page) => !page.startsWith('docs/decisions/'),
);
const texts = pages.map((page): [string, string] => [page, read(page)]);

const template = JSON.parse(read('infra/azuredeploy.json'));
const parameters = Object.keys(template.parameters);
const outputs = Object.keys(template.outputs);
const azdVariables = [...read('infra/main.parameters.json').matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
/** What scripts/take-down reads beside parameters and outputs; azd fills in the second. */
const ofTakeDown = ['TAKE_DOWN', 'AZURE_SUBSCRIPTION_ID'];
const settings = [...Object.keys(settingsSchema.shape), ...Object.keys(platformVariables)];

function findAll(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

describe.each(texts)('%s', (page, text) => {
  test('names files that exist', () => {
    const tops = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const folders = tops
      .map(({ name }) => name)
      .filter((name) => !['dist', 'node_modules', 'coverage', '.local'].includes(name));
    const named = namesIn(text).filter((name) => /^[\w./-]+$/.test(name) && folders.includes(name.split('/')[0] ?? ''));
    const paths = named.filter((name) => name.includes('/') || name.includes('.'));
    // Rooms of shared/ are named without it where many are listed.
    expect(paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'shared', path)))).toEqual(
      [],
    );
  });

  test('names commands of npm that exist', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
    const known = [...scripts, 'ci', 'install'];
    const named = [
      ...findAll(text, /\bnpm run (?:--silent )?([a-z][\w:-]*)/g),
      ...findAll(text, /\bnpm (test|start|ci|install)\b/g),
    ];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('names settings that exist', () => {
    // Variables of commands, and of the pods of a proof.
    const others = /^KATAPROOF_(EVENTS_KEY|FUNCTIONS_HOST|TEST\w*|NONCE|TERMINATION_LOG|URL|KEY|TOKEN|PACKAGE)$/;
    const named = findAll(text, /\b(KATAPROOF_[A-Z][A-Z_]*[A-Z])\b/g).filter((name) => !others.test(name));
    expect(named.filter((name) => !settings.includes(name))).toEqual([]);
  });

  test('names variables and outputs of azd that exist', () => {
    const set = findAll(text, /\bazd env set ([A-Z_]+)/g);
    expect(set.filter((name) => ![...azdVariables, ...ofTakeDown].includes(name))).toEqual([]);
    const got = findAll(text, /\bazd env get-value ([A-Z_]+)/g);
    expect(got.filter((name) => !outputs.includes(name))).toEqual([]);
  });

  test('names functions that exist', () => {
    const functions: string[] = JSON.parse(read('test/contracts/main-app/cases/functions.golden.json')).map(
      ({ name }: { name: string }) => name,
    );
    const named = namesIn(text).filter((name) => /^(on[A-Z]|every[A-Z])\w+$/.test(name));
    expect(named.filter((name) => !functions.includes(name))).toEqual([]);
    if (page === 'docs/operations.md') expect(named.length).toBeGreaterThan(1);
  });

  test('names roles that exist', () => {
    const builtIn = findAll(read('infra/app/built-in-roles.json'), /"name": "([^"]+)"/g);
    const ours = existsSync(join(root, 'infra/roles'))
      ? listFiles(['infra/roles'], '.json').map((file) => JSON.parse(read(file)).Name)
      : [];
    // Roles that people have, or give by themselves.
    const general = [
      ...['Owner', 'Contributor', 'User Access Administrator', 'Role Based Access Control Administrator'],
      'Key Vault Secrets User',
    ];
    const named = findAll(
      text,
      /(?<!\*)\*([A-Z][\w ]*(?:Owner|Contributor|Reader|Sender|User|Publisher|Administrator))\*/g,
    );
    expect(named.filter((name) => ![...builtIn, ...ours, ...general].includes(name))).toEqual([]);
  });
});

describe('docs/deploy.md', () => {
  const text = read('docs/deploy.md');

  test('names parameters, settings and variables that exist, whichever way they are spelt', () => {
    const words = namesIn(text).filter((name) => /^([a-z]+[A-Z]\w*|[A-Z][A-Z_]+_[A-Z_]+)$/.test(name));
    const ofHost = ['maxQueuePollingInterval'];
    const known = [...parameters, ...azdVariables, ...outputs, ...settings, ...ofTakeDown, ...ofHost];
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
    expect(words.length).toBeGreaterThan(15);
  });

  test('gives no setting by APP_SETTINGS that the template makes itself, and so overrides', () => {
    const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
    const ofInfra = Object.entries(properties).flatMap(([name, told]) =>
      Object(told).setBy === 'infra' ? [name] : [],
    );
    expect(ofInfra).toContain('AZURE_RESOURCE_MANAGER_ENDPOINT');
    const told = text.split('\n').filter((line) => line.includes('APP_SETTINGS'));
    const given = findAll(told.join('\n'), /\b([A-Z]+_[A-Z_]+)\b/g).filter((name) => settings.includes(name));
    expect(given.filter((name) => ofInfra.includes(name))).toEqual([]);
    expect(given.length).toBeGreaterThan(1);
  });

  test('passes parameters to az that exist', () => {
    const call = /--parameters ([^\n\\]+)/.exec(text)?.[1] ?? '';
    const named = findAll(call, /\b(\w+)=/g);
    expect(named.filter((name) => !parameters.includes(name))).toEqual([]);
    const needed = parameters.filter((name) => template.parameters[name].defaultValue === undefined);
    expect(needed.filter((name) => !named.includes(name))).toEqual([]);
  });

  test('names the version of azd that azure.yaml asks for', () => {
    const [, asked] = /azd: ">= (\d+\.\d+)/.exec(read('azure.yaml')) ?? [];
    expect(text).toContain(` ${asked} or later`);
  });

  test('has every resource provider registered that the template needs', () => {
    // These are registered in every subscription.
    const always = ['Microsoft.Authorization', 'Microsoft.Resources'];
    const needed = findAll(JSON.stringify(template), /"type":"(Microsoft\.\w+)\//g);
    const told = findAll(text, /`(Microsoft\.\w+)`/g);
    expect(needed.filter((name) => ![...told, ...always].includes(name))).toEqual([]);
    // The app's network is Microsoft.App's, and the clusters are there before.
    const others = ['Microsoft.App', 'Microsoft.ContainerService'];
    expect(told.filter((name) => ![...needed, ...others].includes(name))).toEqual([]);
  });
});
