import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { keepModels } from '../../../../scripts/package/lean/called-models.ts';
import { keepOperations } from '../../../../scripts/package/lean/lean-arm.ts';
import { trimBlobs } from '../../../../scripts/package/lean/lean-blobs.ts';
import { refuseOtherUses } from '../../../../scripts/package/lean/lean-durable.ts';
import { delayExchange } from '../../../../scripts/package/lean/lean-identity.ts';
import { lightenCode } from '../../../../scripts/package/lean/lighten-code.ts';

const resolve = createRequire(import.meta.url).resolve;
const modelFolder = join(dirname(resolve('@kubernetes/client-node')), 'gen/models');
const readModel = (name: string) => readFileSync(join(modelFolder, `${name}.js`), 'utf8');

describe("client-node's models", () => {
  const whole = readModel('ObjectSerializer');
  const entriesOf = (code: string) => [...code.matchAll(/^ {4}"(\w+)": \1,$/gm)].map(([, name]) => name);

  test('that are named are kept, with all that they are made of, however deep', () => {
    const kept = entriesOf(keepModels(whole, new Set(['V1Job', 'Job']), readModel));
    expect(kept).toEqual(expect.arrayContaining(['V1Job', 'V1PodSpec', 'V1Container', 'V1EnvVar', 'V1OwnerReference']));
    expect(kept).not.toContain('V1Node');
    expect(kept.length).toBeLessThan(entriesOf(whole).length / 2);
  });

  test('are exported and imported where they are kept, and only there', () => {
    const code = keepModels(whole, new Set(['V1Namespace']), readModel);
    const names = [...code.matchAll(/^import \{ (\w+) \}/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(entriesOf(code).sort());
    expect([...code.matchAll(/^export \* from '\.\.\/models\/(\w+)\.js'/gm)].map(([, name]) => name).sort()).toEqual(
      names,
    );
  });

  test('are all kept when all are named, to the letter', () => {
    const all = readdirSync(modelFolder).map((name) => name.replace(/\.js$/, ''));
    expect(keepModels(whole, new Set(all), readModel)).toBe(whole);
  });

  test('are not touched when the serializer is written otherwise', () => {
    expect(() => keepModels(whole.replaceAll("from '../models/", "from './"), new Set(['V1Job']), readModel)).toThrow();
    expect(() => keepModels(whole, new Set(['Job']), readModel)).toThrow();
  });
});

describe('storage-blob', () => {
  const root = join(dirname(resolve('@azure/storage-blob')), '../esm');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const modules = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  const trimmed = trimBlobs(modules, [
    'await client.createIfNotExists(); await client.getBlockBlobClient(name).upload(body, 1);',
  ]);
  const requests = [...trimmed].filter(([name]) => name.includes('operations')).map(([, code]) => code);
  const mappers = [...trimmed].find(([name]) => name.endsWith('mappers.js'))?.[1] ?? '';
  const exported = new Set([...mappers.matchAll(/^export const (\w+) = /gm)].map(([, name = '']) => name));

  test('keeps a method that is called, and the request that it makes', () => {
    expect(trimmed.get('Clients.js')).toMatch(/^ {4}async upload\(/m);
    expect(requests.join()).toMatch(/^const uploadOperationSpec = /m);
    expect(trimmed.get('ContainerClient.js')).toMatch(/^ {4}async createIfNotExists\(/m);
  });

  test('leaves out a method that is not, and its request', () => {
    expect(modules.get('BlobServiceClient.js')).toMatch(/^ {4}async setProperties\(/m);
    expect(trimmed.get('BlobServiceClient.js')).not.toMatch(/^ {4}async setProperties\(/m);
    expect(requests.join()).not.toMatch(/^const copyFromURLOperationSpec = /m);
  });

  test('describes all that is sent and answered, with what it is made of', () => {
    const named = [
      ...requests.flatMap((code) => code.match(/(?<=\bMappers\.)\w+/g) ?? []),
      ...[...mappers.matchAll(/className: "(\w+)"/g)].map(([, name = '']) => name),
    ];
    const before = modules.get([...modules.keys()].find((name) => name.endsWith('mappers.js')) ?? '') ?? '';
    const missing = named.filter((name) => !exported.has(name) && before.includes(`export const ${name} = `));
    expect(missing).toEqual([]);
    expect(exported.size).toBeGreaterThan(20);
  });

  test('is not touched when it is written otherwise', () => {
    const other = new Map([...modules].map(([name, code]) => [name, code.replaceAll('\n    ', '\n  ')]));
    expect(() => trimBlobs(other, [])).toThrow('written otherwise');
  });
});

describe('arm-containerservice', () => {
  const root = join(dirname(resolve('@azure/arm-containerservice')), '../esm');
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  const called = ['managedClusters', 'get', 'createOrUpdate'];
  const isCalled = (name: string) => called.includes(name);

  test('keeps the groups that are called', () => {
    const groups = [...keepOperations(read('containerServiceClient.js'), isCalled).matchAll(/this\.(\w+) = _get/g)];
    expect(groups.map(([, name]) => name)).toEqual(['managedClusters']);
  });

  test('keeps the operations that are called, to the letter', () => {
    const whole = read('classic/managedClusters/index.js');
    const operations = (code: string) => [...code.matchAll(/^ {8}(\w+): /gm)].map(([, name]) => name);
    expect(operations(keepOperations(whole, isCalled)).sort()).toEqual(['createOrUpdate', 'get']);
    expect(operations(whole).length).toBeGreaterThan(40);
    expect(keepOperations(whole, () => true)).toBe(whole);
    expect(() => transformSync(keepOperations(whole, isCalled))).not.toThrow();
  });

  test('is not touched when it is written otherwise', () => {
    expect(() => keepOperations('export class ContainerServiceClient {}', isCalled)).toThrow('written otherwise');
  });
});

describe("Durable's client", () => {
  const folder = join(dirname(resolve('durable-functions')), 'durableClient');

  test('uses of what is replaced only what the replacement has', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
    for (const name of names) refuseOtherUses(name, readFileSync(join(folder, name), 'utf8'));
    expect(names).toContain('DurableClient.js');
  });

  test.each(['this.axiosInstance.put(url)', 'axios_1.isAxiosError(error)', '(0, validator_1.isUUID)(id)'])(
    'is refused when it comes to use %s',
    (code) =>
      expect(() => refuseOtherUses('/a/DurableClient.js', code)).toThrow('DurableClient.js of durable-functions uses'),
  );
});

describe('the exchange of a token of Kubernetes', () => {
  const file = join(
    dirname(resolve('@azure/identity')),
    '../esm/credentials/managedIdentityCredential/tokenExchangeMsi.js',
  );

  test('loads its credential when it is asked for', () => {
    const code = delayExchange(readFileSync(file, 'utf8'));
    expect(code).not.toMatch(/^import .*WorkloadIdentity/m);
    expect(code).toMatch(
      /await import\("\.\.\/workloadIdentityCredential\.js"\);\s+const workloadIdentityCredential = new/,
    );
  });

  test('is not touched when it is written otherwise', () => {
    expect(() => delayExchange('export const tokenExchangeMsi = {};')).toThrow('has changed');
  });
});

describe('lighter code', () => {
  test('has no comments, and gives no name that is there anyway', async () => {
    const code = `function a() {
}
__name(a, "a");
var B = class {
  static {
    __name(this, "B");
  }
  /**
   * What c does.
   */
  c() {
  }
};
`;
    expect(await lightenCode('a.js', code)).toBe('function a() {\n}\nvar B = class {\n  c() {\n  }\n};\n');
  });

  test.each([
    'function a2() {\n}\n__name(a2, "a");\n',
    'var B = class _B {\n  static {\n    __name(this, "B");\n  }\n};\n',
    'var c = /* @__PURE__ */ __name(() => 1, "c");\n',
  ])('gives every name that is another: %j', async (code) => expect(await lightenCode('a.js', code)).toBe(code));

  test('is refused where a text looks like a comment', async () => {
    await expect(lightenCode('a.js', 'const text = `\n/* not\n a comment */\n`;\n')).rejects.toThrow(
      'comment of a.js is none',
    );
  });
});
