import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reasonToSkip } from './cases/conformance-case.ts';
import { conformanceCases } from './conformance-cases.ts';
import { knownDisagreements } from './known-disagreements.ts';
import { type Outcome, runConformance } from './run-conformance.ts';
import { startOurHost } from './start-our-host.ts';

describe('our Functions host', () => {
  let outcomes: Map<string, Outcome>;
  let host: Awaited<ReturnType<typeof startOurHost>> | undefined;

  beforeAll(async () => {
    host = await startOurHost();
    outcomes = await runConformance(host, conformanceCases, reasonToSkip);
  });
  afterAll(() => host?.stop());

  test('is asked for every case, none left out', () => {
    expect([...outcomes.values()].filter(({ kind }) => kind === 'skipped')).toEqual([]);
    expect(outcomes.size).toBe(conformanceCases.length);
  });

  test('has no known disagreement that names no case', () => {
    const names = conformanceCases.map(({ name }) => name);
    expect(Object.keys(knownDisagreements).filter((name) => !names.includes(name))).toEqual([]);
  });

  for (const { name } of conformanceCases) {
    if (knownDisagreements[name] !== undefined) {
      test(`still disagrees (strike it off known-disagreements.ts when it doesn't): ${name}`, () => {
        expect(outcomes.get(name)?.kind).toBe('failed');
      });
      continue;
    }
    test(name, () => {
      const outcome = outcomes.get(name);
      if (outcome?.kind === 'failed') throw outcome.error;
      expect(outcome?.kind).toBe('passed');
    });
  }
});
