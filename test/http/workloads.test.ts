import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lintWorkloads, sandboxWorkloads } from '../../shared/api/operations/workloads.ts';
import { kubectl } from '../support/kubernetes/kubectl.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy', settings: {} });
});
afterAll(() => stack?.stop());

interface Options {
  type?: string | null;
  accept?: string;
}

async function send(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  { type = 'application/yaml', accept }: Options = {},
) {
  const { baseUrl, masterKey } = stack.host().ready;
  const response = await fetch(`${baseUrl}/api/workloads/${path}`, {
    method: 'POST',
    headers: {
      'x-functions-key': masterKey,
      ...(type === null ? {} : { 'content-type': type }),
      ...(accept === undefined ? {} : { accept }),
    },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  });
  const text = await response.text();
  const json = (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

const deployment = `# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels: &labels {app: shop}
spec:
  selector: {matchLabels: *labels}
  template:
    metadata: {labels: *labels}
    spec:
      # one container
      containers:
        - name: main
          image: registry.example/shop:1
          resources: {limits: {memory: 256Mi, cpu: 500m}}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}], selector: {app: shop}}
`;
const sandboxed = deployment.replace('    spec:\n', '    spec:\n      runtimeClassName: kata-vm-isolation\n');

describe('POST /api/workloads/sandbox', () => {
  test('answers with the manifests and what is to be said of each, as its schema says', async () => {
    const answer = await send('sandbox', deployment);
    expect(answer.status).toBe(200);
    const body = sandboxWorkloads.answers[200].schema?.parse(answer.json());
    expect(body).toMatchObject({
      manifests: sandboxed,
      results: [
        { kind: 'Deployment', name: 'shop', changed: true, findings: [], vm: { memoryMiB: 256, vcpus: 1 } },
        { kind: 'Service', changed: false, vm: null },
      ],
    });
    expect(answer.headers.get('kataproof-changed')).toBe('1');
  });

  test('answers with YAML alone to who asks for it, and again the same', async () => {
    const answer = await send('sandbox', deployment, { accept: 'application/yaml' });
    expect([answer.text, answer.headers.get('content-type')]).toEqual([sandboxed, 'application/yaml']);
    const again = await send('sandbox', answer.text, { accept: 'text/yaml, */*;q=0.1' });
    expect([again.text, again.headers.get('kataproof-changed'), again.headers.get('kataproof-findings')]).toEqual([
      sandboxed,
      '0',
      'none',
    ]);
  });

  test('gives JSON back as JSON, a byte order mark and all', async () => {
    const text = '\uFEFF{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[]}}';
    const { manifests } = (await send('sandbox', text, { type: 'application/json; charset=utf-8' })).json();
    expect(manifests).toBe(text.replace('"spec":{', '"spec":{"runtimeClassName":"kata-vm-isolation",'));
  });

  test('puts in the class that is asked for, and lets others give way', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nspec: {runtimeClassName: kata-mshv-vm-isolation}\n';
    const kept = await send('sandbox?runtimeClassName=small', pod, { accept: 'application/yaml' });
    expect(kept.text).toBe(pod);
    const given = await send('sandbox?runtimeClassName=small&replace=old', pod, { accept: 'application/yaml' });
    expect(given.text).toBe('apiVersion: v1\nkind: Pod\nspec: {runtimeClassName: small}\n');
  });

  test('what it answers is taken by kubectl and by the API server', async () => {
    const container = '{name: main, image: registry.example/shop:1, resources: {limits: {memory: 256Mi, cpu: 500m}}}';
    const manifests = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: {name: alone}
    spec: {containers: [${container}]}
  - apiVersion: batch/v1
    kind: Job
    metadata: {name: nightly}
    spec:
      template:
        spec:
          # once is enough
          restartPolicy: Never
          containers:
            - ${container}
`;
    const { text } = await send('sandbox', manifests, { accept: 'application/yaml' });
    const shown = ['-o', 'jsonpath={range .items[*]}{..runtimeClassName} {end}'];
    const applied = await kubectl(stack, ['apply', '--dry-run=server', '--validate=false', ...shown, '-f', '-'], text);
    if (applied === null) return;
    expect(applied).toMatchObject({ code: 0, out: 'kata-vm-isolation kata-vm-isolation ' });
  });
});

describe('POST /api/workloads/lint', () => {
  test('answers with the findings alone', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, hostPID: true, containers: []}\n';
    const answer = await send('lint?namespace=shop', pod);
    expect(lintWorkloads.answers[200].schema.parse(answer.json())).toMatchObject({
      results: [
        {
          changed: true,
          findings: [
            { rule: 'sandbox-host-network', severity: 'high', subject: 'shop/Pod/a', message: 'Asks for hostNetwork.' },
            { rule: 'sandbox-host-processes' },
          ],
        },
      ],
    });
  });
});

describe('manifests that cannot be read', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, Options, number, string, RegExp]>([
    [
      'a tab',
      'apiVersion: v1\nspec:\n\ta: 1\n',
      {},
      400,
      'MalformedManifest',
      /^Line 3, column 1: Tabs are not allowed/,
    ],
    [
      'a template',
      'name: {{ .Release.Name }}\n',
      {},
      400,
      'ManifestIsTemplate',
      /^Line 1, column \d+: .*helm template/,
    ],
    ['a wrong type', 'kind: Pod\napiVersion: v1\nspec: {containers: 1}\n', {}, 400, 'InvalidManifest', /^Line 3/],
    ['text', 'hello', {}, 400, 'InvalidManifest', /apiVersion and kind/],
    ['nesting', '['.repeat(5_000), {}, 400, 'ManifestTooComplex', /levels deep/],
    ['YAML as JSON', 'a: 1', { type: 'application/json' }, 400, 'MalformedJson', /not valid JSON/],
    ['another type', 'a: 1', { type: 'text/csv' }, 415, 'UnsupportedMediaType', /application\/yaml/],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x61, 0]), {}, 400, 'MalformedText', /UTF-8/],
    ['nothing', '', {}, 400, 'MissingRequestBody', /body/],
    ['too much', `# ${'x'.repeat(600 * 1024)}`, {}, 413, 'RequestBodyTooLarge', /524288/],
  ])('%s', async (_what, body, options, status, code, words) => {
    for (const path of ['sandbox', 'lint']) {
      const answer = await send(path, body, options);
      expect([answer.status, answer.json()]).toEqual([
        status,
        { error: expect.objectContaining({ code, message: expect.stringMatching(words) }) },
      ]);
    }
  });

  test('a query that is not known is told', async () => {
    const { status, json } = await send('lint?replace=some', 'a: 1');
    expect([status, json()]).toMatchObject([400, { error: { code: 'InvalidRequest' } }]);
  });
});
