import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { readEarlierRun } from '../../../shared/activities/read-earlier-run.ts';
import type { RunRecords } from '../../../shared/ports/run-records.ts';
import { cancelRequestedEvent, type VerificationInput } from '../../../shared/runs/requests.ts';
import type { RunRecord } from '../../../shared/runs/run-record.ts';
import { pauseUnlessCancelled } from '../../../shared/workflow/pause.ts';
import { waitForTurn } from '../../../shared/workflow/runs/wait-for-turn.ts';
import type { Story } from '../../../shared/workflow/story.ts';
import { createInProcessHub } from '../../support/functions-host/in-process-hub.ts';

const minute = 60_000;
const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'demo' };
const shouted = { ...cluster, name: 'DEMO' };
/** Run ids count down, so the highest id is the oldest. */
const [oldest, middle, youngest] = ['0000000000003-aaaaaaaaaa', '0000000000002-aaaaaaaaaa', '0000000000001-aaaaaaaaaa'];

function openWorld(open: (Pick<RunRecord, 'runId' | 'cluster'> & { cancelRequested?: boolean })[]) {
  const records = { listOpenRuns: async () => open } as unknown as RunRecords;
  const told: string[] = [];
  const waits: OrchestrationHandler = function* (context) {
    const story: Pick<Story, 'tell'> = {
      // biome-ignore lint/correctness/useYield: a story that needs no storage
      *tell(step) {
        if (!context.df.isReplaying) told.push(step);
        return false;
      },
    };
    const input = { runId: middle, cluster, options: { poolDeadlineMs: 30 * minute, pollMs: minute } };
    return yield* waitForTurn(context, story, input as unknown as VerificationInput, pauseUnlessCancelled(context));
  };
  const hub = createInProcessHub({
    orchestrators: { waits },
    activities: {
      readEarlierRun: async (input) => ({
        ok: true,
        value: await readEarlierRun(records, input as (typeof open)[number]),
      }),
    },
  });
  hub.client.start('waits', 'a', '{}');
  return { hub, told };
}

test('a run waits while an earlier one of its cluster is open, and says for which', async () => {
  const open = [{ runId: oldest as string, cluster: shouted }];
  const { hub, told } = openWorld(open);
  await hub.advance(5 * minute);
  expect([hub.find('a').status, told]).toEqual(['Running', [`Waiting for run ${oldest} of the same cluster`]]);
  open.length = 0;
  await hub.advance(5 * minute);
  expect(hub.find('a').status).toBe('Completed');
});

test('a run waits neither for itself nor for later runs nor for those of other clusters', async () => {
  const others = { ...cluster, name: 'other' };
  const { hub } = openWorld([
    { runId: middle as string, cluster },
    { runId: youngest as string, cluster },
    { runId: oldest as string, cluster: others },
  ]);
  await hub.advance(0);
  expect(hub.find('a').status).toBe('Completed');
});

test('a run that hangs holds nobody up for ever', async () => {
  const { hub } = openWorld([{ runId: oldest as string, cluster }]);
  for (let minutes = 0; minutes < 31; minutes++) await hub.advance(minute);
  expect(hub.find('a').status).toBe('Completed');
});

test('a run that is cancelled stops waiting at once', async () => {
  const { hub } = openWorld([{ runId: oldest as string, cluster }]);
  await hub.advance(0);
  hub.client.raiseEvent('a', cancelRequestedEvent, '{}');
  await hub.advance(0);
  expect(hub.output('a')).toBe('cancelled');
});

test('a run that nobody rang finds its cancel in its record', async () => {
  const own = { runId: middle as string, cluster, cancelRequested: false };
  const { hub } = openWorld([{ runId: oldest as string, cluster }, own]);
  await hub.advance(0);
  own.cancelRequested = true;
  await hub.advance(minute);
  expect(hub.output('a')).toBe('cancelled');
});
