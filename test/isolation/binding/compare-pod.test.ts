import { describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { comparePod } from '../../../shared/isolation/binding/compare-pod.ts';
import {
  askFor,
  type LivePod,
  liveFrom,
  otherDigest,
  pinnedImage,
  probeOf,
  securityOf,
  taggedImage,
} from './live-pod.ts';

function compare(change: (pod: LivePod) => void, image = taggedImage, role: 'sandboxed' | 'ordinary' = 'sandboxed') {
  const job = askFor(image)[role];
  const pod = liveFrom(job);
  change(pod);
  return comparePod(job.spec?.template ?? {}, pod);
}

const statusOf = (pod: V1Pod) => pod.status?.containerStatuses?.[0] as { imageID: string };

describe('what an API server, its admission and AKS add is no difference', () => {
  test.each<[string, (pod: LivePod) => void]>([
    ['nothing but defaults', () => {}],
    [
      'the token of a service account',
      ({ spec }) => {
        const sources = [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }];
        spec.volumes = [{ name: 'kube-api-access-x7f2k', projected: { defaultMode: 420, sources } }];
        const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
        for (const container of spec.containers)
          container.volumeMounts = [{ name: 'kube-api-access-x7f2k', mountPath, readOnly: true }];
        spec.automountServiceAccountToken = true;
      },
    ],
    [
      'limits of a LimitRange or of Deployment Safeguards',
      (pod) => {
        probeOf(pod).resources = {
          requests: { cpu: '500m', memory: '2Gi', 'ephemeral-storage': '1Gi' },
          limits: { cpu: '500m', memory: '2Gi', 'hugepages-2Mi': '2Mi' },
        };
      },
    ],
    [
      'anti-affinity and topology spread of Deployment Safeguards',
      ({ spec }) => {
        const labelSelector = { matchLabels: { app: 'x' } };
        const podAffinityTerm = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
        spec.affinity = {
          ...spec.affinity,
          podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
        };
        spec.topologySpreadConstraints = [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector,
          },
        ];
      },
    ],
    [
      'a pull secret, a pull policy, a priority and a deadline',
      (pod) => {
        pod.spec.imagePullSecrets = [{ name: 'acr' }];
        probeOf(pod).imagePullPolicy = 'Always';
        Object.assign(pod.spec, { priority: 1000, priorityClassName: 'batch', activeDeadlineSeconds: 900 });
      },
    ],
    [
      'labels, annotations, finalizers and names of DNS',
      (pod) => {
        Object.assign(pod.metadata ?? {}, {
          labels: { ...pod.metadata?.labels, team: 'x', 'batch.kubernetes.io/controller-uid': 'u' },
          annotations: {
            ...pod.metadata?.annotations,
            'kubernetes.io/limit-ranger': 'set: cpu',
            'cni.projectcalico.org/podIP': '10.0.0.7/32',
          },
          finalizers: ['batch.kubernetes.io/job-tracking'],
        });
        pod.spec.dnsConfig = { options: [{ name: 'ndots', value: '2' }] };
        pod.spec.hostAliases = [{ ip: '10.0.0.1', hostnames: ['x'] }];
      },
    ],
    [
      'a user, a group and a stricter profile',
      (pod) => {
        Object.assign(pod.spec.securityContext ?? {}, { fsGroup: 1000, supplementalGroups: [1000], runAsUser: 1000 });
        Object.assign(securityOf(pod), { runAsUser: 1000, appArmorProfile: { type: 'RuntimeDefault' } });
        securityOf(pod).seccompProfile = { type: 'RuntimeDefault' };
        securityOf(pod).procMount = 'Default';
        securityOf(pod).privileged = false;
        securityOf(pod).capabilities = { drop: ['ALL', 'NET_RAW'], add: [] };
      },
    ],
    [
      'fields that are there and say nothing',
      (pod) => {
        Object.assign(pod.spec, { hostPID: false, hostNetwork: false, initContainers: [], volumes: [] });
        Object.assign(probeOf(pod), { envFrom: [], volumeMounts: [], lifecycle: undefined, stdin: false });
      },
    ],
  ])('%s', (_, change) => {
    for (const role of ['sandboxed', 'ordinary'] as const)
      expect(compare(change, taggedImage, role)).toEqual({ differences: [], remarks: [] });
  });

  test('the variables of a cluster with an HTTP proxy, but a remark', () => {
    const { differences, remarks } = compare((pod) => {
      probeOf(pod).env?.push({ name: 'HTTPS_PROXY', value: 'http://u:secret@proxy' }, { name: 'no_proxy', value: '*' });
    });
    expect(differences).toEqual([]);
    expect(remarks).toEqual(['env HTTPS_PROXY, no_proxy was added, which the probe does not use']);
  });
});

describe('what lets somebody else write the report is a difference', () => {
  const mount =
    (mountPath: string, source: object = { configMap: { name: 'fake' } }) =>
    (pod: LivePod) => {
      pod.spec.volumes = [{ name: 'fake', ...source }];
      probeOf(pod).volumeMounts = [{ name: 'fake', mountPath }];
    };
  test.each<[RegExp, (pod: LivePod) => void]>([
    [/^command was changed$/, (pod) => probeOf(pod).command?.push('; true')],
    [/^command was changed$/, (pod) => void delete probeOf(pod).command],
    [/^args was changed$/, (pod) => Object.assign(probeOf(pod), { args: ['x'] })],
    [/^workingDir was changed$/, (pod) => Object.assign(probeOf(pod), { workingDir: '/tmp' })],
    [
      /^env KATAPROOF_NONCE was changed$/,
      (pod) => Object.assign(probeOf(pod), { env: [{ name: 'KATAPROOF_NONCE', value: 'n-2' }] }),
    ],
    [/^env KATAPROOF_NONCE was changed$/, (pod) => probeOf(pod).env?.push({ name: 'KATAPROOF_NONCE', value: 'n-2' })],
    [/^env KATAPROOF_NONCE was removed$/, (pod) => Object.assign(probeOf(pod), { env: [] })],
    [
      /^env KATAPROOF_TERMINATION_LOG was added$/,
      (pod) => probeOf(pod).env?.push({ name: 'KATAPROOF_TERMINATION_LOG', value: '/dev/null' }),
    ],
    [
      /^env BASH_FUNC_cat%% was added$/,
      (pod) => probeOf(pod).env?.push({ name: 'BASH_FUNC_cat%%', value: '() { echo; }' }),
    ],
    [/^envFrom was set$/, (pod) => Object.assign(probeOf(pod), { envFrom: [{ secretRef: { name: 's' } }] })],
    [/^volume fake was mounted at \/proc$/, mount('/proc')],
    [/^volume fake was mounted at \/sys\/class\/dmi\/id$/, mount('/sys/class/dmi/id', { emptyDir: {} })],
    [
      /^volume fake was mounted at \/dev\/termination-log$/,
      mount('/dev/termination-log', { hostPath: { path: '/x' } }),
    ],
    [/^volume fake was mounted at \/bin$/, mount('/bin', { image: { reference: 'evil.example/bin:1' } })],
    [
      /^volume fake was mounted at \/var\/run\/secrets\/kubernetes/,
      mount('/var/run/secrets/kubernetes.io/serviceaccount'),
    ],
    [/^volume idle was added$/, ({ spec }) => Object.assign(spec, { volumes: [{ name: 'idle', emptyDir: {} }] })],
    [
      /^volumeDevices was set$/,
      (pod) => Object.assign(probeOf(pod), { volumeDevices: [{ name: 'd', devicePath: '/dev/x' }] }),
    ],
    [
      /^lifecycle was set$/,
      (pod) => Object.assign(probeOf(pod), { lifecycle: { postStart: { exec: { command: ['x'] } } } }),
    ],
    [
      /^livenessProbe was changed$/,
      (pod) => Object.assign(probeOf(pod).livenessProbe ?? {}, { exec: { command: ['forge'] } }),
    ],
    [
      /^readinessProbe was changed$/,
      (pod) => Object.assign(probeOf(pod), { readinessProbe: { httpGet: { port: 1 } } }),
    ],
    [
      /^startupProbe was set$/,
      (pod) => Object.assign(probeOf(pod), { startupProbe: { exec: { command: ['forge'] } } }),
    ],
    [
      /^terminationMessagePath was changed$/,
      (pod) => Object.assign(probeOf(pod), { terminationMessagePath: '/tmp/x' }),
    ],
    [
      /^terminationMessagePolicy was changed$/,
      (pod) => Object.assign(probeOf(pod), { terminationMessagePolicy: 'FallbackToLogsOnError' }),
    ],
    [
      /^resource vendor\.example\/device was added$/,
      (pod) => Object.assign(probeOf(pod).resources?.limits ?? {}, { 'vendor.example/device': '1' }),
    ],
    [/^claim gpu was added$/, (pod) => Object.assign(probeOf(pod).resources ?? {}, { claims: [{ name: 'gpu' }] })],
    [/^resourceClaims was set$/, ({ spec }) => Object.assign(spec, { resourceClaims: [{ name: 'gpu' }] })],
    [/^hostPID was set$/, ({ spec }) => Object.assign(spec, { hostPID: true })],
    [/^hostIPC was set$/, ({ spec }) => Object.assign(spec, { hostIPC: true })],
    [/^hostNetwork was set$/, ({ spec }) => Object.assign(spec, { hostNetwork: true })],
    [/^shareProcessNamespace was set$/, ({ spec }) => Object.assign(spec, { shareProcessNamespace: true })],
    [/^restartPolicy was changed$/, ({ spec }) => Object.assign(spec, { restartPolicy: 'OnFailure' })],
    [/^privileged was set$/, (pod) => Object.assign(securityOf(pod), { privileged: true })],
    [/^allowPrivilegeEscalation was changed$/, (pod) => void delete securityOf(pod).allowPrivilegeEscalation],
    [/^runAsNonRoot was changed$/, (pod) => Object.assign(securityOf(pod), { runAsNonRoot: false })],
    [
      /^readOnlyRootFilesystem was changed$/,
      (pod) => Object.assign(securityOf(pod), { readOnlyRootFilesystem: false }),
    ],
    [/^procMount Unmasked was set$/, (pod) => Object.assign(securityOf(pod), { procMount: 'Unmasked' })],
    [
      /^capabilities SYS_PTRACE were added$/,
      (pod) => Object.assign(securityOf(pod).capabilities ?? {}, { add: ['SYS_PTRACE'] }),
    ],
    [/^capabilities are no longer dropped$/, (pod) => Object.assign(securityOf(pod), { capabilities: {} })],
    [
      /^seccompProfile Localhost was set$/,
      (pod) =>
        Object.assign(securityOf(pod), { seccompProfile: { type: 'Localhost', localhostProfile: 'notify.json' } }),
    ],
    [/^seccompProfile RuntimeDefault was removed$/, ({ spec }) => void delete spec.securityContext?.seccompProfile],
    [
      /^container collector was injected$/,
      ({ spec }) => void spec.containers.push({ name: 'collector', image: 'i:1' }),
    ],
    [
      /^init container warm-up was injected$/,
      ({ spec }) => Object.assign(spec, { initContainers: [{ name: 'warm-up', image: 'i:1' }] }),
    ],
    [
      /^ephemeral container debugger-x was attached$/,
      ({ spec }) => Object.assign(spec, { ephemeralContainers: [{ name: 'debugger-x', image: 'i:1' }] }),
    ],
    [/^container probe was removed$/, (pod) => Object.assign(probeOf(pod), { name: 'other' })],
    [
      /^annotation io\.katacontainers\.config\.hypervisor\.kernel was added$/,
      ({ metadata }) =>
        Object.assign(metadata?.annotations ?? {}, { 'io.katacontainers.config.hypervisor.kernel': '/x' }),
    ],
    [
      /^annotation devices\.nri\.io\/container\.probe was added$/,
      ({ metadata }) => Object.assign(metadata?.annotations ?? {}, { 'devices.nri.io/container.probe': '- path: /x' }),
    ],
  ])('%s', (named, change) => {
    expect(compare(change).differences).toContainEqual(expect.stringMatching(named));
  });

  test('values of variables are never told', () => {
    const { differences } = compare((pod) => probeOf(pod).env?.push({ name: 'TOKEN', value: 'hunter2' }));
    expect(differences).toEqual(['env TOKEN was added']);
  });

  test('a RuntimeClass for the ordinary pod', () => {
    const change = ({ spec }: LivePod) => Object.assign(spec, { runtimeClassName: 'runc' });
    expect(compare(change, taggedImage, 'ordinary').differences).toEqual(['runtimeClassName runc was set']);
  });

  test('the sidecars of well-known products come with the way to keep them out', () => {
    const { differences } = compare(({ spec }) => {
      spec.initContainers = [{ name: 'istio-init', image: 'i' }];
      spec.containers.push({ name: 'daprd', image: 'i' });
    });
    expect(differences).toEqual([
      'init container istio-init was injected (to keep it out, label the namespace istio-injection=disabled)',
      'container daprd was injected (to keep it out, annotate its pods dapr.io/enabled=false)',
    ]);
  });
});

describe('the image', () => {
  const ran = (image: string, imageID?: string) => (pod: LivePod) => {
    probeOf(pod).image = image;
    if (imageID !== undefined) statusOf(pod).imageID = imageID;
  };
  const digest = pinnedImage.split('@')[1];

  test.each([
    [taggedImage, 'mirror.example/azurelinux/busybox:1.36'],
    [taggedImage, 'acr.azurecr.io/mcr/azurelinux/busybox:1.36'],
    [pinnedImage, `mirror.example/other/name@${digest}`],
    [pinnedImage, `mirror.example:5000/busybox:1.36@${digest}`],
    ['busybox:1.36', 'mirror.example/library/busybox:1.36'],
  ])('%s from a mirror, as %s, is a remark', (asked, live) => {
    expect(compare(ran(live), asked)).toEqual({
      differences: [],
      remarks: [`image ${asked} came from a mirror, as ${live}`],
    });
  });

  test.each([
    [taggedImage, `${taggedImage}@${digest}`],
    [pinnedImage, `mcr.microsoft.com/azurelinux/busybox:1.36@${digest}`],
  ])('%s as %s is the same', (asked, live) => {
    expect(compare(ran(live), asked)).toEqual({ differences: [], remarks: [] });
  });

  test.each([
    [taggedImage, 'mcr.microsoft.com/azurelinux/busybox:latest'],
    [taggedImage, 'mcr.microsoft.com/azurelinux/busybox'],
    [taggedImage, 'mirror.example/azurelinux/busybox:1.36-evil'],
    [taggedImage, 'evil.example/notbusybox:1.36'],
    [taggedImage, 'evil.example/notazurelinux/busybox:1.36'],
    [pinnedImage, `mcr.microsoft.com/azurelinux/busybox@${otherDigest}`],
    [pinnedImage, 'mcr.microsoft.com/azurelinux/busybox:1.36'],
  ])('%s replaced by %s is a difference', (asked, live) => {
    expect(compare(ran(live), asked).differences).toEqual([`image ${asked} was replaced by ${live}`]);
  });

  test('a digest that ran and was not asked for is a difference, whatever the manifest says', () => {
    const other = `mcr.microsoft.com/azurelinux/busybox@${otherDigest}`;
    expect(compare(ran(pinnedImage, other), pinnedImage).differences).toEqual([
      `image ${otherDigest} ran where ${digest} was asked for`,
    ]);
    expect(compare(ran(pinnedImage, 'sha256:0123'), pinnedImage).differences).toEqual([]);
    expect(compare(ran(pinnedImage, ''), pinnedImage).differences).toEqual([]);
  });
});
