import { describe, expect, test } from '@jest/globals';
import type { FoundFinding } from '../../../shared/workloads/finding.ts';
import { findingRuleIds, findingRules } from '../../../shared/workloads/finding-rules.ts';
import { findNonCompliance, rulesLookedFor } from '../../../shared/workloads/rules/find-non-compliance.ts';
import type { SandboxPolicy } from '../../../shared/workloads/sandbox-policy.ts';
import type {
  ClusterFactsForCompliance,
  ContainerFacts,
  PodFacts,
  RuntimeClassFacts,
} from '../../../shared/workloads/workload-facts.ts';
import { cluster, kataNode, pod, policy, runtimeClass } from '../../support/samples/sample-facts.ts';

/** Returns `rule subject` of each finding, sorted. */
function found(facts: ClusterFactsForCompliance, rules: SandboxPolicy = policy): string[] {
  return findNonCompliance(facts, rules)
    .map(({ rule, subject }) => `${rule} ${subject}`)
    .sort();
}

function only(facts: ClusterFactsForCompliance, rule: string): FoundFinding {
  const [finding, ...more] = findNonCompliance(facts, policy).filter((each) => each.rule === rule);
  if (!finding || more.length > 0) throw new Error(`${rule} was found ${finding ? 'more than once' : 'nowhere'}.`);
  return finding;
}

const api = 'payments/Deployment/api';
/** A sandboxed pod besides the pods under test, so that no Kata node is idle. */
const steady = pod({ name: 'steady-0', controller: { kind: 'StatefulSet', name: 'steady' } });
const withPods = (...pods: PodFacts[]) => cluster({ pods: [...pods, steady] });
const withClass = (added: RuntimeClassFacts, ...pods: PodFacts[]) => {
  const facts = withPods(...pods);
  facts.workloads?.runtimeClasses.push(added);
  return facts;
};

/** A container with limits in MiB and CPUs. */
const limited = (name: string, memoryMiB: number | null, cpus: number | null): ContainerFacts => ({
  name,
  role: 'main',
  limits: {
    memoryBytes: memoryMiB === null ? null : memoryMiB * 1024 * 1024,
    milliCpu: cpus === null ? null : cpus * 1000,
  },
});

test('a cluster that complies has no findings', () => {
  expect(found(cluster())).toEqual([]);
});

describe('Kata Containers that somebody has installed', () => {
  test.each([
    ['kata-qemu', 'kata-qemu'],
    ['kata-clh', 'kata-clh'],
    ['kata', 'kata-qemu-runtime-rs'],
  ])('are a sandbox, not AKS’s own: class %s with handler %s', (name, handler) => {
    const facts = withClass(runtimeClass(name, handler), pod({ runtimeClassName: name }));
    expect(found(facts)).toEqual([`class-of-upstream-kata RuntimeClass/${name}`]);
    const { severity, message } = only(facts, 'class-of-upstream-kata');
    expect([severity, message]).toEqual(['info', expect.stringContaining(`handler ${handler}`)]);
  });

  test.each(['kata-runc', 'kataqemu', 'runc', 'kata-qemu_x'])('are not meant by the handler %s', (handler) => {
    const facts = withClass(runtimeClass('kata-qemu', handler), pod({ runtimeClassName: 'kata-qemu' }));
    expect(found(facts)).toContain('class-sandbox-in-name-only RuntimeClass/kata-qemu');
    expect(found(facts)).toContain(`pod-sandbox-in-name-only ${api}`);
  });

  test('have walls that can be pierced as well', () => {
    const facts = withClass(
      runtimeClass('kata-fc', 'kata-fc'),
      pod({ runtimeClassName: 'kata-fc', hostNetwork: true }),
    );
    expect(found(facts)).toContain(`sandbox-host-network ${api}`);
  });
});

describe('a pod that the policy wants sandboxed', () => {
  test('is found without a RuntimeClass', () => {
    expect(found(withPods(pod({ runtimeClassName: null }), pod({ name: 'b' })))).toEqual([`pod-not-sandboxed ${api}`]);
    expect(only(withPods(pod({ runtimeClassName: null })), 'pod-not-sandboxed').message).toBe(
      '1 pod: must be sandboxed because of its namespace, but has no runtimeClassName.',
    );
  });

  test('is found under a class that leads to runc, whatever the class is called', () => {
    const named = withClass(runtimeClass('hardened', 'runc'), pod({ runtimeClassName: 'hardened' }));
    expect(found(named)).toEqual([`pod-not-sandboxed ${api}`]);
  });

  test('is sandboxed under a class of any name that leads to Kata', () => {
    for (const handler of ['kata', 'kata-preview', 'kata-cc'])
      expect(found(withClass(runtimeClass('small', handler), pod({ runtimeClassName: 'small' })))).toEqual([]);
  });

  test('is found under a class that is no more', () => {
    const { message } = only(withPods(pod({ runtimeClassName: 'gone' })), 'pod-not-sandboxed');
    expect(message).toContain('its RuntimeClass gone does not exist');
  });

  test('may be chosen by its own labels, in any namespace', () => {
    const chosen = pod({ namespace: 'web', labels: { untrusted: '' }, runtimeClassName: null });
    expect(found(withPods(chosen, pod()))).toEqual(['pod-not-sandboxed web/ReplicaSet/api-5d9c7b8f6d']);
    expect(found(withPods({ ...chosen, labels: {} }, pod()))).toEqual([]);
  });

  test('is nobody in a system namespace, unless the policy says otherwise', () => {
    const system = pod({ namespace: 'kube-system', labels: { untrusted: 'true' }, runtimeClassName: null });
    expect(found(withPods(system))).toEqual([]);
    const [finding] = found(withPods(system), { ...policy, excludedNamespaces: [] });
    expect(finding).toContain('pod-not-sandboxed kube-system/');
  });

  test('is nobody where there is no policy', () => {
    const facts = withPods(pod({ runtimeClassName: null }), pod({ namespace: 'web', labels: { untrusted: '' } }));
    expect(found(facts, { ...policy, namespaceSelector: null, podSelector: null })).toEqual([]);
  });
});

describe('a name that promises Kata', () => {
  test('and does not keep it is found at the class and at those who use it', () => {
    const facts = withClass(runtimeClass('kata-fast', 'runc'), pod({ runtimeClassName: 'kata-fast' }));
    expect(found(facts)).toEqual([
      'class-sandbox-in-name-only RuntimeClass/kata-fast',
      `pod-not-sandboxed ${api}`,
      `pod-sandbox-in-name-only ${api}`,
    ]);
    expect(only(facts, 'pod-sandbox-in-name-only').severity).toBe('critical');
  });

  test('is found when nobody demanded a sandbox, too', () => {
    const user = pod({ namespace: 'web', runtimeClassName: 'kata-fast' });
    expect(found(withClass(runtimeClass('kata-fast', 'katana'), pod(), user))).toEqual([
      'class-sandbox-in-name-only RuntimeClass/kata-fast',
      'pod-sandbox-in-name-only web/Deployment/api',
    ]);
  });
});

describe('a sandboxed pod', () => {
  test.each<[Partial<PodFacts>, string, RegExp]>([
    [{ hostPaths: ['/var/log', '/run/containerd'] }, 'sandbox-host-path', /mounts \/run\/containerd, \/var\/log of/],
    [{ hostPaths: ['/dev/kvm'] }, 'sandbox-device', /\/dev\/kvm/],
    [{ devices: ['nvidia.com/gpu'] }, 'sandbox-device', /nvidia\.com\/gpu/],
    [{ hostNetwork: true }, 'sandbox-host-network', /hostNetwork/],
    [{ hostPid: true }, 'sandbox-host-processes', /hostPID/],
    [{ hostPid: true, hostIpc: true }, 'sandbox-host-processes', /hostPID and hostIPC/],
    [{ privilegedContainers: ['main'] }, 'sandbox-privileged', /main is privileged/],
    [{ subPathContainers: ['main'] }, 'sandbox-sub-path', /subPath/],
    [{ ownUserNamespace: true }, 'sandbox-user-namespace', /hostUsers: false/],
    [{ sharedEmptyDirs: ['sockets'] }, 'sandbox-shared-empty-dir', /emptyDir sockets/],
    [{ nodeSelector: { 'kubernetes.io/arch': 'arm64' } }, 'sandbox-conflict', /kubernetes\.io\/arch=arm64/],
    [{ containers: [limited('main', 64, 1)] }, 'sandbox-memory-too-low', /64 MiB/],
    [{ containers: [limited('main', 1 / 1024 / 1024, 1)] }, 'sandbox-memory-too-low', /limit below 1 MiB/],
    [
      { containers: [limited('main', 256, 1), limited('proxy', 1 / 1024 / 1024, 1)] },
      'sandbox-memory-too-low',
      /container proxy has a memory limit below 1 MiB/,
    ],
    [
      { containers: [limited('main', null, 1)], podLimits: { memoryBytes: 1, milliCpu: null } },
      'sandbox-memory-too-low',
      /has a memory limit below 1 MiB/,
    ],
    [{ containers: [limited('main', null, null)] }, 'sandbox-limits-missing', /512 MiB and 1 vCPU/],
    [{ containers: [limited('main', null, 1), limited('proxy', 128, 1)] }, 'sandbox-limits-missing', /main .* 128 MiB/],
    [{ containers: [limited('main', 256, null)] }, 'sandbox-limits-missing', /main has no CPU limit/],
  ])('with %j is found once, by %s', (change, rule, message) => {
    expect(found(withPods(pod(change)))).toEqual([`${rule} ${api}`]);
    expect(only(withPods(pod(change)), rule).message).toMatch(message);
  });

  test('pierces nothing when it is not sandboxed', () => {
    const ordinary = pod({ namespace: 'web', runtimeClassName: null, hostNetwork: true, hostPaths: ['/'] });
    expect(found(withPods(pod(), ordinary))).toEqual([]);
  });

  test('is told through its owner, once for all of its pods', () => {
    const pods = [1, 2, 3].map((n) => pod({ name: `api-${n}`, hostPaths: [`/data/${n % 2}`] }));
    const { subject, message } = only(withPods(...pods), 'sandbox-host-path');
    expect([subject, message]).toEqual([api, '3 pods: mounts /data/0 of its node, mounts /data/1 of its node.']);
  });
});

describe('nodes and classes', () => {
  test('Kata nodes without the RuntimeClass are found; without Kata nodes nobody misses it', () => {
    const facts = cluster({ runtimeClasses: [], pods: [] });
    expect(found(facts)).toEqual(['runtime-class-absent RuntimeClass/kata-vm-isolation']);
    expect(found(cluster({ runtimeClasses: [], pods: [], nodes: [] }))).toEqual([]);
  });

  test('a Kata node of no pool counts by its handler alone', () => {
    const nodes = [kataNode({ poolName: null, kataLabels: [] })];
    expect(found(cluster({ nodes, pods: [], runtimeClasses: [] }))).toHaveLength(1);
    const ordinary = pod({ namespace: 'web', runtimeClassName: null });
    expect(found(cluster({ nodes, pods: [ordinary] }))).toEqual(['kata-nodes-idle NodePool/(no agent pool)']);
  });

  test('names of previews are found wherever they live on', () => {
    const label = 'kubernetes.azure.com/kata-mshv-vm-isolation';
    const facts = cluster(
      {
        pods: [pod({ runtimeClassName: 'kata-mshv-vm-isolation' })],
        nodes: [kataNode({ kataLabels: [label] })],
        runtimeClasses: [
          runtimeClass('kata-vm-isolation', 'kata'),
          runtimeClass('kata-mshv-vm-isolation', 'kata'),
          runtimeClass('kata-cc-isolation', 'kata-cc'),
        ],
      },
      {
        pools: [
          { name: 'kata', workloadRuntime: 'KataMshvVmIsolation', nodeTaints: [] },
          { name: 'coco', workloadRuntime: 'katacciSolation', nodeTaints: [] },
        ],
      },
    );
    expect(found(facts)).toEqual([
      'old-node-label NodePool/kata',
      'old-pool-runtime NodePool/coco',
      'old-pool-runtime NodePool/kata',
      'old-runtime-class RuntimeClass/kata-cc-isolation',
      'old-runtime-class RuntimeClass/kata-mshv-vm-isolation',
      `pod-on-old-class ${api}`,
    ]);
  });

  test('an old label beside the new one is no finding', () => {
    const kataLabels = ['kubernetes.azure.com/kata-vm-isolation', 'kubernetes.azure.com/kata-mshv-vm-isolation'];
    expect(found(cluster({ nodes: [kataNode({ kataLabels })] }))).toEqual([]);
  });

  test('images of one pool that differ are found, and those that lag', () => {
    const nodes = [kataNode(), kataNode({ name: 'kata-1', nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.9.0' })];
    expect(found(cluster({ nodes }))).toEqual(['node-image-lags NodePool/kata', 'node-images-differ NodePool/kata']);
    expect(only(cluster({ nodes }), 'node-image-lags').message).toBe(
      '1 Kata nodes run AKSAzureLinux-V3katagen2-202608.9.0; others of the cluster run AKSAzureLinux-V3katagen2-202608.20.0.',
    );
  });

  test('a pool that lags behind another of its family is found, one of another family is not', () => {
    const nodes = [
      kataNode(),
      kataNode({ name: 'b-0', poolName: 'b', nodeImageVersion: 'AKSAzureLinux-V3katagen2-202610.1.0' }),
      kataNode({ name: 'c-0', poolName: 'c', nodeImageVersion: 'AKSCBLMariner-V2katagen2-202503.13.0' }),
      kataNode({ name: 'd-0', poolName: 'd', nodeImageVersion: 'something-else' }),
      kataNode({ name: 'e-0', poolName: 'e', nodeImageVersion: null }),
    ];
    expect(found(cluster({ nodes }))).toEqual(['node-image-lags NodePool/kata']);
  });

  test('Kata nodes with ordinary workloads only are info; empty ones, and those with DaemonSets only, are nothing', () => {
    const ordinary = pod({ namespace: 'web', name: 'o', runtimeClassName: null });
    const daemon = pod({ namespace: 'web', runtimeClassName: null, controller: { kind: 'DaemonSet', name: 'agent' } });
    expect(found(cluster({ pods: [ordinary] }))).toEqual(['kata-nodes-idle NodePool/kata']);
    expect(only(cluster({ pods: [ordinary] }), 'kata-nodes-idle').severity).toBe('info');
    expect(found(cluster({ pods: [ordinary, pod()] }))).toEqual([]);
    expect(found(cluster({ pods: [daemon] }))).toEqual([]);
    expect(found(cluster({ pods: [pod({ namespace: 'kube-system', runtimeClassName: null })] }))).toEqual([]);
  });
});

describe('a pool in quarantine', () => {
  const taint = 'kataproof.io/quarantine=unproven:NoSchedule';
  const pools = [{ name: 'kata', workloadRuntime: 'KataVmIsolation', nodeTaints: ['sku=gpu:NoSchedule', taint] }];
  const ordinary = pod({ namespace: 'web', runtimeClassName: null });
  const nodes = [kataNode({ quarantined: true })];

  test('is found as closed, and not called idle for what tolerates its taint', () => {
    expect(found(cluster({ pods: [ordinary], nodes }, { pools }))).toEqual(['pool-in-quarantine NodePool/kata']);
    const { severity, message } = only(cluster({}, { pools }), 'pool-in-quarantine');
    expect([severity, message]).toEqual(['medium', `${taint} keeps pods off it. It was never proven.`]);
  });

  test('is no finding any more when the taint is gone', () => {
    const open = pools.map((pool) => ({ ...pool, nodeTaints: ['sku=gpu:NoSchedule'] }));
    expect(found(cluster({}, { pools: open }))).toEqual([]);
    expect(rulesLookedFor(cluster({}, { pools: open }))).toContain('pool-in-quarantine');
  });
});

test('local accounts that are enabled are found', () => {
  expect(found(cluster({}, { localAccountsDisabled: false }))).toEqual(['local-accounts-enabled Cluster']);
});

describe('what could not be seen', () => {
  test('is neither found nor looked for', () => {
    const hidden = { ...cluster({}, { localAccountsDisabled: false }), workloads: null };
    expect(found(hidden)).toEqual(['local-accounts-enabled Cluster']);
    expect(rulesLookedFor(hidden).sort()).toEqual(['local-accounts-enabled', 'old-pool-runtime', 'pool-in-quarantine']);
    expect(rulesLookedFor({ ...cluster(), azure: null })).not.toContain('local-accounts-enabled');
    expect(rulesLookedFor(cluster())).toEqual(findingRuleIds);
  });
});

describe('a finding', () => {
  test('keeps its id whatever its pods are called and however many there are', () => {
    const first = only(withPods(pod({ runtimeClassName: null })), 'pod-not-sandboxed');
    const rolled = pod({
      name: 'api-7f-b',
      labels: { 'pod-template-hash': '7f' },
      controller: { kind: 'ReplicaSet', name: 'api-7f' },
      runtimeClassName: null,
    });
    const second = only(withPods(rolled, { ...rolled, name: 'api-7f-c' }), 'pod-not-sandboxed');
    expect(second.id).toBe(first.id);
    // The id is written out, because a changed id would orphan the findings that are already stored.
    expect(first.id).toBe('pod-not-sandboxed-3tfgp0sm5h535');
  });

  test('has an id of its own for each rule and subject', () => {
    const other = pod({ controller: { kind: 'StatefulSet', name: 'api' }, hostPid: true, hostNetwork: true });
    const findings = findNonCompliance(withPods(pod({ hostPid: true }), other), policy);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(3);
  });

  test('is what the memory keeps', () => {
    const kept: FoundFinding[] = findNonCompliance(withPods(pod({ runtimeClassName: null })), policy);
    expect(kept).toEqual([
      {
        id: expect.any(String),
        rule: 'pod-not-sandboxed',
        severity: 'high',
        subject: api,
        message: expect.any(String),
        remedy: findingRules['pod-not-sandboxed'].remedy,
        controls: expect.arrayContaining(['NIST-800-53 SC-39', 'MITRE T1611']),
      },
    ]);
  });
});
