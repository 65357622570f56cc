import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type SandboxOrder, sandboxManifests } from '../../shared/manifests/sandbox-manifests.ts';
import { policy } from '../support/samples/sample-facts.ts';
import { oddManifests } from './odd-manifests.ts';

const order: SandboxOrder = { wanted: 'kata-vm-isolation', replace: 'none', namespace: 'default', policy };
const sandbox = (text: string, change: Partial<SandboxOrder> = {}) => sandboxManifests(text, { ...order, ...change });

const merged = /\{<<: (\*\w+), runtimeClassName: kata-vm-isolation\}/;
const named = /"?runtimeClassName"?[ \t]*:[ \t]*("?kata-vm-isolation"?|""|~|null)?[ \t]*,?[ \t]*/;

/** The lines of a text without what names a RuntimeClass, however that is written; all else is as it was. */
const otherLines = (text: string) =>
  text.split('\n').flatMap((line) => {
    if (!merged.test(line) && !named.test(line)) return [line];
    const rest = line.replace(merged, '$1').replace(named, '');
    return rest.trim() === '' ? [] : [rest];
  });

const count = (text: string, what: string) => text.split(what).length - 1;

describe.each(Object.entries(oddManifests))('%s', (_name, { text, lines }) => {
  test('changes in the lines of runtimeClassName alone', () => {
    const { text: after } = sandbox(text);
    expect(otherLines(after)).toEqual(otherLines(text));
    expect(count(after, 'kata-vm-isolation') - count(text, 'kata-vm-isolation')).toBe(lines);
    expect(count(after, '\n') - count(text, '\n')).toBeLessThanOrEqual(lines);
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(/[^\r]\n/.test(after)).toBe(/[^\r]\n/.test(text));
  });

  test('does not change a second time', () => {
    const once = sandbox(text);
    const twice = sandbox(once.text);
    expect(twice.text).toBe(once.text);
    expect(twice.results.some(({ changed }) => changed)).toBe(false);
    expect(twice.results.map(({ findings }) => findings)).toEqual(once.results.map(({ findings }) => findings));
  });

  test('is still YAML, with every document', () => {
    const documents = (source: string) => [...parseAllDocuments(source)];
    expect(documents(sandbox(text).text)).toHaveLength(documents(text).length);
  });
});

describe('what stands in manifests', () => {
  const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec: ${spec}\n`;
  const only = (text: string) => sandbox(text).results[0];

  test('is told object by object, with the place of each', () => {
    const { results } = sandbox(oddManifests['a List of several kinds']?.text ?? '');
    expect(results.map(({ index, document, line, kind, changed }) => [index, document, line, kind, changed])).toEqual([
      [0, 0, 4, 'Pod', true],
      [1, 0, 8, 'ConfigMap', false],
      [2, 0, 12, 'StatefulSet', true],
    ]);
    expect(results[1]?.notes).toEqual(['Passed through: ConfigMap makes no pods that are known here.']);
  });

  test.each<[string, string]>([
    ['{hostNetwork: yes, containers: []}', 'sandbox-host-network'],
    ['{hostPID: true, containers: []}', 'sandbox-host-processes'],
    ['{hostIPC: true, containers: []}', 'sandbox-host-processes'],
    ['{volumes: [{name: v, hostPath: {path: /var/log}}]}', 'sandbox-host-path'],
    ['{containers: [{name: m, securityContext: {privileged: true}}]}', 'sandbox-privileged'],
    ['{containers: [{name: m, volumeDevices: [{name: v, devicePath: /dev/x}]}]}', 'sandbox-device'],
    ['{containers: [{name: m, resources: {limits: {nvidia.com/gpu: 1}}}]}', 'sandbox-device'],
    ['{containers: [{name: m, volumeMounts: [{name: v, mountPath: /x, subPath: y}]}]}', 'sandbox-sub-path'],
    ['{containers: [{name: m}]}', 'sandbox-limits-missing'],
    ['{containers: [{name: m, resources: {limits: {memory: 64Mi, cpu: 1}}}]}', 'sandbox-memory-too-low'],
    ['{nodeSelector: {kubernetes.io/arch: arm64}}', 'sandbox-conflict'],
    ['{nodeSelector: {kubernetes.azure.com/kata-vm-isolation: "false"}}', 'sandbox-conflict'],
    ['{overhead: {memory: 100Mi}}', 'sandbox-conflict'],
    ['{hostUsers: false}', 'sandbox-user-namespace'],
  ])('%s is found by %s, with the id that the fleet would give to it', (spec, rule) => {
    expect(only(pod(spec))?.findings.map((finding) => finding.rule)).toContain(rule);
    expect(only(pod(spec))?.findings[0]).toMatchObject({
      subject: 'shop/Pod/a',
      id: expect.stringContaining('sandbox-'),
    });
  });

  test('an affinity that no Kata node can meet is found, one that some can is not', () => {
    const affinity = (term: string) =>
      pod(
        `{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${term}]}}}}`,
      );
    const expression = (text: string) => `{matchExpressions: [${text}]}`;
    const arm = expression('{key: kubernetes.io/arch, operator: In, values: [arm64]}');
    const zone = expression('{key: zone, operator: In, values: [a]}');
    const rules = (text: string) => only(text)?.findings.map(({ rule }) => rule);
    expect(rules(affinity(arm))).toContain('sandbox-conflict');
    expect(rules(affinity(`${arm}, ${zone}`))).not.toContain('sandbox-conflict');
  });

  test('decides the VM', () => {
    const limits = '{resources: {limits: {memory: 300Mi, cpu: 1500m}}, name: m}';
    expect(only(pod(`{containers: [${limits}, ${limits}]}`))?.vm).toEqual({
      memoryMiB: 600,
      memoryFrom: 'limits',
      vcpus: 3,
      vcpusFrom: 'limits',
      boots: true,
      sharedBy: 2,
      overheadMiB: 600,
    });
  });

  test.each<[string, SandboxOrder['replace'], boolean, RegExp]>([
    ['kata-mshv-vm-isolation', 'none', false, /Left as it is: .*preview; the present one is kata-vm-isolation/],
    ['kata-mshv-vm-isolation', 'old', true, /Replaced: /],
    ['kata-qemu', 'old', false, /is not of AKS/],
    ['kata-qemu', 'all', true, /Replaced/],
    ['runc', 'none', false, /leads to the handler runc/],
    ['gvisor', 'none', false, /nobody can say where it leads/],
    ['gvisor', 'all', true, /Replaced/],
  ])('a class %s with replace=%s changes: %s', (name, replace, changed, note) => {
    const text = pod(`\n  runtimeClassName: ${name} # why\n  containers: []`);
    const { text: after, results } = sandbox(text, { replace });
    expect(after).toBe(changed ? text.replace(name, 'kata-vm-isolation') : text);
    expect(results[0]).toMatchObject({ changed, notes: [expect.stringMatching(note)] });
  });

  test('a class of one’s own may be asked for, and AKS’s own stays beside it', () => {
    const { text, results } = sandbox(`${pod('{}')}---\n${pod('{runtimeClassName: kata-vm-isolation}')}`, {
      wanted: 'small-kata-pods',
    });
    expect(text).toContain('spec: {runtimeClassName: small-kata-pods}');
    expect(results.map(({ changed }) => changed)).toEqual([true, false]);
  });

  test('pods for Windows stay as they are', () => {
    expect(only(pod('{os: {name: windows}}'))).toMatchObject({
      changed: false,
      notes: [expect.stringContaining('Windows')],
    });
  });

  test('DaemonSets are told that they will run on Kata nodes alone', () => {
    const text = 'apiVersion: apps/v1\nkind: DaemonSet\nspec: {template: {spec: {containers: []}}}\n';
    expect(only(text)?.notes).toEqual([expect.stringContaining('on Kata nodes alone')]);
  });
});

describe('what cannot be read', () => {
  const pod = 'apiVersion: v1\nkind: Pod\n';
  test.each<[string, string, string, [number, number] | null]>([
    ['a tab as indentation', `${pod}spec:\n\tcontainers: []\n`, 'MalformedManifest', [4, 1]],
    ['a key that is there twice', `${pod}spec: {a: 1, a: 2}\n`, 'MalformedManifest', [3, 14]],
    ['an alias of nothing', `${pod}spec: *nothing\n`, 'MalformedManifest', [3, 7]],
    ['a quote that does not end', `${pod}metadata: {name: "a}\n`, 'MalformedManifest', [4, 1]],
    ['an action of Helm as a value', `${pod}metadata:\n  name: {{ .Release.Name }}\n`, 'ManifestIsTemplate', [4, 10]],
    ['an action of Helm on a line', `{{- if .Values.on }}\n${pod}{{- end }}\n`, 'ManifestIsTemplate', [1, 3]],
    ['a comment of Helm', `{{/* why */}}\n${pod}spec: {}\n`, 'ManifestIsTemplate', [1, 1]],
    ['a statement of Jinja', `{% if on %}\n${pod}{% endif %}\n`, 'ManifestIsTemplate', [1, 1]],
    [
      'a mistake below a text that holds a template',
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{ define "x" }}\n    {% raw %}\n  b: "\n    {{ .x }}"\n---\n${pod}metadata:\n  name: a\n   b: c\n`,
      'MalformedManifest',
      [13, 9],
    ],
    [
      'a template below a text that holds one',
      `kind: ConfigMap\ndata:\n  a: |\n    {{ define "x" }}\n{{ if .on }}\nb: c\n d: e\n`,
      'ManifestIsTemplate',
      [5, 1],
    ],
    [
      'a name of Helm in quotes',
      `${pod}metadata: {name: "{{ .Release.Name }}"}\nspec: {}\n`,
      'ManifestIsTemplate',
      [3, 18],
    ],
    [
      'an image of Helm in quotes',
      `${pod}spec:\n  containers:\n  - name: a\n    image: "{{ .Values.image }}:1"\n`,
      'ManifestIsTemplate',
      [6, 12],
    ],
    ['text', 'hello\n', 'InvalidManifest', [1, 1]],
    ['a list of objects', '- a\n- b\n', 'InvalidManifest', [1, 1]],
    ['a wrong type', `${pod}spec:\n  hostNetwork: "yes"\n`, 'InvalidManifest', [4, 16]],
    ['containers that are no list', `${pod}spec:\n  containers: {a: b}\n`, 'InvalidManifest', [4, 15]],
    ['a mark inside', `${pod}---\n\uFEFF${pod}`, 'MalformedManifest', [4, 1]],
    ['brackets without end', '['.repeat(100_000), 'ManifestTooComplex', [1, 152]],
    ['dashes without end', '- '.repeat(100_000), 'ManifestTooComplex', null],
    ['a key that is there twice, far below', `${pod}x:\n  y:\n    - z: 1\n      "z": 2\n`, 'MalformedManifest', [6, 7]],
    ['aliases by the thousand', `x: &x a\ny: [${'*x,'.repeat(6_000)}]\n${pod}`, 'ManifestTooComplex', null],
    [
      'a long text behind many aliases',
      `x: &x ${'a'.repeat(50_000)}\ny: [${'*x,'.repeat(1_000)}]\n${pod}`,
      'ManifestTooComplex',
      null,
    ],
    ['a thousand documents and more', '---\n'.repeat(2_100), 'ManifestTooComplex', null],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((c, n) => `${c}: &${c} [${`*${'abcdefghi'[n]},`.repeat(10)}]`).join('\n')}\n`,
      'ManifestTooComplex',
      null,
    ],
  ])('%s is told, with its place', (_what, text, code, place) => {
    try {
      sandbox(text);
    } catch (error) {
      const position = place && { line: place[0], column: place[1] };
      expect(error).toMatchObject({ code, ...(position && { position }) });
      return;
    }
    throw new Error('It was read.');
  });
});

test('objects of JSON one after the other are refused, with what to do', () => {
  const pod = '{"apiVersion":"v1","kind":"Pod","spec":{}}';
  expect(() => sandbox(`${pod}\n${pod}\n`)).toThrow('Line 2, column 1: Another object begins here. Put a line of ---');
});

describe('the time that a stream takes', () => {
  const fill = (head: string, item: (index: number) => string) => (chars: number) => {
    let text = head;
    for (let index = 0; text.length < chars; index++) text += item(index);
    return text;
  };

  /** CPU milliseconds, so that other processes do not count; what cannot be read takes its time too. */
  const spent = (text: string) => {
    const before = process.cpuUsage();
    try {
      sandbox(text);
    } catch {}
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };

  test.each([
    ['objects', fill('kind: PodList\nitems:\n', () => '- {}\n')],
    ['keys', fill('kind: Pod\nspec: {}\nx:\n', (index) => `  k${index}: 1\n`)],
    ['specs that are aliases', fill('kind: List\nx: &a {}\nitems:\n', () => '- {kind: Pod, spec: *a}\n')],
    ['comments', (chars: number) => `kind: Pod\nspec:\n${'  #\n'.repeat(chars / 4)}  containers: []\n`],
  ])('grows with it, and no faster: %s', (_what, write) => {
    spent(write(2_000));
    // Eight times the text; what takes quadratic time takes sixty-four times as long. The best of three, for the collector of
    // garbage may come in between.
    const [short, long] = [4_000, 32_000].map((chars) => Math.min(...[1, 2, 3].map(() => spent(write(chars))))) as [
      number,
      number,
    ];
    expect(long).toBeLessThan(24 * Math.max(short, 2));
  });
});
