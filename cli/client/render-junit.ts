import type { NodeResult } from '../../shared/api/answers/evidence-schemas.ts';
import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';

/**
 * A run as JUnit reads it: a suite of the run itself, one for each pool, and a test for each node. A leak or a doubt is a
 * failure; what could not be checked is an error, and never a pass. A run that did not succeed is one as a whole: an error
 * at least.
 */
export function renderJunit(run: RunAnswer): string {
  const { clusterId, result } = run;
  const nodes = result?.nodes ?? [];
  const pools = [...new Set(nodes.map(({ poolName }) => poolName ?? noPool))];
  const suites = [
    // What is wrong with a pool and with none of its nodes: one that was never looked at, for example.
    { name: `run of ${clusterId}`, attributes: timesOf(run), tests: [testOfRun(run)] },
    ...pools.map((pool) => ({
      name: `${pool} of ${clusterId}`,
      attributes: {},
      tests: nodes.filter((node) => (node.poolName ?? noPool) === pool).map((node) => testOfNode(clusterId, node)),
    })),
  ];
  const counts = countOutcomes(suites.flatMap(({ tests }) => tests));
  const lines = suites.map(({ name, attributes, tests }) => [
    `  <testsuite${write({ name, ...countOutcomes(tests), ...attributes })}>`,
    ...tests.map(renderTest),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${write({ name: 'kataproof', ...counts })}>`,
    ...lines.flat(),
    '</testsuites>\n',
  ].join('\n');
}

const noPool = '(no agent pool)';

interface Test {
  classname: string;
  name: string;
  outcome: 'passed' | 'failure' | 'error';
  type: string;
  message: string;
  attributes: Record<string, string>;
}

function testOfNode(classname: string, { nodeName, verdict, reason }: NodeResult): Test {
  return { classname, name: nodeName, outcome: outcomeOf(verdict), type: verdict, message: reason, attributes: {} };
}

function testOfRun(run: RunAnswer): Test {
  const { id, clusterId, status, result, error } = run;
  const verdict = result?.verdict ?? 'inconclusive';
  const { time } = timesOf(run);
  return {
    ...{ classname: clusterId, name: `run ${id}`, attributes: time ? { time } : {} },
    // A leak that was found before the end is one all the same.
    outcome: status !== 'Succeeded' && verdict === 'isolated' ? 'error' : outcomeOf(verdict),
    type: error?.code ?? verdict,
    message: error ? `${error.code}: ${error.message}` : (result?.reason ?? `The run is ${status}.`),
  };
}

function outcomeOf(verdict: NodeResult['verdict']): Test['outcome'] {
  return verdict === 'isolated' ? 'passed' : verdict === 'inconclusive' ? 'error' : 'failure';
}

/** When it began, and how many seconds it took. */
function timesOf({ createdDateTime, endedDateTime }: RunAnswer): Record<string, string> {
  const timestamp = { timestamp: createdDateTime };
  if (!endedDateTime) return timestamp;
  return { ...timestamp, time: ((Date.parse(endedDateTime) - Date.parse(createdDateTime)) / 1_000).toFixed(3) };
}

function countOutcomes(tests: readonly Test[]): Record<string, string> {
  const count = (kind: Test['outcome']) => String(tests.filter(({ outcome }) => outcome === kind).length);
  return { tests: String(tests.length), failures: count('failure'), errors: count('error'), skipped: '0' };
}

function renderTest({ classname, name, outcome, type, message, attributes }: Test): string {
  const head = `    <testcase${write({ classname, name, ...attributes })}`;
  if (outcome === 'passed') return `${head}/>`;
  return `${head}>\n      <${outcome}${write({ type, message })}>${escapeXml(message)}</${outcome}>\n    </testcase>`;
}

function write(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}

const entities: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
  ...{ '\n': '&#10;', '\t': '&#9;' },
};

/** XML 1.0 has no way to write control characters, halves of characters and two that are none (2.2, "Characters"). */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]/gu, ' ')
    .replace(/[&<>"'\n\t]/g, (character) => entities[character] ?? character);
}
