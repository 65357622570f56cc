import Builder from 'fast-xml-builder';
import { gapInWords, isToldByPool } from './model/gaps.ts';
import { outcomeOfFinding } from './model/outcome-of.ts';
import type { Gap, Outcome, Report, ReportFinding, ReportNode, ReportPool } from './model/report.ts';
import { outcomeInWords, stateOfPool, titleOf, toolInWords } from './model/title-of.ts';

/**
 * A report as JUnit reads it. A leak or a doubt is a failure; what could not be checked, was never checked or is stale is an
 * error, and never a pass. A test for each pool and each node; for each cluster its findings, of which those that need no
 * hurry (low, info) and those that are waived are skipped; and a test for each thing that nobody looked at and that no
 * pool tells of.
 */
export function renderJunit(report: Report): string {
  const suites = [
    suiteOfReport(report),
    ...suitesOfPools(report),
    ...suitesOfNodes(report),
    ...suitesOfFindings(report),
  ];
  const { tests, failures, errors } = countOutcomes(suites.flatMap(({ tests }) => tests));
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      // The schema of Jenkins has no count of skipped ones here.
      ...attributes({ name: 'kataproof', tests, failures, errors }),
      testsuite: suites.map(({ name, timestamp, time = '0', properties, tests }) => ({
        ...attributes({ name, ...countOutcomes(tests), time, timestamp }),
        ...(properties && { properties: { property: properties.map((each) => attributes(each)) } }),
        testcase: tests.map(describeTest),
      })),
    },
  };
  return new Builder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  }).build(document);
}

interface Test {
  classname: string;
  name: string;
  outcome: Outcome | 'skipped';
  type: string;
  message: string;
  time?: string | undefined;
}

interface Suite {
  name: string;
  timestamp: string;
  time?: string | undefined;
  properties?: { name: string; value: string }[];
  tests: Test[];
}

const elements = { failed: 'failure', 'not-checked': 'error', skipped: 'skipped' } as const;

function describeTest({ classname, name, outcome, type, message, time = '0' }: Test): object {
  const test = attributes({ classname, name, time });
  if (outcome === 'passed') return test;
  // An attribute has no line breaks: a parser reads them as spaces (XML 1.0, 3.3.3).
  const told = { ...attributes(outcome === 'skipped' ? { message } : { type, message }), '#text': message };
  return { ...test, [elements[outcome]]: told };
}

function attributes(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`@${name}`, value.replace(/[\n\t]+/g, ' ')]),
  );
}

function countOutcomes(tests: readonly Test[]) {
  const count = (outcome: Test['outcome']) => String(tests.filter((test) => test.outcome === outcome).length);
  const counts = { failures: count('failed'), errors: count('not-checked'), skipped: count('skipped') };
  return { tests: String(tests.length), ...counts };
}

/** What is wrong with no single pool or node: a run as a whole, and what nobody looked at. */
function suiteOfReport(report: Report): Suite {
  const { scope, madeAt, tool, coverage, gaps } = report;
  const name = scope.kind === 'run' ? `run of ${scope.clusterId}` : titleOf(scope);
  const classname = scope.kind === 'fleet' ? 'fleet' : scope.clusterId;
  const time = scope.kind === 'run' ? secondsOf(scope) : undefined;
  const whole: Test[] = scope.kind === 'run' ? [{ ...testOfRun(report, scope), classname, time }] : [];
  return {
    name,
    timestamp: scope.kind === 'run' ? scope.startedAt : madeAt,
    time,
    properties: [
      { name: 'tool', value: toolInWords(tool) },
      { name: 'madeAt', value: madeAt },
      ...Object.entries(coverage).map(([key, value]) => ({
        name: `coverage.${key}`,
        value: String(value ?? 'unknown'),
      })),
    ],
    tests: [...whole, ...gaps.filter(ofNoPool).map((gap) => testOfGap(gap, classname))],
  };
}

type RunScope = Extract<Report['scope'], { kind: 'run' }>;

function testOfRun({ outcome, summary }: Report, { runId, verdict, error }: RunScope): Omit<Test, 'classname'> {
  return { name: `run ${runId}`, outcome, type: error?.code ?? typeOf(outcome, verdict), message: summary };
}

/** An isolated run that is no pass was cut short, or its pool was changing. One without a verdict may have seen a leak. */
function typeOf(outcome: Outcome, verdict: RunScope['verdict']): string {
  if (verdict === null && outcome === 'failed') return outcomeInWords.failed;
  return verdict === null || (outcome === 'not-checked' && verdict === 'isolated') ? 'inconclusive' : verdict;
}

/** Clocks of two hosts may differ, and no time is negative. */
function secondsOf({ startedAt, endedAt }: RunScope): string | undefined {
  if (endedAt === null) return undefined;
  return Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(3);
}

/** The rest is told by the test of its pool, and a run that has not ended by its own. */
const ofNoPool = (gap: Gap): boolean => !isToldByPool(gap) && gap.kind !== 'not-ended';

function testOfGap({ kind, clusterId, subject, message }: Gap, classname: string): Test {
  const name = `${gapInWords[kind]}: ${subject}`;
  return { classname: clusterId ?? classname, name, outcome: 'not-checked', type: kind, message };
}

/** Of a run the nodes say it, and the run itself what is wrong with a pool and with none of its nodes. */
function suitesOfPools({ clusters, pools, madeAt, scope }: Report): Suite[] {
  const byCluster = Map.groupBy(pools, ({ clusterId }) => clusterId);
  return clusters.flatMap(({ clusterId }) => {
    const own = byCluster.get(clusterId) ?? [];
    if (own.length === 0) return [];
    const timestamp = scope.kind === 'run' ? scope.startedAt : madeAt;
    return [{ name: `pools of ${clusterId}`, timestamp, tests: own.map(testOfPool) }];
  });
}

function testOfPool(pool: ReportPool): Test {
  const { clusterId, poolName, outcome, because, remedy } = pool;
  const message = remedy === null ? because : `${because} ${remedy}`;
  return { classname: clusterId, name: poolName, outcome, type: stateOfPool(pool), message };
}

function suitesOfNodes({ nodes, scope, madeAt }: Report): Suite[] {
  const timestamp = scope.kind === 'run' ? scope.startedAt : madeAt;
  return [...Map.groupBy(nodes, ({ poolName }) => poolName)].map(([poolName, own]) => ({
    name: `${poolName} of ${own[0]?.clusterId}`,
    timestamp,
    tests: own.map(testOfNode),
  }));
}

function testOfNode({ clusterId, nodeName, outcome, verdict, reason }: ReportNode): Test {
  return { classname: clusterId, name: nodeName, outcome, type: verdict, message: reason };
}

function suitesOfFindings({ findings, madeAt }: Report): Suite[] {
  return [...Map.groupBy(findings, ({ clusterId }) => clusterId)].map(([clusterId, own]) => ({
    name: `findings of ${clusterId}`,
    timestamp: madeAt,
    tests: own.map(testOfFinding),
  }));
}

function testOfFinding(finding: ReportFinding): Test {
  const { clusterId, rule, subject, severity, message, remedy, waiver } = finding;
  const why = waiver ? `Waived until ${waiver.until} (${waiver.reason}). ` : '';
  return {
    classname: clusterId,
    name: `${rule}: ${subject}`,
    outcome: outcomeOfFinding(finding) ?? 'skipped',
    type: severity,
    message: `${why}${message} ${remedy}`,
  };
}
