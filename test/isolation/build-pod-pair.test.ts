import { describe, expect, test } from '@jest/globals';
import { buildNamespace, buildPodPair } from '../../shared/isolation/build-pod-pair.ts';
import { runLabelValue } from '../../shared/isolation/labels.ts';
import { podPairNames, runNamespace } from '../../shared/isolation/pod-pair-names.ts';

const names = podPairNames({ runId: 'run-7', nodeName: 'aks-kata-1-vmss000000', sequence: '1-' }, 'kataproof-run-7');
const options = {
  runId: 'run-7',
  names,
  nodeName: 'aks-kata-1-vmss000000',
  nonce: 'n-1',
  image: 'mcr.microsoft.com/azurelinux/busybox:1.36',
  runtimeClassName: 'kata-vm-isolation',
  toleratedTaints: [{ key: 'sandbox', value: 'kata', effect: 'NoSchedule' }],
  activeDeadlineSeconds: 300,
  ttlSecondsAfterFinished: 600,
  expiresAt: '2026-11-20T12:00:00.000Z',
};
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

describe('buildPodPair', () => {
  const { sandboxed, ordinary } = buildPodPair(options);
  const pods = [sandboxed, ordinary].map((job) => job.spec?.template.spec);

  test('the two differ in nothing but name, role and RuntimeClass', () => {
    const alike = JSON.stringify(sandboxed)
      .replaceAll(names.sandboxed, names.ordinary)
      .replaceAll('"kataproof.io/role":"sandboxed"', '"kataproof.io/role":"ordinary"')
      .replace('"runtimeClassName":"kata-vm-isolation",', '');
    expect(JSON.parse(alike)).toEqual(JSON.parse(JSON.stringify(ordinary)));
    expect(pods.map((pod) => pod?.runtimeClassName)).toEqual(['kata-vm-isolation', undefined]);
  });

  test('meets Pod Security "restricted"', () => {
    for (const pod of pods) {
      expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod?.containers[0]?.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect([pod?.hostNetwork, pod?.hostPID, pod?.hostIPC, pod?.volumes]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  test('meets the AKS Deployment Safeguards: limits equal to requests, both probes', () => {
    for (const pod of pods) {
      const container = pod?.containers[0];
      expect(container?.resources).toEqual({
        requests: { cpu: '100m', memory: '256Mi' },
        limits: { cpu: '100m', memory: '256Mi' },
      });
      expect([container?.livenessProbe, container?.readinessProbe].every((probe) => probe?.exec)).toBe(true);
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    }
  });

  test('is pinned to the node by affinity and tolerates exactly the taints that it is told', () => {
    for (const pod of pods) {
      expect(pod?.nodeName).toBeUndefined();
      expect(pod?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: [options.nodeName] }] },
      ]);
      expect(pod?.tolerations).toEqual([{ key: 'sandbox', operator: 'Equal', value: 'kata', effect: 'NoSchedule' }]);
    }
  });

  test('runs once, for a bounded time, and leaves by itself', () => {
    for (const job of [sandboxed, ordinary]) {
      expect(job.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 600 });
      expect(job.metadata?.annotations).toEqual({ 'kataproof.io/expires-at': options.expiresAt });
      expect(job.spec?.template.spec).toMatchObject({ restartPolicy: 'Never', terminationGracePeriodSeconds: 0 });
    }
  });

  test('is plain data that survives JSON', () => {
    expect(JSON.parse(JSON.stringify(sandboxed))).toEqual(sandboxed);
  });

  test.each(['', 'two words', 'x'.repeat(65), 'line\nbreak'])('refuses the nonce %j', (nonce) => {
    expect(() => buildPodPair({ ...options, nonce })).toThrow(RangeError);
  });
});

describe('names', () => {
  test('are DNS labels of at most 52 characters, the same each time, different per run, node and proof', () => {
    const named = (runId: string, nodeName: string, sequence = '1-') =>
      podPairNames({ runId, nodeName, sequence }, 'ns');
    const all = ['run-1', 'run-2'].flatMap((run) =>
      Array.from({ length: 50 }, (_, index) => named(run, `aks-kata-1-vmss${index}`)),
    );
    const jobs = all.flatMap((pair) => [pair.sandboxed, pair.ordinary]);
    expect(new Set(jobs).size).toBe(jobs.length);
    for (const job of jobs) expect(job).toMatch(/^(?=.{1,52}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
    expect(named('run-1', 'aks-kata-1-vmss0')).toEqual(all[0]);
    expect(named('run-1', 'aks-kata-1-vmss0', '2-')).not.toEqual(all[0]);
    expect(named('a', 'b\nc')).not.toEqual(named('a\nb', 'd'));
  });

  test('a namespace keeps the run id where it can', () => {
    expect(runNamespace('20261120-abc')).toBe('kataproof-20261120-abc');
    for (const runId of ['RUN_7', 'x'.repeat(300), '', 'a/b', '-', '✓'])
      expect(runNamespace(runId)).toMatch(/^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
    expect(runNamespace('RUN')).not.toBe(runNamespace('RUM'));
  });

  test('a run label is a label value whatever the run id', () => {
    expect(runLabelValue('Run_7.x')).toBe('Run_7.x');
    for (const runId of ['', 'a/b', 'x'.repeat(64), '-a']) expect(runLabelValue(runId)).toMatch(dnsLabel);
  });
});

describe('buildNamespace', () => {
  test('lets nothing run that is not restricted, and can be found again', () => {
    expect(buildNamespace({ name: 'n', runId: 'run-7', expiresAt: 'later' }).metadata).toEqual({
      name: 'n',
      labels: {
        'app.kubernetes.io/managed-by': 'kataproof',
        'kataproof.io/run': 'run-7',
        'pod-security.kubernetes.io/enforce': 'restricted',
        'istio-injection': 'disabled',
      },
      annotations: { 'kataproof.io/expires-at': 'later' },
    });
  });
});
