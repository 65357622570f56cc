import type { ClusterFacts, PoolFacts } from '../../../shared/clusters/cluster-facts.ts';
import { formatClusterId } from '../../../shared/clusters/cluster-id.ts';
import type { Verdict } from '../../../shared/isolation/evidence.ts';
import type { Posture } from '../../../shared/posture/posture.ts';
import {
  composeReport,
  describeCluster,
  type ReportedCluster,
} from '../../../shared/reports/compose/compose-report.ts';
import { composeRunReport, type NodeOfRun } from '../../../shared/reports/compose/compose-run-report.ts';
import { findingsOfCluster } from '../../../shared/reports/compose/findings-of-cluster.ts';
import type { Report } from '../../../shared/reports/model/report.ts';
import type { Finding, FindingSeverity } from '../../../shared/workloads/finding.ts';
import { type FindingRuleId, findingRules } from '../../../shared/workloads/finding-rules.ts';

export const now = '2026-11-26T12:00:00.000Z';
export const origin = { madeAt: now, version: '1.2.3', apiUrl: 'https://proofs.example/api' };

/** Whatever a cluster may have written to break a page, a parser, a spreadsheet, a terminal or a pull request. */
export const hostile =
  '<script>alert(1)</script> ]]> <![CDATA[ --> "quoted" \'so\' &amp; a|b `c` *d* _e_ [f](https://evil.example) @octocat #1 =cmd|"/c calc"!A1 \u0000\u0008\u001b[31m\u202e \ud800 : - ? {g: h} %41 $x $(y) \\n\nnew line\ttab é 𝒳';

/** The same as a report has it: without what no reader should be told to do. */
export const shown = hostile
  .replaceAll(/[\p{Cc}\u202e]/gu, (character) => ('\n\t'.includes(character) ? character : ' '))
  .toWellFormed();

const ago = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
const subscriptionId = '11111111-1111-4111-8111-111111111111';
export const clusterOf = (name: string) => ({ subscriptionId, resourceGroup: 'rg-payments', name });
const image = 'AKSAzureLinux-V3katagen2-202611.14.0';

export function posture(name: string, poolName: string, verdict: Verdict, change: Partial<Posture> = {}): Posture {
  return {
    cluster: clusterOf(name),
    ...{ poolName, verdict, reason: reasons[verdict], since: ago(200), provenAt: ago(6), freshUntil: ago(-42) },
    ...{ nodeImageVersion: image, nodesPresent: 3, nodesProven: 3, runId: '7978-run', evidenceHash: 'ab'.repeat(32) },
    ...{ evidenceSince: ago(6), changing: false, changingSince: null, retired: false, ...change },
  };
}

const reasons: Record<Verdict, string> = {
  isolated: 'All 3 nodes give sandboxed pods a Kata kernel of their own.',
  'shared-kernel':
    "The sandboxed pod shares the node's kernel: its boot id is the node's, although Kata was asked for.",
  suspect: 'The sandboxed pod has a kernel of its own, but no mark of Kata.',
  inconclusive: 'The pod pair could not speak: 0/3 nodes are available: 3 Insufficient memory.',
};

const pool = (name: string, change: Partial<PoolFacts> = {}): PoolFacts => ({
  ...{
    name,
    provisioningState: 'Succeeded',
    provisioningError: null,
    powerState: 'Running',
    count: 3,
    vmSizes: ['Standard_D4s_v5'],
  },
  ...{
    osSku: 'AzureLinux',
    mode: 'User',
    workloadRuntime: 'KataVmIsolation',
    kubernetesVersion: '1.33.2',
    placement: {},
  },
  ...{ nodeImageVersion: image, nodeTaints: [], nodeLabels: {}, zones: [], tags: {}, eTag: null, ...change },
});

const facts = (name: string, pools: PoolFacts[]): ClusterFacts => ({
  ...{
    id: formatClusterId(clusterOf(name)),
    location: 'westeurope',
    provisioningState: 'Succeeded',
    powerState: 'Running',
  },
  ...{ kubernetesVersion: '1.33', privateCluster: false, localAccountsDisabled: true, nodeAutoProvisioning: false },
  ...{ tags: {}, eTag: null, pools },
});

export function finding(name: string, rule: FindingRuleId, subject: string, change: Partial<Finding> = {}): Finding {
  const { severity, remedy, controls } = findingRules[rule];
  return {
    cluster: clusterOf(name),
    ...{
      id: `${rule}-${subject.length}`,
      rule,
      severity: severity as FindingSeverity,
      subject,
      remedy,
      controls: [...controls],
    },
    message: `${subject}: ${findingRules[rule].title}.`,
    ...{ firstSeenAt: ago(300), lastSeenAt: ago(6), resolvedAt: null, waiver: null, waiverHistory: [], ...change },
  };
}

const inspected = { azure: ago(6), workloads: ago(6) };
const waiver = {
  reason: 'Moves to the new pool with the next release.',
  until: ago(-24 * 30),
  at: ago(24),
  by: { id: null, name: 'ada@example.com', provider: 'aad' },
};

const known: ReportedCluster[] = [
  {
    ...{ cluster: clusterOf('payments-weu'), inspected },
    facts: facts('payments-weu', [
      pool('kata'),
      pool('ordinary', { workloadRuntime: 'OCIContainer' }),
      pool('katanew'),
    ]),
    postures: [posture('payments-weu', 'kata', 'isolated', { freshUntil: ago(-5) })],
  },
  {
    ...{ cluster: clusterOf('checkout-neu'), inspected },
    facts: facts('checkout-neu', [pool('kataa'), pool('katab'), pool('katac')]),
    postures: [
      posture('checkout-neu', 'kataa', 'shared-kernel', { since: ago(30) }),
      posture('checkout-neu', 'katab', 'isolated', { provenAt: ago(120), freshUntil: ago(72) }),
      posture('checkout-neu', 'katac', 'inconclusive', { nodesProven: 1, evidenceHash: null }),
    ],
  },
  {
    ...{ cluster: clusterOf('batch-eus'), inspected: { azure: ago(6), workloads: null } },
    facts: facts('batch-eus', [
      pool('kata'),
      pool('upgraded', { nodeImageVersion: 'AKSAzureLinux-V3katagen2-202611.21.0' }),
    ]),
    postures: [
      posture('batch-eus', 'kata', 'suspect'),
      posture('batch-eus', 'upgraded', 'isolated'),
      posture('batch-eus', 'gone', 'shared-kernel', { retired: true }),
    ],
  },
  {
    ...{ cluster: clusterOf('unread-sea'), inspected: { azure: null, workloads: null } },
    facts: null,
    postures: [posture('unread-sea', 'kata', 'isolated', { nodesPresent: null, nodesProven: 0 })],
  },
];

const findings: Finding[] = [
  finding('checkout-neu', 'pod-not-sandboxed', 'shop/Deployment/basket'),
  finding('checkout-neu', 'sandbox-memory-too-low', 'shop/Deployment/search', { waiver }),
  finding('checkout-neu', 'local-accounts-enabled', 'checkout-neu'),
  finding('payments-weu', 'sandbox-limits-missing', 'pay/StatefulSet/ledger'),
  finding('payments-weu', 'kata-nodes-idle', 'kata'),
  finding('batch-eus', 'node-image-lags', 'kata', { resolvedAt: ago(1) }),
];

/** Every verdict, age and gap. */
export function fleetReport(): Report {
  const parts = known.map((each) => describeCluster(each, now));
  return composeReport(
    {
      scope: { kind: 'fleet' },
      clusters: parts.map(({ cluster }) => cluster),
      pools: parts.flatMap(({ pools }) => pools),
      findings: findingsOfCluster(findings, now),
      gaps: [
        {
          kind: 'unread',
          clusterId: null,
          subject: '99999999-9999-4999-8999-999999999999',
          message: 'Forbidden: the role Reader is missing.',
        },
        ...parts.flatMap(({ gaps }) => gaps),
      ],
    },
    origin,
  );
}

export function clusterReport(name = 'checkout-neu'): Report {
  const each = known.find(({ cluster }) => cluster.name === name);
  if (!each) throw new Error(`There is no sample ${name}.`);
  const { cluster, pools, gaps } = describeCluster(each, now);
  const scope = { kind: 'cluster' as const, clusterId: cluster.clusterId, name };
  const own = findings.filter((one) => one.cluster.name === name);
  return composeReport({ scope, clusters: [cluster], pools, findings: findingsOfCluster(own, now), gaps }, origin);
}

/** A cluster of which nothing is wrong or unknown. */
export function soundReport(): Report {
  const cluster = clusterOf('sound');
  const each = {
    cluster,
    inspected,
    facts: facts('sound', [pool('kata')]),
    postures: [posture('sound', 'kata', 'isolated')],
  };
  const described = describeCluster(each, now);
  const scope = { kind: 'cluster' as const, clusterId: described.cluster.clusterId, name: 'sound' };
  return composeReport(
    { scope, clusters: [described.cluster], pools: described.pools, findings: [], gaps: described.gaps },
    origin,
  );
}

export function nodeOfRun(nodeName: string, verdict: Verdict, change: Partial<NodeOfRun> = {}): NodeOfRun {
  const node = {
    kernelRelease: '6.6.137.mshv2-2.azl3',
    bootId: '0f6a1c52-3b1e-4c55-9c0a-1d1f4f0e9a11',
    nodeImageVersion: image,
  };
  const report = (own: boolean) => ({
    outcome: 'report' as const,
    report: {
      kernelRelease: own ? '6.6.137.mshv1' : node.kernelRelease,
      bootId: own ? '7d0f2a4e-9a1b-4f0e-8a55-2c2b5d7e6f10' : node.bootId,
      kataCommandLine: own && verdict !== 'suspect',
      dmiVendor: own ? 'Cloud Hypervisor' : 'Microsoft Corporation',
      dmiProduct: own ? 'cloud-hypervisor' : 'Virtual Machine',
    },
  });
  const seen = verdict !== 'inconclusive';
  return {
    ...{ nodeName, poolName: 'kata', verdict, reason: reasons[verdict].replace('All 3 nodes give', 'The node gives') },
    checks: [
      {
        id: 'control-boot-id',
        state: seen ? 'passed' : 'unknown',
        expected: node.bootId,
        seen: seen ? node.bootId : 'nothing',
      },
      {
        id: 'own-kernel',
        state: verdict === 'shared-kernel' ? 'failed' : seen ? 'passed' : 'unknown',
        expected: "a boot id that is not the node's",
        seen: seen ? 'one' : 'nothing',
      },
      {
        id: 'kata-mark',
        state: verdict === 'isolated' ? 'passed' : 'unknown',
        expected: 'a mark of Kata',
        seen: 'systemd.unit',
      },
    ],
    notes: ['Both kernels have the same major version.'],
    evidence: {
      before: node,
      ordinary: seen ? { evidence: report(false) } : { evidence: { outcome: 'no-evidence' } },
      sandboxed: seen ? { evidence: report(verdict !== 'shared-kernel') } : null,
    },
    ...change,
  };
}

export interface RunChange {
  nodes?: NodeOfRun[];
  status?: string;
  verdict?: Verdict | null;
  reason?: string;
  endedAt?: string | null;
  error?: { code: string; message: string } | null;
  result?: null;
  /** Whether an operation on the pool was under way when the run ended. */
  changing?: boolean;
}

export function runReport(change: RunChange = {}): Report {
  const nodes = change.nodes ?? [
    nodeOfRun('aks-kata-30114582-vmss000000', 'isolated'),
    nodeOfRun('aks-kata-30114582-vmss000001', 'shared-kernel'),
    nodeOfRun('aks-kata-30114582-vmss000002', 'inconclusive'),
  ];
  const verdict = change.verdict === undefined ? ('shared-kernel' as const) : change.verdict;
  const reason = change.reason ?? 'Of 3 nodes 1 is shared-kernel: aks-kata-30114582-vmss000001.';
  const pools =
    verdict && nodes.length > 0
      ? [{ poolName: 'kata', verdict, reason, nodesPresent: 3, nodesProven: 3, changing: change.changing ?? false }]
      : [];
  const cluster = clusterOf('checkout-neu');
  return composeRunReport(
    {
      ...{ id: '7978-run', clusterId: formatClusterId(cluster), cluster, status: change.status ?? 'Succeeded' },
      createdDateTime: ago(1),
      endedDateTime: change.endedAt === undefined ? ago(0.9) : change.endedAt,
      error: change.error ?? null,
      result: change.result === null ? null : { verdict, reason, pools },
      nodes,
      evidence: new Map([['kata', 'cd'.repeat(32)]]),
    },
    origin,
  );
}

/** The same report, with `text` wherever a cluster or a person may have written something. */
export function hostileReport(text = hostile): Report {
  const name = 'c';
  const written = [posture(name, text, 'suspect', { reason: text, nodeImageVersion: text })];
  const described = describeCluster({ cluster: clusterOf(name), inspected, facts: null, postures: written }, now);
  const own = [
    finding(name, 'pod-not-sandboxed', text, { message: text, remedy: text, controls: [text] }),
    finding(name, 'sandbox-device', 'x', { message: text, waiver: { ...waiver, reason: text } }),
  ];
  const report = composeReport(
    {
      scope: { kind: 'cluster', clusterId: described.cluster.clusterId, name: text },
      clusters: [{ ...described.cluster, name: text }],
      pools: described.pools,
      findings: findingsOfCluster(own, now),
      gaps: [...described.gaps, { kind: 'unread', clusterId: null, subject: text, message: text }],
    },
    origin,
  );
  const { nodes } = runReport({ nodes: [nodeOfRun(text, 'suspect', { reason: text, notes: [text], poolName: text })] });
  return { ...report, nodes };
}

/** One report of each kind, and one whose texts are hostile. */
export const sampleReports = {
  fleet: fleetReport,
  cluster: clusterReport,
  sound: soundReport,
  run: runReport,
  hostile: hostileReport,
};
