import { describe, expect, test } from '@jest/globals';
import type { Paint } from '../../../cli/terminal/paint.ts';
import { type ArmRequest, type DemoEnd, renderReport } from '../../../scripts/demo/render-report.ts';
import type { AlertMessage } from '../../../shared/alerts/alert-message.ts';
import type { NodeResult } from '../../../shared/api/answers/evidence-schemas.ts';
import type { NodeSnapshot, Verdict } from '../../../shared/isolation/evidence.ts';

const plain: Paint = (_, text) => text;
const marked: Paint = (format, text) => `<${[format].flat().join(' ')}>${text}</>`;

const bootIds = {
  first: 'f61b1ab0-4c02-4e4e-9f5e-7b3c9d1f0a11',
  second: '34d83b5c-f10a-4af4-9e4f-2febc879f8da',
  guest: 'ca916713-0d2f-4a6b-8a3e-5f5b1d0c7e22',
};
const nodeName = 'aks-kata-94559852-vmss000000';

const snapshot = (bootId: string): NodeSnapshot => ({
  name: nodeName,
  uid: 'u',
  poolName: 'kata',
  ready: true,
  unschedulable: false,
  kataLabel: true,
  runtimeHandlers: ['', 'kata'],
  bootId,
  kernelRelease: '6.6.137.mshv2-2.azl3',
  nodeImageVersion: null,
  osImage: 'AzureLinux',
  containerRuntimeVersion: 'containerd://2.0',
  kubeletVersion: 'v1.36.1',
  taints: [],
  readAt: '2026-11-20T08:00:00Z',
});

type Pod = NonNullable<NodeResult['evidence']['sandboxed']>;

function pod(role: Pod['role'], bootId: string): Pod {
  const sandboxed = role === 'sandboxed';
  return {
    role,
    podName: role,
    podUid: 'u',
    nodeName,
    runtimeClassName: sandboxed ? 'kata-vm-isolation' : null,
    runtimeHandler: sandboxed ? 'kata' : null,
    memoryLimitKiB: null,
    cpuLimit: null,
    binding: null,
    evidence: {
      outcome: 'report',
      channel: 'termination-message',
      report: {
        kernelRelease: sandboxed ? '6.6.137.mshv1' : '6.6.137.mshv2-2.azl3',
        kernelBuild: 'Linux version',
        bootId,
        kataCommandLine: sandboxed,
        dmiVendor: sandboxed ? 'Cloud Hypervisor' : 'Microsoft Corporation',
        dmiProduct: sandboxed ? 'cloud-hypervisor' : 'Virtual Machine',
        memoryKiB: 237_056,
        cpus: 1,
        uptimeSeconds: 2.2,
        networkInterfaces: ['eth0'],
        visibleProcesses: 1,
      },
    },
  };
}

interface Told {
  verdict?: Verdict;
  reason?: string;
  after?: string;
  silent?: boolean;
}

function node({ verdict = 'isolated', reason = 'As it should be.', after = bootIds.first, silent }: Told) {
  const sandboxed = pod('sandboxed', bootIds.guest);
  return {
    nodeName,
    poolName: 'kata',
    verdict,
    reason,
    checks: [],
    notes: [
      `Kernel release 6.6.137.mshv1 in the sandboxed pod, 6.6.137.mshv2-2.azl3 on the node, and ${'more '.repeat(20)}.`,
    ],
    evidence: {
      nodeName,
      before: snapshot(bootIds.first),
      after: snapshot(after),
      ordinary: silent ? null : pod('ordinary', bootIds.first),
      sandboxed: silent ? { ...sandboxed, evidence: { outcome: 'no-evidence' as const, reason: 'none' } } : sandboxed,
      failure: silent ? { code: 'ErrImagePull', message: 'No such host.' } : null,
    },
  };
}

const moment = '2026-11-20T08:00:00.000Z';

function end(told: Told, more: Partial<DemoEnd> = {}): DemoEnd {
  const { verdict = 'isolated', reason = 'As it should be.' } = told;
  return {
    run: {
      id: 'r1',
      kind: 'provisioning',
      startedBy: null,
      status: 'Succeeded',
      percentComplete: 100,
      step: 'Ended',
      createdDateTime: moment,
      lastActionDateTime: moment,
      endedDateTime: moment,
      expiresDateTime: moment,
      cluster: { subscriptionId: 's', resourceGroup: 'fleet', name: 'one' },
      clusterId: '/subscriptions/s',
      poolName: 'kata',
      cleanup: 'always-delete',
      cancelRequested: false,
      request: {},
      transport: 'kubernetes-api',
      preflight: null,
      approval: null,
      quarantine: null,
      error: null,
      timeline: [],
      result: {
        verdict,
        reason,
        pools: [
          {
            poolName: 'kata',
            verdict,
            reason,
            nodesPresent: 1,
            nodesProven: verdict === 'isolated' ? 1 : 0,
            changing: false,
          },
        ],
        createdPool: true,
        createdCluster: false,
        cleanup: { podPairs: 'removed', namespace: 'removed', pool: 'removed', problems: [] },
        nodes: [node(told)],
      },
      url: 'http://127.0.0.1:16147/api/runs/8204353685136-0caacbe45b',
    },
    residue: [],
    alerts: [],
    requests: [],
    ...more,
  };
}

const alert: AlertMessage = {
  id: '32wrj3mrpuct9',
  kind: 'opened',
  severity: 'critical',
  clusterId: '/subscriptions/s',
  clusterName: 'demo',
  poolName: 'kata',
  verdict: 'shared-kernel',
  title: 'Not isolated: pool kata of cluster demo is shared-kernel',
  reason: 'One node shares its kernel.',
  nodesAffected: 1,
  nodes: [],
  since: '2026-11-20T08:00:00Z',
  at: '2026-11-20T08:00:00Z',
  before: null,
  whatToDo: 'Move untrusted workloads off the pool now.',
  runId: 'r1',
};

const request = (status: number, second: number): ArmRequest => ({
  service: 'resource-manager',
  status,
  at: `2026-11-20T08:00:0${second}.000Z`,
});

describe("a demo's report", () => {
  test('does not tell nodes that nobody counted as none', () => {
    const ended = end({ verdict: 'inconclusive' });
    const { result } = ended.run;
    if (result) result.pools = result.pools.map((pool) => ({ ...pool, nodesPresent: null }));
    expect(renderReport(ended, 80, plain).join('\n')).toMatch(/Coverage: {3}pool kata: no node was proven/);
  });

  test.each([40, 60, 80, 120])('has no line beyond %i columns, and loses nothing', (width) => {
    const ends = [
      end({}, { alerts: [alert], requests: [request(429, 1), request(409, 2)], residue: ['namespaces: kataproof-x'] }),
      end({
        verdict: 'inconclusive',
        after: bootIds.second,
        reason: `saw boot ${bootIds.first}, then ${bootIds.second}`,
      }),
      end({ verdict: 'inconclusive', silent: true }),
    ];
    for (const each of ends) {
      const lines = renderReport(each, width, plain);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      const words = lines.join('').replaceAll(/\s/g, '');
      if (width >= 60) expect(lines.join('\n')).toContain(each.run.url);
      expect(words).toContain('http://127.0.0.1:16147/api/runs/8204353685136-0caacbe45b');
    }
  });

  test('has columns that keep their places at 80 and at 60', () => {
    for (const width of [80, 60]) {
      const lines = renderReport(end({}), width, plain);
      const [head = '', ...rows] = lines.slice(1, lines.findIndex((line) => line.startsWith('  class')) + 1);
      const column = head.indexOf('sandboxed');
      expect(head).toMatch(/^ +node +ordinary pod +sandboxed pod$/);
      for (const row of rows) expect(row.slice(column - 2, column).trim()).toBe('');
      expect(rows.find((row) => row.startsWith('  boot id'))?.slice(column)).toBe('ca916713…');
    }
  });

  test.each<[Verdict, string]>([
    ['isolated', '<green bold>ISOLATED</>'],
    ['shared-kernel', '<red bold>NOT ISOLATED (shared-kernel)</>'],
    ['suspect', '<red>NOT ISOLATED (suspect)</>'],
    ['inconclusive', '<yellow>INCONCLUSIVE</>'],
  ])('titles %s in its colour, with the run and its address', (verdict, title) => {
    const lines = renderReport(end({ verdict, reason: 'Because of this.' }), 80, marked);
    const at = lines.indexOf(title);
    expect(lines.slice(at, at + 4)).toEqual([
      title,
      'Because of this.',
      '',
      'Run:        http://127.0.0.1:16147/api/runs/8204353685136-0caacbe45b',
    ]);
  });

  test("tells an alert's title, reason and advice, not its id", () => {
    const text = renderReport(end({ verdict: 'shared-kernel' }, { alerts: [alert] }), 80, plain).join('\n');
    expect(text).toContain('Alert:      Not isolated: pool kata of cluster demo is shared-kernel (critical)');
    expect(text).toContain('  because:  One node shares its kernel.');
    expect(text).toContain('  to do:    Move untrusted workloads off the pool now.');
    expect(text).not.toContain(alert.id);
  });

  test('says what Azure Resource Manager refused on the way, and for how long', () => {
    const requests = [request(200, 0), request(429, 1), request(429, 4), request(409, 5)];
    const text = renderReport(end({}, { requests }), 200, plain).join('\n');
    expect(text).toMatch(
      /answered 429 \(it throttles\) 2 times within 3\.0 s; each time the app waited and asked again/,
    );
    expect(text).toMatch(/answered 409 \(another operation holds the cluster\) once;/);
    expect(renderReport(end({}), 200, plain).join('\n')).not.toContain('On the way');
  });

  test('shows a node before and after its reboot, and one boot where there was one', () => {
    const text = (told: Told) => renderReport(end(told), 80, plain).join('\n');
    expect(text({ after: bootIds.second })).toMatch(/boot id {4}f61b1ab0… before,.*\n +34d83b5c… after/);
    expect(text({})).not.toMatch(/before,|after/);
  });

  test('tells a pod that never was from one that stayed silent, and why', () => {
    const text = renderReport(end({ verdict: 'inconclusive', silent: true }), 80, plain).join('\n');
    expect(text).toMatch(/memory +\(no pod\) +\(silent\)/);
    expect(text).toContain('ErrImagePull: No such host.');
  });
});
