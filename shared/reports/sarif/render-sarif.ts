import type { Invocation, Location, Log, Message, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import { foldCase } from '../../plain/fold-case.ts';
import { stableHash } from '../../plain/stable-hash.ts';
import type { FindingSeverity } from '../../workloads/finding.ts';
import { gapInWords, isToldByPool } from '../model/gaps.ts';
import { type IsolationRuleId, isolationRules, ruleOfPool, ruleOfVerdict } from '../model/isolation-rules.ts';
import { pathOfCluster } from '../model/path-of-cluster.ts';
import type { Gap, GapKind, Report, ReportFinding, ReportNode, ReportPool } from '../model/report.ts';
import { stateOfPool, titleOf } from '../model/title-of.ts';
import { describeRule, helpOfGap, levelOf } from './sarif-rules.ts';

/**
 * A report as SARIF 2.1.0: a result for each pool, node and finding. What could not be checked, was never checked or is
 * stale has the kind `review`; what could not be looked at at all is a notification, and the invocation was no success.
 *
 * `alerts` is for readers that take every result for an alert, whatever its kind, as GitHub's code scanning does: it leaves
 * out passes, waived findings and notes of no severity, and what has to be reviewed fails with a warning. Such readers show no
 * notifications, and take an alert that is gone for one that was mended: what could not be looked at is a result there, too.
 */
export function renderSarif(report: Report, results: 'all' | 'alerts'): string {
  const all = [
    ...report.pools.map(resultOfPool),
    ...report.nodes.map(resultOfNode),
    ...report.findings.map(resultOfFinding),
  ];
  const unseen = report.gaps.filter((gap) => !isToldByPool(gap)).map(resultOfGap);
  const shown = results === 'all' ? all : [...all.flatMap(asAlert), ...unseen];
  const rules = describeRules(shown);
  const run: Run = {
    tool: {
      driver: {
        name: report.tool.name,
        semanticVersion: report.tool.version,
        version: report.tool.version,
        informationUri: 'https://learn.microsoft.com/azure/aks/use-pod-sandboxing',
        rules,
        notifications: [...new Set(report.gaps.map(({ kind }) => kind))].map(describeGap),
      },
    },
    invocations: [describeInvocation(report)],
    automationDetails: { id: `kataproof/${idOf(report)}/` },
    columnKind: 'utf16CodeUnits',
    results: shown.map(({ result }) => ({ ...result, ruleIndex: rules.findIndex(({ id }) => id === result.ruleId) })),
    properties: {
      title: titleOf(report.scope),
      madeAt: report.madeAt,
      rules: report.tool.rules,
      outcome: report.outcome,
      summary: report.summary,
      coverage: report.coverage,
    },
  };
  const log: Log = { version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

interface Described {
  result: Result & { ruleId: string };
  severity: FindingSeverity;
}

function describeRules(results: readonly Described[]): ReportingDescriptor[] {
  const severities = new Map(results.map(({ result, severity }) => [result.ruleId, severity]));
  return [...severities].map(([id, severity]) => describeRule(id, severity));
}

function asAlert({ result, severity }: Described): Described[] {
  if (result.kind === 'pass' || result.kind === 'informational' || result.suppressions) return [];
  return [{ severity, result: { ...result, kind: 'fail', level: levelOf[severity] } }];
}

function describeGap(kind: GapKind): ReportingDescriptor {
  const text = `Not looked at: ${gapInWords[kind]}.`;
  return {
    id: `gap/${kind}`,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: helpOfGap, markdown: helpOfGap },
  };
}

/** Reports of one thing replace one another in GitHub, and those of two do not (`runAutomationDetails.id`). */
function idOf({ scope }: Report): string {
  return scope.kind === 'fleet'
    ? 'fleet'
    : `${scope.kind === 'run' ? 'run' : 'cluster'}/${pathOfCluster(scope.clusterId)}`;
}

function resultOfPool(pool: ReportPool): Described {
  const { clusterId, poolName, because } = pool;
  const rule = ruleOfPool(pool);
  return describeIsolation(rule, `Node pool ${poolName} of cluster ${pool.clusterName}: ${because}`, {
    locations: [locate(clusterId, ['nodePools', poolName])],
    fingerprint: `${clusterId}/${poolName}`,
    properties: {
      ...{ state: stateOfPool(pool), since: pool.since, provenAt: pool.provenAt, freshUntil: pool.freshUntil },
      ...{ nodeImageVersion: pool.nodeImageVersion, nodesPresent: pool.nodesPresent, nodesProven: pool.nodesProven },
      ...{ evidenceSha256: pool.evidenceDigest, runId: pool.runId },
    },
  });
}

function resultOfNode({ clusterId, poolName, nodeName, verdict, reason, checks }: ReportNode): Described {
  return describeIsolation(ruleOfVerdict[verdict], `Node ${nodeName} of pool ${poolName}: ${reason}`, {
    locations: [locate(clusterId, ['nodePools', poolName, 'nodes', nodeName])],
    fingerprint: `${clusterId}/${poolName}/${nodeName}`,
    properties: { checks: checks.map(({ id, state, expected, seen }) => ({ id, state, expected, seen })) },
  });
}

/** A gap as a result that fails with a warning; its rule has the id of its notification. */
function resultOfGap({ kind, clusterId, subject, message }: Gap): Described {
  const ruleId = `gap/${kind}`;
  const severity = 'medium';
  return {
    severity,
    result: {
      ...{ ruleId, kind: 'fail', level: levelOf[severity], message: say(`${subject}: ${message}`) },
      locations: [locate(clusterId ?? 'fleet', ['gaps', kind, subject])],
      partialFingerprints: fingerprintOf(ruleId, `${clusterId ?? 'fleet'}/${subject}`),
    },
  };
}

interface Parts {
  locations: Location[];
  /** What it is about, the same in every report. */
  fingerprint: string;
  properties: Result['properties'];
}

function describeIsolation(
  ruleId: IsolationRuleId,
  text: string,
  { locations, fingerprint, properties }: Parts,
): Described {
  const severity: FindingSeverity = isolationRules[ruleId].severity;
  const failed = ruleId === 'shared-kernel' || ruleId === 'suspect-kernel';
  const kind = ruleId === 'kata-isolation' ? 'pass' : failed ? 'fail' : 'review';
  return {
    severity,
    result: {
      ruleId,
      kind,
      // The standard asks for `none` wherever the kind is not `fail` (3.27.10).
      level: failed ? levelOf[severity] : 'none',
      message: say(text),
      locations,
      partialFingerprints: fingerprintOf(ruleId, fingerprint),
      ...(properties && { properties }),
    },
  };
}

/** GitHub knows a result again by `primaryLocationLineHash` alone, and can make none for a file that is in no repository. */
function fingerprintOf(ruleId: string, subject: string): Record<string, string> {
  const hash = stableHash(`${ruleId}|${foldCase(subject)}`);
  return { 'kataproofSubject/v1': hash, primaryLocationLineHash: hash };
}

function resultOfFinding(finding: ReportFinding): Described {
  const {
    clusterId,
    clusterName,
    rule,
    severity,
    subject,
    message,
    remedy,
    waiver,
    controls,
    firstSeenAt,
    lastSeenAt,
  } = finding;
  return {
    severity,
    result: {
      ruleId: rule,
      ...(severity === 'info' ? { kind: 'informational', level: 'none' } : { kind: 'fail', level: levelOf[severity] }),
      message: say(`${subject} in cluster ${clusterName}: ${message} ${remedy}`),
      locations: [locate(clusterId, ['findings', subject])],
      partialFingerprints: fingerprintOf(rule, `${clusterId}/${subject}`),
      ...(waiver && { suppressions: [suppress(waiver)] }),
      properties: { id: finding.id, severity, controls, firstSeenAt, lastSeenAt },
    },
  };
}

function suppress({
  reason,
  until,
  by,
}: NonNullable<ReportFinding['waiver']>): NonNullable<Result['suppressions']>[number] {
  const who = by === null ? '' : ` by ${by}`;
  return {
    kind: 'external',
    status: 'accepted',
    justification: `Waived${who} until ${until}: ${reason}`,
    properties: { until },
  };
}

/** A message in which nothing that a cluster wrote is a link, as readers make one of `[…](…)` (3.11.6). */
function say(text: string): Message {
  return { text: text.replaceAll('](', ']\u200b(') };
}

/**
 * Where a result is: as a resource, and as a file that there need not be. GitHub takes no result without a physical location
 * ("expected at least one location"), and shows the path as it stands; it has to be the same each time.
 */
function locate(clusterId: string, below: readonly string[]): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: `kataproof/${pathOfCluster(clusterId, ...below)}` },
      region: { startLine: 1 },
    },
    logicalLocations: [
      { name: below.at(-1) ?? clusterId, fullyQualifiedName: [clusterId, ...below].join('/'), kind: 'resource' },
    ],
  };
}

function describeInvocation({ gaps, madeAt, scope }: Report): Invocation {
  return {
    executionSuccessful: gaps.length === 0,
    endTimeUtc: madeAt,
    ...(scope.kind === 'run' && { startTimeUtc: scope.startedAt }),
    toolExecutionNotifications: gaps.map(notify),
  };
}

function notify({ kind, subject, message, clusterId }: Gap): Notification {
  return {
    descriptor: { id: `gap/${kind}` },
    level: kind === 'unread' || kind === 'left-out' ? 'error' : 'warning',
    message: say(`${subject}: ${message}`),
    ...(clusterId !== null && {
      locations: [{ logicalLocations: [{ fullyQualifiedName: clusterId, kind: 'resource' }] }],
    }),
  };
}
