import { describe, expect, test } from '@jest/globals';
import { errorCodes } from '../../shared/errors/error-codes.ts';
import { judgeCluster, judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';
import { listFiles, namesIn, read, rowsUnder } from './markdown.ts';

const page = read('docs/operations.md');
const sources = listFiles(['shared', 'functions'], '.ts').map(read);

/** Every place where code gives an error of its own a code. Those of errorCodes are typed and counted from there. */
const places = [
  /\bcode: '([A-Z]\w+)'/g,
  /new (?:HttpError\(\s*\d{3},|KataproofError\(|ManifestMistake\()\s*'([A-Z]\w+)'/g,
  /\bcode = '([A-Z]\w+)'/g,
  /\bpreflightFailed = '([A-Z]\w+)'/g,
  /\breason = '([A-Z]\w+)'/g,
  /\.reason \?\? '([A-Z]\w+)'/g,
  /\? '([A-Z]\w+)' : code\b/g,
  /const unhealable = '([A-Z]\w+)'/g,
];

/** Codes that are put together from a state: nothing can be proven in such a cluster or pool. */
function composedCodes(): string[] {
  const states = [
    { provisioningState: 'Succeeded', powerState: 'Stopped' },
    { provisioningState: 'Creating', powerState: 'Running' },
    { provisioningState: 'Deleting', powerState: 'Running' },
  ];
  const healthy = { provisioningState: 'Succeeded', powerState: 'Running', nodeAutoProvisioning: false };
  const kata = { name: 'kata', workloadRuntime: 'KataVmIsolation', nodeImageVersion: null };
  const pools = [...states.map((state) => ({ ...state, count: 1 })), { ...healthy, count: 0 }];
  const ofPools = pools.map((pool) => judgeVerificationRequest('kata', { ...healthy, pools: [{ ...kata, ...pool }] }));
  // judgePoolReadiness ends with ARM's own word for these two states.
  const ofReadiness = ['NodePoolFailed', 'NodePoolCanceled'];
  return [...states.map(judgeCluster), ...ofPools].map((refusal) => refusal?.code ?? '').concat(ofReadiness);
}

function thrownCodes(): Set<string> {
  const literal = sources.flatMap((source) =>
    places.flatMap((place) => [...source.matchAll(place)].map(([, code = '']) => code)),
  );
  return new Set(
    [...Object.keys(errorCodes), ...literal, ...composedCodes()].filter((code) => !notOurs.includes(code)),
  );
}

/** What looks like a code in code and is none. */
const notOurs = ['Completed', 'Pending', 'Running'];

const rows = rowsUnder(page, '## Error codes').filter(([first = '']) => first.startsWith('`'));
const told = rows.flatMap(([first = '']) => namesIn(first));

describe('the error codes of docs/operations.md', () => {
  test('are all that the code gives', () => {
    expect([...thrownCodes()].filter((code) => !told.includes(code))).toEqual([]);
  });

  test('are no others, and none twice', () => {
    const thrown = thrownCodes();
    expect(told.filter((code) => !thrown.has(code))).toEqual([]);
    expect(told.filter((code, index) => told.indexOf(code) < index)).toEqual([]);
    expect(told.length).toBeGreaterThan(60);
  });

  test('say truly whether the app tries again', () => {
    const wrong = rows.filter(([codes = '', , waits]) =>
      namesIn(codes).some((code) => {
        const known = Object.entries(errorCodes).find(([name]) => name === code);
        return known && known[1].retryable !== (waits === 'yes');
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('say truly with which status the API answers', () => {
    const answers = sources.flatMap((source) => [...source.matchAll(/new HttpError\(\s*(\d{3}),\s*'(\w+)'/g)]);
    expect(answers.length).toBeGreaterThan(7);
    const wrong = answers.filter(([, status, code = '']) => {
      const row = rows.find(([codes = '']) => namesIn(codes).includes(code));
      return !row?.[1]?.includes(`HTTP ${status}`);
    });
    expect(wrong.map(([, status, code]) => `${status} ${code}`)).toEqual([]);
  });

  test('each say what to do', () => {
    expect(rows.filter((row) => row.length !== 5 || row.some((cell) => cell.trim() === ''))).toEqual([]);
  });
});

describe('the alerts of docs/operations.md', () => {
  const listed = rowsUnder(page, '## Alerts of pools').flatMap(([first = '']) => namesIn(first));

  test.each([
    ['kind', 'shared/alerts/decide-alert.ts', /export type AlertKind = ([^;]+);/],
    ['verdict', 'shared/isolation/evidence.ts', /export type Verdict = ([^;]+);/],
  ])('name every %s', (_, file, type) => {
    const words = [...(type.exec(read(file))?.[1] ?? '').matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word);
    expect(words).toHaveLength(4);
    expect(words.filter((word) => !listed.includes(word))).toEqual([]);
  });

  test('name every check that a verdict rests on, and no others', () => {
    const rules = listFiles(['shared/isolation'], '.ts').map(read).join('\n');
    const literal = [...rules.matchAll(/(?:\bid(?: =|:)|compare\() ?'([a-z-]+)'/g)].map(([, id = '']) => id);
    const byRole = [...rules.matchAll(/\bid: `\$\{role\}-([a-z-]+)`/g)].flatMap(([, id = '']) => [
      `ordinary-${id}`,
      `sandboxed-${id}`,
    ]);
    const checks = rowsUnder(page, '### The check that failed').flatMap(([first = '']) => namesIn(first));
    expect(checks.sort()).toEqual([...new Set([...literal, ...byRole])].sort());
  });
});

describe('the alert rules of docs/operations.md', () => {
  test('are those that are deployed', () => {
    const rules: { name: string }[] = JSON.parse(read('infra/observability/alert-rules.json'));
    const listed = rowsUnder(page, '## Alert rules of Azure Monitor').flatMap(([first = '']) => namesIn(first));
    expect(listed.sort()).toEqual(rules.map(({ name }) => name).sort());
  });
});
