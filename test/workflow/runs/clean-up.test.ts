import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import type { Residue } from '../../../shared/runs/conclude-run.ts';
import { cleanUp } from '../../../shared/workflow/runs/clean-up.ts';
import { createStory } from '../../../shared/workflow/story.ts';
import { createInProcessHub, hubStartMs } from '../../support/functions-host/in-process-hub.ts';

const second = 1_000;
const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
const unreachable = { code: 'ClusterUnreachable', message: 'no answer', retryable: true, retryAfterMs: null };

const runId = '8236000000000-aaaaaaaaaa';

type Removal = 'absent' | 'requested' | 'terminating';

/** Cleans up after a run; `look` answers each look at its namespace. */
async function cleanedUp(residue: Residue, look: (afterMs: number, looks: number) => Removal | null) {
  const looks: number[] = [];
  const run: OrchestrationHandler = function* (context) {
    return yield* cleanUp(createStory(context, runId), {
      ...{ runId, cluster, ownNamespace: true, residue, removePool: null },
      ...{ poolOtherwise: 'none', pollMs: 15 * second },
    });
  };
  const hub = createInProcessHub({
    orchestrators: { run },
    activities: {
      async removeNamespace() {
        const afterMs = hub.now() - hubStartMs;
        const state = look(afterMs, looks.push(afterMs));
        return state ? { ok: true, value: { state, found: state !== 'absent' } } : { ok: false, failure: unreachable };
      },
    },
  });
  hub.client.start('run', 'a', '{}');
  await hub.advance(0);
  for (let passed = 0; passed < 400 && hub.find('a').status === 'Running'; passed++) await hub.advance(second);
  return { looks, end: hub.output('a') };
}

test('the end of a namespace is looked for once, when it can be there', async () => {
  const { looks, end } = await cleanedUp('pairs', (afterMs, looks) =>
    looks === 1 ? 'requested' : afterMs >= 5_300 ? 'absent' : 'terminating',
  );
  expect(end).toEqual({ podPairs: 'removed', namespace: 'removed', pool: 'none', problems: [] });
  expect(looks).toHaveLength(2);
  expect(looks[1]).toBeLessThan(8 * second);
});

test('a namespace that does not end is told of', async () => {
  const { looks, end } = await cleanedUp('pairs', (_, looks) => (looks === 1 ? 'requested' : 'terminating'));
  expect(end).toMatchObject({
    ...{ podPairs: 'left-to-expire', namespace: 'left-to-expire' },
    problems: [expect.stringContaining('is terminating')],
  });
  expect(looks.length).toBeLessThan(60);
});

test('a namespace whose making failed is not asked for during minutes', async () => {
  const { looks, end } = await cleanedUp('attempt', () => null);
  expect(looks.at(-1)).toBeLessThan(15 * second);
  expect(end).toMatchObject({ podPairs: 'none', namespace: 'left-to-expire', problems: [expect.any(String)] });
});

test('a namespace whose making was answered badly, and which is there, is removed', async () => {
  const { end } = await cleanedUp('attempt', (afterMs, looks) =>
    looks === 1 ? 'requested' : afterMs > 30 * second ? 'absent' : 'terminating',
  );
  expect(end).toMatchObject({ namespace: 'removed', problems: [] });
});
