import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../../shared/api/answers/run-schemas.ts';
import { type CommandEnd, runKataproof } from '../../support/cli/run-kataproof.ts';
import { clusterWithKata } from '../../support/cli/start-kata-cluster.ts';
import { kubectl } from '../../support/kubernetes/kubectl.ts';
import { startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'kataproof-commands-'));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

let stack: TestStack;
let cluster: string;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    clusters: [clusterWithKata('demo', 1)],
    // One of them is not there.
    settings: {
      KATAPROOF_FLEET_SUBSCRIPTIONS: '11111111-1111-4111-8111-111111111111,99999999-9999-4999-8999-999999999999',
    },
  });
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  cluster = `${subscriptionId}/${resourceGroup}/${name}`;
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls a command of the app of this file. `{cluster}` stands for its cluster. */
async function call(line: string, environment: Record<string, string> = {}): Promise<CommandEnd> {
  const { baseUrl, masterKey } = stack.host().ready;
  const args = line.split(' ').map((word) => word.replace('{cluster}', cluster));
  const end = await runKataproof(args, { KATAPROOF_URL: baseUrl, KATAPROOF_KEY: masterKey, ...environment });
  expect(`${end.stdout}${end.stderr}`).not.toContain(masterKey);
  return end;
}

/** The only thing on stdout is one document of JSON. */
async function callForJson<T>(line: string): Promise<T> {
  const { stdout } = await call(`${line} --output json`);
  return JSON.parse(stdout) as T;
}

describe('what only reads', () => {
  test('clusters lists the fleet by Kata pools; what cannot be listed is told, and no success', async () => {
    const { code, stdout, stderr } = await call('clusters');
    expect(stdout).toMatch(new RegExp(`^CLUSTER +LOCATION +POOL +PROOF[^\\n]*\\n${cluster} +\\S+ +kata +\\w+ `));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^99999999-\S+ is not listed\. \w+: .*\n$/)]);
    expect(await callForJson('clusters')).toMatchObject({
      value: [{ cluster: { name: 'demo' } }],
      unread: [{ subscriptionId: '99999999-9999-4999-8999-999999999999' }],
    });
  });

  test('preflight ends with 0 where everything passes, and with 1 where something fails', async () => {
    const good = await call('preflight --cluster {cluster} --node-pool fresh');
    expect([good.code, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toMatch(/^CHECK +OUTCOME/);
    const small = await call('preflight --cluster {cluster} --node-pool fresh --count 1000 -o json');
    expect([small.code, JSON.parse(small.stdout)]).toMatchObject([1, { outcome: 'failed' }]);
  });

  test('plan tells steps and nodes, or prints one text that is a whole file', async () => {
    const order = 'plan --cluster {cluster} --node-pool fresh --vm-size Standard_D8s_v5 --count 2';
    const { code, stdout } = await call(order);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^STEP +WHAT\n/);
    expect(stdout).toMatch(
      /\n\nPOOL +SIZE +VCPUS EACH +NODES +AT MOST .*\nfresh +Standard_D8s_v5 +8 +2 +2 +1 +removed-by-you\n$/,
    );
    const all = await callForJson<Record<string, string>>(order);
    for (const [format, field] of Object.entries({
      az: 'azureCli',
      bicep: 'bicep',
      arm: 'armTemplate',
      terraform: 'terraform',
    }))
      expect((await call(`${order} --format ${format}`)).stdout.trim()).toBe(all[field]?.trim());
    expect(JSON.parse((await call(`${order} --format arm`)).stdout)).toHaveProperty('resources');
    expect((await call(`${order} --format helm`)).stderr).toContain(
      '--format must be one of az, bicep, arm, terraform',
    );
    expect(await stack.armRequests().then((all) => all.filter(({ method }) => method === 'PUT'))).toEqual([]);
  });

  test('pods and findings list a cluster, and say which cluster there is not', async () => {
    const pods = await callForJson<{ value: { namespace: string; node: string | null }[] }>('pods --cluster {cluster}');
    const { stdout } = await call('pods --cluster {cluster}');
    expect(stdout.trim().split('\n')).toHaveLength(pods.value.length + 1);
    expect(pods.value.length).toBeGreaterThan(0);
    const nodes = pods.value.map(({ node }) => node ?? '-');
    expect(nodes.some((node) => node !== '-')).toBe(true);
    expect(
      stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ +/)[3]),
    ).toEqual(nodes);
    const one = await callForJson<typeof pods>('pods --cluster {cluster} -n kube-system');
    expect(new Set(one.value.map(({ namespace }) => namespace))).toEqual(new Set(['kube-system']));
    expect((await call('pods --cluster {cluster} -n nobody')).stdout).toBe('There are no such pods.\n');
    const none = await call(`pods --cluster ${cluster.replace('demo', 'nobody')}`);
    expect([none.code, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toMatch(/^Cluster\w+: .*\n$/);
  });

  test('pods tells the VM of a pod, whether it starts and who shares it, and what is found', async () => {
    const container = (name: string) => ({
      name,
      image: 'a.example/a:1',
      resources: { limits: { memory: '40Mi', cpu: '1' } },
    });
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'small', namespace: 'default' } },
      spec: { runtimeClassName: 'kata-vm-isolation', containers: ['a', 'b'].map(container) },
    };
    const made = await kubectl(stack, ['create', '--validate=false', '-f', '-'], JSON.stringify(pod));
    // There is no kubectl on this machine.
    if (made === null) return;
    const { stdout } = await call('pods --cluster {cluster} -n default');
    expect(stdout).toMatch(/^NAMESPACE +POD +CLASS +NODE +HANDLER +VM +FINDINGS\n/);
    expect(stdout).toMatch(
      /small +kata-vm-isolation +\S+ +kata +80 MiB, 2 vCPU, 2 containers, too small to start +sandbox-memory-too-low\n/,
    );
    await kubectl(stack, ['delete', 'pod', 'small', '--wait=false'], '');
  });

  test('findings that were never looked for are no pass; afterwards it is told when they were', async () => {
    const never = await call('findings --cluster {cluster}');
    expect(never.stdout).toMatch(
      /^No findings are known, [^\n]*\n\nLast inspected: [^\n]* never, workloads never\.\nPOST \/api\/clusters\/\S+\/demo\/inspect looks now/,
    );
    const { baseUrl, masterKey } = stack.host().ready;
    const path = / (\/api\S+\/)inspect /.exec(` ${never.stdout.replaceAll('\n', ' ')}`)?.[1];
    const looked = await fetch(`${baseUrl}${path}inspect`, {
      method: 'POST',
      headers: { 'x-functions-key': masterKey },
    });
    expect(looked.status).toBe(200);
    const { stdout } = await call('findings --cluster {cluster}');
    expect(stdout).toMatch(/\n\nLast inspected: pools and settings \(Azure\) 20\d\d-\S+Z, workloads 20\d\d-\S+Z\.\n$/);
    expect(stdout).not.toContain('No findings are known');
    expect(await callForJson('findings --cluster {cluster}')).toMatchObject({
      inspected: { azure: expect.stringMatching(/^20/), workloads: expect.stringMatching(/^20/) },
    });
  });

  test('lint ends with 1 for what is critical or high; sandbox prints the manifests alone', async () => {
    const pod = (more: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:${more}\n  containers:\n  - name: web\n    image: nginx:1.27\n    resources: {limits: {memory: 512Mi, cpu: "1"}}\n`;
    const [good, bad] = [write('good.yaml', pod('')), write('bad.yaml', pod('\n  hostNetwork: true'))];
    expect((await call(`lint ${good}`)).code).toBe(0);
    const linted = await call(`lint ${good} ${bad}`);
    expect([linted.code, linted.stdout]).toEqual([1, expect.stringContaining(`${bad}:1`)]);
    expect(await callForJson(`lint ${good} ${bad}`)).toMatchObject([{ file: good }, { file: bad }]);
    const { code, stdout, stderr } = await call(`sandbox ${bad}`);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^apiVersion: v1\n[\s\S]*runtimeClassName: kata-vm-isolation/),
    ]);
    expect(stderr).toContain('hostNetwork');
    expect((await call('lint none.yaml')).stderr).toContain('There is no file none.yaml.');
    const broken = write('broken.yaml', ': : [');
    const wrong = await call(`lint ${good} ${broken}`);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/^\S+broken\.yaml: MalformedManifest: Line \d+, column \d+: /);
    expect(wrong.stderr.match(/line \d+, column/gi)).toHaveLength(1);
    expect((await call(`lint ${folder}`)).stderr).toContain(`${folder} is a folder. Name its files: ${folder}/*.yaml`);
    const json = write(
      'pod.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'j' }, spec: {} }),
    );
    const marked = write('marked.yaml', `\uFEFF${pod('')}`);
    // To kubectl a stream that begins with a brace is JSON to its end.
    expect((await call(`sandbox ${json} ${marked}`)).stdout).toMatch(/^---\n\{"api.*\}\n---\napiVersion: v1\n/);
    const empty = await call(`sandbox ${good} ${write('empty.yaml', '\n')}`);
    expect([empty.code, empty.stdout]).toEqual([1, '']);
    expect(empty.stderr).toMatch(/^\S+empty\.yaml is empty\.\n/);
  });

  test('lint tells the gravest first, whatever file it is in', async () => {
    const pod = (name: string, more: string) =>
      write(
        `${name}.yaml`,
        `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: b}]${more}}\n`,
      );
    const { stdout } = await call(`lint ${pod('mild', '')} ${pod('grave', ', hostNetwork: true, hostPID: true')}`);
    const told = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0] ?? '');
    const order = ['critical', 'high', 'medium', 'low', 'info'];
    expect(new Set(told).size).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
  });

  test('sandbox and lint tell of each pod that gets no sandbox, and --replace decides over classes of others', async () => {
    const pod = (name: string, more: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  ${more}\n  containers:\n  - name: web\n    image: nginx:1.27\n    resources: {limits: {memory: 512Mi, cpu: "1"}}\n`;
    const rollout = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: canary\nspec: {}\n';
    const mixed = write(
      'mixed.yaml',
      [
        pod('other', 'runtimeClassName: runc'),
        pod('preview', 'runtimeClassName: kata-mshv-vm-isolation'),
        pod('win', 'nodeSelector: {kubernetes.io/os: windows}'),
        rollout,
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: bare\n',
      ].join('---\n'),
    );
    const kept = await call(`sandbox ${mixed}`);
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain('runtimeClassName: runc');
    for (const told of [
      /^\S+mixed\.yaml:1 {2}Pod\/other {2}note {2}Left as it is: its RuntimeClass runc /m,
      /Pod\/preview {2}note {2}Left as it is: /,
      /Pod\/win {2}note {2}Left as it is: .*Windows/,
      /Rollout\/canary {2}note {2}Passed through: Rollout makes no pods that are known here/,
      /Pod\/bare {2}note {2}Passed through: it has no pod spec/,
    ]) {
      expect(kept.stderr).toMatch(told);
      expect((await call(`lint ${mixed}`)).stderr).toMatch(told);
    }
    const old = await call(`sandbox ${mixed} --replace old`);
    expect(old.stdout).toContain('runtimeClassName: runc');
    expect(old.stdout).not.toContain('kata-mshv-vm-isolation');
    const all = await call(`sandbox ${mixed} --replace all`);
    expect(all.stdout).not.toMatch(/runc|kata-mshv/);
    expect(all.stderr).toContain('note  Replaced: its RuntimeClass runc ');
    expect((await call(`sandbox ${mixed} --replace some`)).stderr).toContain(
      '--replace must be old or all, not "some"',
    );
    const unknown = await call(`lint ${write('rollout.yaml', rollout)}`);
    expect([unknown.code, unknown.stdout]).toEqual([0, 'There are no findings, but notes on stderr.\n']);
    expect((await call(`lint ${write('comment.yaml', '# nothing\n')}`)).stderr).toMatch(
      /comment\.yaml {2}- {2}note {2}There is no object in it\.\n$/,
    );
  });
});

describe('a run', () => {
  test('is followed in plain lines where there is no terminal, and in JSON there is nothing else on stdout', async () => {
    const { code, stdout, stderr } = await call('verify --cluster {cluster} --node-pool kata');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ +[\d.]+s +Run \S+\n/);
    expect(stdout).toContain('ISOLATED');
    expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
    const asJson = await call('verify --cluster {cluster} --node-pool kata --output json');
    const run = JSON.parse(asJson.stdout) as RunAnswer;
    expect([asJson.code, run.status, run.result?.verdict]).toEqual([0, 'Succeeded', 'isolated']);
    expect(asJson.stderr).toContain(`Run ${run.id}`);
  });

  test('waits for approval, goes on, and is reported; when it has ended there is nothing to cancel', async () => {
    const body = write('order.yaml', 'approval: required\ncleanup: always-delete\nnodePool: {name: other, count: 1}\n');
    const started = await call(`provision --cluster {cluster} --node-pool approved --body ${body} --no-wait`);
    const id = started.stdout.trim();
    expect([started.code, started.stdout, started.stderr]).toEqual([0, `${id}\n`, '']);
    const waiting = await call(`status ${id}`);
    expect([waiting.code, waiting.stdout]).toEqual([0, expect.stringContaining(`${id} (provisioning) Running`)]);
    expect((await call('status')).stdout).toMatch(new RegExp(`\n${id} +Running +- +demo +approved `));
    const approved = await call(`approve ${id} --reason ordered-by-mail`);
    expect([approved.code, approved.stdout]).toEqual([0, `Run ${id} goes on.\n`]);
    const ended = await call(`status ${id} --wait --output json`);
    expect([ended.code, JSON.parse(ended.stdout)]).toMatchObject([
      0,
      { approval: { state: 'approved', reason: 'ordered-by-mail' } },
    ]);
    expect((await call(`status ${id}`)).stdout).toMatch(
      /\nCleaned: +pod pairs \w+, namespace \w+, node pool remov(ed|ing)\n/,
    );
    const again = await call(`approve ${id}`);
    expect([again.code, again.stdout]).toEqual([0, `Run ${id} has ended already: Succeeded.\n`]);
    const report = await call(`report ${id}`);
    expect([report.code, report.stdout]).toEqual([0, expect.stringContaining('<testsuites name="kataproof"')]);
    const file = write('report.sarif', '');
    const written = await call(`report --cluster {cluster} --format sarif --output ${file}`);
    expect([written.code, written.stdout, written.stderr]).toEqual([0, '', '']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: '2.1.0' });
    const sheet = write('report.csv', '');
    expect((await call(`report --cluster {cluster} --format csv --output ${sheet}`)).code).toBe(0);
    expect(readFileSync(sheet, 'utf8')).toMatch(/^\ufeffrecord,outcome,/);
    // A subscription of the fleet cannot be read, so nobody knows whether all of it is isolated.
    const fleet = await call('report --fleet --format json --exit-code');
    expect([fleet.code, JSON.parse(fleet.stdout)]).toMatchObject([3, { outcome: 'not-checked' }]);
    const late = await call(`cancel ${id}`);
    expect([late.code, late.stdout]).toEqual([1, '']);
    expect(late.stderr).toMatch(/^RunEnded: /);
  });

  test('that is cancelled ends with 1', async () => {
    const body = write('waiting.yaml', 'approval: required\n');
    const { id } = await callForJson<RunAnswer>(
      `provision --cluster {cluster} --node-pool never --body ${body} --no-wait`,
    );
    expect((await call(`cancel ${id}`)).stdout).toBe(`Run ${id} ends as soon as it has cleaned up.\n`);
    const ended = await call(`status ${id} --wait`);
    expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining('Canceled')]);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['status no-such-run', 1, /^RunNotFound: |^InvalidRunId: |no-such-run/],
    ['verify --cluster {cluster} --node-pool Not_A_Name', 1, /nodePool/],
    ['provision --cluster {cluster} --node-pool kata9 --count many', 1, /count/],
    ['verify --cluster demo', 1, /--cluster must be the ARM id/],
    ['verify', 1, /Which cluster\?/],
    ['provision --cluster {cluster}', 1, /Which pool\? Name it with --node-pool/],
    ['plan --cluster {cluster}', 1, /Which pool\?/],
    ['status --outptu json', 1, /There is no option --outptu; do you mean --output\?/],
    ['stauts', 1, /do you mean status\?/],
    ['status a b', 1, /Name one run/],
    ['verify --cluster {cluster} --timeout soon', 1, /--timeout must be a duration/],
    ['report', 1, /Name one run by its id, a cluster with --cluster, or --fleet/],
    ['report r1 --fleet', 1, /Name one run by its id/],
    ['report --fleet --format pdf', 1, /--format must be one of json, html, markdown/],
    ['report --fleet --results some', 1, /--results must be all or alerts/],
    ['status --output yaml', 1, /--output must be text or json/],
  ])('%s is told on stderr, and nothing on stdout', async (line, code, told) => {
    const end = await call(line);
    expect([end.code, end.stdout]).toEqual([code, '']);
    expect(end.stderr).toMatch(told);
  });

  test('a wrong key is refused and not printed; an option wins over the environment', async () => {
    const { baseUrl, masterKey } = stack.host().ready;
    const wrong = 'a-wrong-key-that-is-secret';
    const refused = await call('status', { KATAPROOF_KEY: wrong });
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([
      1,
      '',
      `${baseUrl} does not take this key or token (401).\n`,
    ]);
    const given = await runKataproof(['status', '--key', masterKey, '--url', baseUrl], { KATAPROOF_KEY: wrong });
    expect([given.code, given.stderr]).toEqual([0, '']);
    const none = await runKataproof(['status'], { KATAPROOF_URL: baseUrl });
    expect(none.stderr).toContain('asks who is calling (401). Set KATAPROOF_KEY, or KATAPROOF_TOKEN.');
    expect((await call('status', { KATAPROOF_KEY: `${masterKey}\n` })).code).toBe(0);
  });

  test.each([
    [{ KATAPROOF_URL: '' }, /Name it with --url or KATAPROOF_URL/],
    [{ KATAPROOF_URL: 'http://app.example' }, /must be an https URL/],
    [{ KATAPROOF_URL: 'https://me:very-secret@app.example' }, /no user and no query/],
    [{ KATAPROOF_URL: 'https://app.example/?code=very-secret' }, /no user and no query/],
    [{ KATAPROOF_KEY: 'very-secret\u0007' }, /--key must be one word/],
    [{ KATAPROOF_TOKEN: 'Bearer very-secret' }, /--token must be one word/],
  ])('%j is refused before anything is sent, and no secret is told', async (environment, told) => {
    const { code, stdout, stderr } = await call('status', environment as Record<string, string>);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(told);
    expect(stderr).not.toContain('very-secret');
  });
});
