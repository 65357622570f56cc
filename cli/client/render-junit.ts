import type { NodeResult } from '../../shared/api/answers/evidence-schemas.ts';
import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';

/**
 * A run as JUnit reads it: a suite for each pool, a test for each node. A leak or a doubt is a failure; what could not be
 * checked is an error, and never a pass. A run without a node is one test that says why.
 */
export function renderJunit({ id, clusterId, status, result, error }: RunAnswer): string {
  const nodes = result?.nodes ?? [];
  const pools = [...new Set(nodes.map(({ poolName }) => poolName ?? '(no agent pool)'))];
  const suites = pools.map((pool) =>
    suite(
      pool,
      clusterId,
      nodes.filter((node) => (node.poolName ?? '(no agent pool)') === pool).map((node) => test(clusterId, node)),
    ),
  );
  const reason = error ? `${error.code}: ${error.message}` : (result?.reason ?? `The run is ${status}.`);
  // What is wrong with a pool and with none of its nodes: one that was never looked at, for example.
  const whole = { name: `run ${id}`, outcome: outcomeOf(result?.verdict ?? 'inconclusive', reason) };
  const all = [suite('run', clusterId, [{ className: clusterId, ...whole }]), ...suites].join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kataproof">\n${all}\n</testsuites>\n`;
}

interface Test {
  className: string;
  name: string;
  outcome: { kind: 'passed' | 'failure' | 'error'; type: string; message: string };
}

function test(clusterId: string, { nodeName, verdict, reason }: NodeResult): Test {
  return { className: clusterId, name: nodeName, outcome: outcomeOf(verdict, reason) };
}

function outcomeOf(verdict: NodeResult['verdict'], message: string): Test['outcome'] {
  const kind = verdict === 'isolated' ? 'passed' : verdict === 'inconclusive' ? 'error' : 'failure';
  return { kind, type: verdict, message };
}

function suite(name: string, clusterId: string, tests: Test[]): string {
  const count = (kind: Test['outcome']['kind']) => tests.filter(({ outcome }) => outcome.kind === kind).length;
  const numbers = `tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const lines = tests.map(({ className, name: title, outcome: { kind, type, message } }) => {
    const head = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(title)}"`;
    if (kind === 'passed') return `${head}/>`;
    return `${head}>\n      <${kind} type="${escapeXml(type)}" message="${escapeXml(message)}"/>\n    </testcase>`;
  });
  return `  <testsuite name="${escapeXml(`${name} of ${clusterId}`)}" ${numbers}>\n${lines.join('\n')}\n  </testsuite>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 has no way to write control characters. */
function escapeXml(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, ' ').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
