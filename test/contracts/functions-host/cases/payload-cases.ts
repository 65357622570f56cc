import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { outputOf, raise, readEnd, readRunning, start } from './orchestration.ts';

const { activityInputAsText } = JSON.parse(
  readFileSync(new URL('../recorded/facts.json', import.meta.url), 'utf8'),
) as { activityInputAsText: Record<string, string | null> };

interface Seen {
  type: string;
  value: unknown;
}

const same = (value: unknown): Seen => ({ type: Array.isArray(value) ? 'array' : typeof value, value });
const bare = (json: string): Seen => ({ type: 'string', value: activityInputAsText[json] });

/** What an activity receives when an orchestrator passes a value. Booleans become the words of .NET. */
const activityInputs: Record<string, Seen> = {
  object: same({ a: [1, null, { b: 'c' }] }),
  array: same([1, 'two', false, null]),
  integer: same(5),
  fraction: same(1.5),
  text: same('text'),
  numericText: same('5'),
  jsonText: same('{"a":1}'),
  emptyText: same(''),
  unicode: same('zażółć 🦊 \u0001'),
  date: same('2026-01-02T03:04:05.6780000Z'),
  objectWithDate: same({ at: '2026-01-02T03:04:05.6780000+01:00' }),
  true: bare('true'),
  false: bare('false'),
  null: { type: 'undefined', value: null },
  undefined: { type: 'undefined', value: null },
};

/** What an orchestrator receives when an activity returns a value. */
const activityOutputs: Record<string, Seen> = {
  object: same({ a: [1, null, { b: 'c' }] }),
  array: same([1, 'two', false, null]),
  emptyArray: same([]),
  integer: same(5),
  fraction: same(1.5),
  negative: same(-0.25),
  large: same(9007199254740991),
  text: same('text'),
  numericText: same('5'),
  jsonText: same('{"a":1}'),
  emptyText: same(''),
  unicode: same('zażółć 🦊 \u0001'),
  date: same('2026-01-02T03:04:05.6780000Z'),
  objectWithDate: same({ at: '2026-01-02T03:04:05.6780000+01:00' }),
  true: same(true),
  false: same(false),
  null: { type: 'null', value: null },
  undefined: { type: 'null', value: null },
};

function compare(seen: unknown, expected: Record<string, Seen>): void {
  const found = seen as Record<string, Seen>;
  for (const [kind, value] of Object.entries(expected))
    assert.deepEqual(found[kind], value, `${kind}: ${JSON.stringify(found[kind])}`);
}

const throughStart: [kind: string, json: string | undefined, expected: Seen][] = [
  ['an object', '{"a":[1,null]}', same({ a: [1, null] })],
  ['an array', '[1,"two"]', same([1, 'two'])],
  ['a number', '1.5', same(1.5)],
  ['a text', '"text"', same('text')],
  ['a numeric text', '"5"', same('5')],
  ['true', 'true', same(true)],
  ['false', 'false', same(false)],
  ['null', 'null', { type: 'null', value: null }],
  ['no body', undefined, { type: 'null', value: null }],
  ['a date', '"2026-01-02T03:04:05.6780000+01:00"', same('2026-01-02T03:04:05.6780000+01:00')],
];

export const payloadCases: ConformanceCase[] = [
  {
    name: 'payloads: an activity is given every JSON type as the extension words it',
    async run(target) {
      compare(await outputOf(target, 'activityInputs'), activityInputs);
    },
  },
  {
    name: 'payloads: an orchestrator is given every JSON type that an activity returns',
    async run(target) {
      const kinds = Object.keys(activityOutputs);
      compare(await outputOf(target, 'activityOutputs', { kinds }), activityOutputs);
    },
  },
  ...throughStart.map(([kind, json, expected]) => ({
    name: `payloads: an orchestration started with ${kind} is given it`,
    async run(target: ConformanceTarget) {
      const end = await readEnd(target, await start(target, 'describesInput', json));
      assert.deepEqual(end.output, expected);
    },
  })),
  ...['{"a":1}', '[]', '5', '"text"', 'true', 'false', 'null'].map((json) => ({
    name: `payloads: an orchestrator can return ${json}`,
    async run(target: ConformanceTarget) {
      const end = await readEnd(target, await start(target, 'returnsInput', json));
      assert.deepEqual([end.runtimeStatus, end.output], ['Completed', JSON.parse(json)]);
    },
  })),
  {
    name: 'payloads: an orchestrator that returns nothing has a null output',
    async run(target) {
      assert.equal(await outputOf(target, 'returnsNothing'), null);
    },
  },
  ...['5', '"text"', 'true', 'null', '[1]'].map((json) => ({
    name: `payloads: an event can carry ${json}`,
    async run(target: ConformanceTarget) {
      const urls = await start(target, 'waitsForEver');
      await readRunning(target, urls);
      assert.equal(await raise(target, urls, 'never', { value: JSON.parse(json) }), 202);
      assert.deepEqual((await readEnd(target, urls)).output, { event: { value: JSON.parse(json) } });
    },
  })),
  {
    name: 'payloads: 200,000 characters pass through input, output and status',
    async run(target) {
      const output = (await outputOf(target, 'largePayloads', { characters: 200_000 })) as {
        length: number;
        text: string;
      };
      assert.equal(output.length, 200_000);
      assert.equal(output.text, 'ä'.repeat(200_000));
    },
  },
];
