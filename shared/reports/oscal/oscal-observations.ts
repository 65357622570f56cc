import { foldCase } from '../../plain/fold-case.ts';
import { gapInWords } from '../model/gaps.ts';
import { pathOfCluster } from '../model/path-of-cluster.ts';
import type { Gap, Report, ReportCluster, ReportFinding, ReportPool } from '../model/report.ts';
import { stateOfPool } from '../model/title-of.ts';
import { type OscalProperty, propertiesOf, uuidOf } from './oscal-names.ts';

/** Something that was seen, or looked for in vain. */
export interface OscalObservation {
  uuid: string;
  title: string;
  description: string;
  props: OscalProperty[];
  methods: ['TEST'] | ['EXAMINE'];
  types: ['finding'] | ['control-objective'];
  subjects?: { 'subject-uuid': string; type: 'component' | 'inventory-item'; title: string }[];
  'relevant-evidence'?: { href: string; description: string; props: OscalProperty[] }[];
  collected: string;
  expires?: string;
}

export const componentOf = (clusterId: string): string => uuidOf('cluster', foldCase(clusterId));
export const itemOf = (clusterId: string, poolName: string): string =>
  uuidOf('pool', foldCase(clusterId), foldCase(poolName));

/** The proof of a pool, with its evidence by hash. One that was never made is an observation, too: that there is none. */
export function observePool(pool: ReportPool, { apiUrl, madeAt }: Report): OscalObservation {
  const { clusterId, clusterName, poolName, because, provenAt, freshUntil, evidenceDigest } = pool;
  const digest = evidenceDigest === null ? [] : [evidenceOf(apiUrl, clusterId, evidenceDigest)];
  return {
    uuid: uuidOf('proof', foldCase(clusterId), foldCase(poolName), provenAt ?? 'never'),
    title: `Proof of node pool ${poolName} of cluster ${clusterName}`,
    description: because,
    props: propertiesOf({
      ...{ state: stateOfPool(pool), outcome: pool.outcome, 'node-image': pool.nodeImageVersion, 'run-id': pool.runId },
      ...{ 'nodes-present': pool.nodesPresent, 'nodes-proven': pool.nodesProven, since: pool.since },
    }),
    ...{ methods: ['TEST'], types: ['control-objective'] },
    subjects: [{ 'subject-uuid': itemOf(clusterId, poolName), type: 'inventory-item', title: poolName }],
    ...(digest.length > 0 && { 'relevant-evidence': digest }),
    collected: provenAt ?? madeAt,
    ...(freshUntil !== null && { expires: freshUntil }),
  };
}

function evidenceOf(apiUrl: string, clusterId: string, digest: string) {
  return {
    href: `${apiUrl}/clusters/${pathOfCluster(clusterId, 'evidence', digest)}`,
    description: 'The evidence as it was judged: the bytes whose SHA-256 names them.',
    props: propertiesOf({ 'sha-256': digest }),
  };
}

/** That settings and workloads were looked at against the rules; null where one side never was, which is a gap. */
export function observeInspection({ clusterId, name, inspected }: ReportCluster): OscalObservation | null {
  const { azure, workloads } = inspected;
  if (azure === null || workloads === null) return null;
  const collected = [azure, workloads].sort()[0] ?? azure;
  return {
    uuid: uuidOf('inspection', foldCase(clusterId), collected),
    title: `Inspection of cluster ${name}`,
    description: `Settings and pools were read at ${azure}, workloads at ${workloads}, and compared with every rule of findings.`,
    props: propertiesOf({ azure, workloads }),
    ...{ methods: ['EXAMINE'], types: ['control-objective'] },
    subjects: [{ 'subject-uuid': componentOf(clusterId), type: 'component', title: name }],
    collected,
  };
}

/** Something that does not comply, or that somebody has accepted. */
export function observeFinding(finding: ReportFinding): OscalObservation {
  const { clusterId, clusterName, id, rule, severity, subject, message, remedy, state, waiver } = finding;
  return {
    uuid: uuidOf('finding', foldCase(clusterId), id),
    title: `${rule}: ${subject}`,
    description: `${message} ${remedy}`,
    props: propertiesOf({
      ...{ rule, severity, state, 'first-seen': finding.firstSeenAt },
      'waived-until': waiver?.until ?? null,
    }),
    ...{ methods: ['EXAMINE'], types: ['finding'] },
    subjects: [{ 'subject-uuid': componentOf(clusterId), type: 'component', title: clusterName }],
    collected: finding.lastSeenAt,
  };
}

/** What nobody looked at. Without these a reader would take the absence of findings for their denial. */
export function observeGap({ kind, clusterId, subject, message }: Gap, { madeAt, clusters }: Report): OscalObservation {
  const cluster = clusters.find((each) => each.clusterId === clusterId);
  return {
    uuid: uuidOf('gap', kind, foldCase(clusterId ?? ''), subject),
    title: `Not looked at: ${subject} (${gapInWords[kind]})`,
    description: message,
    props: propertiesOf({ gap: kind }),
    ...{ methods: ['TEST'], types: ['control-objective'] },
    ...(cluster && {
      subjects: [{ 'subject-uuid': componentOf(cluster.clusterId), type: 'component', title: cluster.name }],
    }),
    collected: madeAt,
  };
}
