import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiDocument } from '../../support/main-app/check-against-document.ts';
import { startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';

const here = 'test/http/second-client';
const run = promisify(execFile);

let stack: TestStack;
let folder: string;
let document: ApiDocument;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
  folder = mkdtempSync(join(tmpdir(), 'kataproof-second-client-'));
  document = await stack.call('/api/openapi.json');
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  await run(process.execPath, [`${here}/generate-client.ts`, join(folder, 'openapi.json'), join(folder, 'client')]);
  copyFileSync(`${here}/pipeline.ts`, join(folder, 'pipeline.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack?.stop();
});

/** What the compiler says of the client, and of a pipeline that uses it. */
async function compile(): Promise<string> {
  const settings = {
    extends: resolve('tsconfig.json'),
    compilerOptions: {
      // What the generator lays beside what it generates is written for browsers too, and without this rule.
      lib: ['es2024', 'dom'],
      exactOptionalPropertyTypes: false,
      typeRoots: [resolve('node_modules/@types')],
    },
    include: ['client', 'pipeline.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const compiling = run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder, '--pretty', 'false']);
  return compiling.then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
  );
}

describe('a client that a generator made of the document', () => {
  test('compiles under our rules, and so does a pipeline that uses it', async () => {
    expect(await compile()).toBe('');
  });

  test('has a method for every operation, no type that hides one of the language, and no field of any value', () => {
    const [methods, types] = ['sdk', 'types'].map((name) =>
      readFileSync(join(folder, `client/${name}.gen.ts`), 'utf8'),
    );
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect([...(methods ?? '').matchAll(/^export const (\w+)/gm)].map(([, name]) => name).toSorted()).toEqual(
      operations.map(({ operationId }) => operationId).toSorted(),
    );
    const names = [...(types ?? '').matchAll(/^export type (\w+)/gm)].map(([, name]) => name ?? '');
    expect(names).toContain('Run');
    expect(names.filter((name) => name in globalThis)).toEqual([]);
    expect(types).not.toMatch(/\w+\??: unknown;/);
  });

  test('drives a provisioning from its preflight to its verdict, and what is known then', async () => {
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const { masterKey, baseUrl } = stack.host().ready;
    const words = [join(folder, 'pipeline.ts'), subscriptionId, resourceGroup, name];
    const env = { ...process.env, FUNCTIONS_KEY: masterKey };
    const seen = JSON.parse((await run(process.execPath, words, { env })).stdout);
    expect(seen.preflight).toContain('passed');
    expect(seen.preflight).not.toContain('failed');
    expect(seen.plan.azureCli).toMatch(/az aks nodepool add\b.*--workload-runtime KataVmIsolation/s);
    for (const [kind, { status, id, monitor, retryAfter, run, kernels }] of [
      ['provisioning', seen.provisioning],
      ['verification', seen.verification],
    ]) {
      expect({ status, monitor }).toEqual({ status: 202, monitor: `${baseUrl}/api/runs/${id}` });
      expect(retryAfter).toBeGreaterThanOrEqual(1);
      expect(run).toEqual({ id, kind, status: 'Succeeded', verdict: 'isolated', error: null });
      expect(kernels).toHaveLength(1);
      expect(kernels[0][0]).not.toBe(kernels[0][1]);
    }
    expect(seen.listed).toEqual({ ids: [seen.verification.id, seen.provisioning.id], pages: 2 });
    expect(seen.none.ids).toEqual([]);
    expect(seen.cluster).toMatchObject({ kataPools: 1, pools: expect.arrayContaining([['kata', 'fresh']]) });
    expect(seen.pods).toContainEqual(['kube-system', 'no-class']);
    expect(seen.findings.inspected).toMatch(/Z$/);
    expect(seen.sandboxed.spec.runtimeClassName).toBe('kata-vm-isolation');
    expect(seen.deleted).toBe(204);
    expect(seen.gone).toEqual({ status: 404, code: 'RunNotFound' });
    expect(seen.refused).toEqual({ status: 400, code: 'InvalidRequest', targets: ['nodePool.name'] });
  });
});
