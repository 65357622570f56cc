import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { keepModels } from '../../../scripts/package/called-models.ts';
import { refuseOtherUses } from '../../../scripts/package/lean-durable.ts';
import { delayExchange } from '../../../scripts/package/lean-identity.ts';
import { lightenCode } from '../../../scripts/package/lighten-code.ts';

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
