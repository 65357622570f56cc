import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Ajv2019Module from 'ajv/dist/2019.js';
import Ajv2020Module from 'ajv/dist/2020.js';
import Ajv04Module from 'ajv-draft-04';
import { parse } from 'yaml';
import published from './schemas/published.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readData = (file: string): Record<string, unknown> =>
  file.endsWith('.yaml') ? parse(read(file)) : JSON.parse(read(file));

// They are CommonJS modules, whose class is `default`.
const [Ajv2019, Ajv2020, Ajv04] = [Ajv2019Module.default, Ajv2020Module.default, Ajv04Module.default];
const options = { strict: false, allErrors: true, validateFormats: false } as const;

describe.each([
  ['host.json', 'host', { extensions: { durableTask: { storageProvider: { maxQueuePolingInterval: '00:00:05' } } } }],
  ['azure.yaml', 'azure', { hooks: { predown: { posix: { shell: 'sh', run: 'npm run x', continueOnError: true } } } }],
  ['local.settings.sample.json', 'local-settings', { Values: { KATAPROOF__FRESH_HOURS: '1' } }],
  ['infra/main.parameters.json', 'parameters', { parameters: { location: { value: 'westeurope' } } }],
  ['infra/azuredeploy.json', 'template', { parameters: { apiKey: { type: 'securestring' } } }],
])('%s', (file, schema, mistake) => {
  const documented = new Ajv2020(options).compile(readData(`test/infra/schemas/documented/${schema}.schema.json`));

  test('is as the documentation has it', () => {
    documented(readData(file));
    expect(documented.errors).toBeNull();
  });

  test('is held against it: a mistake is found', () => {
    expect(documented({ ...readData(file), ...mistake })).toBe(false);
  });
});

interface Published {
  schema: string;
  draft: string;
  definition?: string;
  younger?: Record<string, string>;
}

/** What `npm run schemas` has fetched. */
const fetched = (file: string) => join(root, '.local/schemas', `${file.replaceAll('/', '-')}.schema.json`);

/** The file without the keys that are documented, but younger than the published schema. */
function withoutYounger(file: string, younger: Record<string, string>): unknown {
  const data = readData(file);
  for (const pointer of Object.keys(younger)) {
    const path = pointer.split('/').slice(1);
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>((part, key) => Object(part)[key], data);
    if (parent) delete (parent as Record<string, unknown>)[last];
  }
  return data;
}

/** A checker of a published schema. What it refers to elsewhere takes anything. */
function checkerOf(file: string, { draft, definition }: Published) {
  const text = readFileSync(fetched(file), 'utf8');
  const ajv = draft === '04' ? new Ajv04(options) : new Ajv2019(options);
  const elsewhere = [...text.matchAll(/"\$ref":\s*"(https:[^"#]+)(?:#\/definitions\/(\w+))?"/g)];
  for (const [, address = '', name] of elsewhere)
    if (!ajv.getSchema(address)) ajv.addSchema(name ? { definitions: anything(elsewhere, address) } : {}, address);
  const schema = { ...JSON.parse(text) };
  if (!definition) return ajv.compile(schema);
  ajv.addSchema(schema, 'published');
  return ajv.compile({ $ref: `published${definition}` });
}

const anything = (elsewhere: RegExpMatchArray[], address: string) =>
  Object.fromEntries(elsewhere.filter(([, other]) => other === address).map(([, , name = '']) => [name, {}]));

const all: [string, Published][] = Object.entries(published);
const here = all.filter(([file]) => existsSync(fetched(file)));
if (here.length < all.length)
  console.warn('Not held against published schemas, which are not here (npm run schemas): CI does that.');

describe.each(here.length > 0 ? here : [['no file', { schema: '', draft: '' }]])('%s', (file, entry) => {
  (here.length > 0 ? test : test.skip)('is as its published schema has it', () => {
    const check = checkerOf(file, entry);
    check(withoutYounger(file, entry.younger ?? {}));
    expect(check.errors ?? null).toBeNull();
  });
});

test('every published schema is named with its commit, and every younger key with its page', () => {
  for (const [, { schema, younger = {} }] of all) {
    expect(schema).toMatch(/^https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/[0-9a-f]{40}\/\S+\.json$/);
    for (const page of Object.values(younger)) expect(page).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  }
});
