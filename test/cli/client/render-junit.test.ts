import { describe, expect, test } from '@jest/globals';
import { Bash } from 'just-bash';
import { renderJunit } from '../../../cli/client/render-junit.ts';
import type { RunAnswer } from '../../../shared/api/answers/run-schemas.ts';

type Verdict = 'isolated' | 'shared-kernel' | 'suspect' | 'inconclusive';

const node = (poolName: string | null, nodeName: string, verdict: Verdict, reason = 'Because.') => ({
  ...{ poolName, nodeName, verdict, reason },
});

const run = (nodes: object[], verdict: Verdict | null, more: object = {}) =>
  ({
    ...{ id: 'r1', clusterId: '/subscriptions/s/c', status: 'Succeeded', error: null },
    ...{ createdDateTime: '2026-11-01T10:00:00.000Z', endedDateTime: '2026-11-01T10:01:30.500Z' },
    result: { verdict, reason: 'All in all.', nodes },
    ...more,
  }) as unknown as RunAnswer;

interface Case {
  '+@name': string;
  '+@classname': string;
  '+@time'?: string;
  failure?: { '+@type': string; '+@message': string; '+content': string };
  error?: { '+@type': string; '+@message': string; '+content': string };
}
type Suite = Record<string, string> & { testcase: Case[] };

/** One element alone is no list to a parser of XML. */
const listOf = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** Reads a report as others do: by yq, a parser of XML that knows nothing of us. */
async function read(text: string): Promise<{ suites: Suite[]; total: Record<string, string> }> {
  const shell = new Bash({ files: { '/report.xml': text }, defenseInDepth: false });
  const { stdout, stderr, exitCode } = await shell.exec('yq -p xml -o json . /report.xml');
  expect([exitCode, stderr]).toEqual([0, '']);
  const { testsuites } = JSON.parse(stdout) as { testsuites: Record<string, string> & { testsuite: Suite | Suite[] } };
  const suites = listOf(testsuites.testsuite).map((suite) => ({ ...suite, testcase: listOf(suite.testcase) }) as Suite);
  return { suites, total: testsuites };
}

const references = { lt: '<', gt: '>', quot: '"', apos: "'", '#10': '\n', '#9': '\t', amp: '&' };
const decode = (text: string) =>
  text.replaceAll(/&([^;]+);/g, (_whole, name: keyof typeof references) => references[name]);

const kindOf = ({ failure, error }: Case) => (failure ? 'failure' : error ? 'error' : 'passed');

test('every node is a test of its pool: only isolated passes, and what could not be checked is an error', async () => {
  const nodes = [
    node('a', 'n1', 'isolated'),
    node('a', 'n2', 'shared-kernel'),
    node('b', 'n3', 'suspect'),
    node(null, 'n4', 'inconclusive'),
  ];
  const { suites, total } = await read(renderJunit(run(nodes, 'shared-kernel')));
  const told = suites.map((suite) => [suite['+@name'], suite.testcase.map((each) => [each['+@name'], kindOf(each)])]);
  expect(told).toEqual([
    ['run of /subscriptions/s/c', [['run r1', 'failure']]],
    [
      'a of /subscriptions/s/c',
      [
        ['n1', 'passed'],
        ['n2', 'failure'],
      ],
    ],
    ['b of /subscriptions/s/c', [['n3', 'failure']]],
    ['(no agent pool) of /subscriptions/s/c', [['n4', 'error']]],
  ]);
  for (const suite of [...suites, { ...total, testcase: suites.flatMap(({ testcase }) => testcase) } as Suite]) {
    const count = (kind: string) => String(suite.testcase.filter((each) => kindOf(each) === kind).length);
    expect(suite).toMatchObject({
      ...{ '+@tests': String(suite.testcase.length), '+@skipped': '0' },
      ...{ '+@failures': count('failure'), '+@errors': count('error') },
    });
  }
  expect(suites[0]).toMatchObject({ '+@time': '90.500', '+@timestamp': '2026-11-01T10:00:00.000Z' });
  expect(suites[1]?.testcase[1]?.failure).toEqual({
    '+@type': 'shared-kernel',
    '+@message': 'Because.',
    '+content': 'Because.',
  });
});

describe('the run as a whole', () => {
  const lost = { error: { code: 'Lost', message: 'It was lost.' } };
  test.each([
    ['isolated', run([], 'isolated'), 'passed'],
    ['inconclusive', run([], 'inconclusive'), 'error'],
    ['suspect', run([], 'suspect'), 'failure'],
    ['without a verdict', run([], null), 'error'],
    ['still running', run([], null, { status: 'Running', result: null, endedDateTime: null }), 'error'],
    [
      'failed after isolated nodes',
      run([node('a', 'n', 'isolated')], 'isolated', { status: 'Failed', ...lost }),
      'error',
    ],
    ['canceled after a leak', run([], 'shared-kernel', { status: 'Canceled', ...lost }), 'failure'],
  ])('that is %s', async (_what, given, kind) => {
    const [first] = (await read(renderJunit(given))).suites;
    expect(first?.testcase.map(kindOf)).toEqual([kind]);
  });
});

test('whatever a cluster has written comes through, but for what XML cannot say', async () => {
  const hard = `<![CDATA[ ]]> & "quoted" 'so' <tag/> &amp; -->\tand\na line é 𝒳`;
  const { suites } = await read(renderJunit(run([node('<p&"\'>', 'n', 'suspect', hard)], 'suspect')));
  const told = suites[1]?.testcase[0]?.failure;
  const texts = [suites[1]?.['+@name'], told?.['+@message'], told?.['+content']].map((each) => String(each));
  // This parser leaves references as they are, so that a sign that was not escaped is seen here.
  for (const text of texts) expect(text).not.toMatch(/[<>"'\n\t]|&(?!(amp|lt|gt|quot|apos|#10|#9);)/);
  expect(texts.map(decode)).toEqual(['<p&"\'> of /subscriptions/s/c', hard, hard]);
  const impossible = 'a\u0000b\u0008c\u001b[2Jd\u007fe\ud800f\uffffg';
  const text = renderJunit(run([node('p', 'n', 'suspect', impossible)], 'suspect'));
  expect((await read(text)).suites[1]?.testcase[0]?.failure?.['+content']).toBe('a b c [2Jd e\ufffdf g');
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
});
