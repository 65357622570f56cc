import { postEvents } from '../../test/support/main-app/post-events.ts';
import { startTestStack, type TestStack } from '../../test/support/main-app/start-test-stack.ts';
import { waitForAzure } from '../../test/support/runs/wait-for-azure.ts';
import { resourceEvent } from '../../test/support/samples/event-payloads.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

const minute = 60_000;

/** How long Azure takes, in minutes: for a pool on a good day, on a usual one, on a bad one. */
const durations = [2.5, 4.25, 7.75, 19.5];

/** The object id of the emulated identity, who is the author of the app's own writes. */
const ownId = '44444444-4444-4444-8444-444444444444';

export const benchmark: Benchmark = {
  minutes: 1,
  about: 'How often Azure is asked while it makes or removes a pool, and how soon after the event of that',
  async measure(say) {
    const [calls, late, wokenLate]: [number[], number[], number[]] = [[], [], []];
    for (const what of ['making a pool', 'removing a pool'] as const)
      for (const takes of durations) {
        const unheard = await waitForAzure(what, { takesMs: takes * minute });
        const woken = await waitForAzure(what, { takesMs: takes * minute, eventAfterMs: 0 });
        say(`${what}, ${takes} minutes: ${unheard.looks} calls, ${woken.looks} where the event comes`);
        calls.push(unheard.looks / unheard.minutes);
        late.push(unheard.lateMs / 1000);
        wokenLate.push(woken.lateMs / 1000);
      }
    const wakes = await measureWakes(say);
    return {
      figures: [
        counted('ARM calls a minute of waiting for a pool', 'calls', calls, 1),
        counted('From the end of the work until it is seen, where no event comes', 's', late, 60),
        { ...counted('From an event of the pool to the next ARM call', 's', wakes, 5), judged: 'median' },
      ],
      notes: [
        `Calls are counted on virtual time, at the interval that the settings have by default, for pools that take ${durations.join(', ')} minutes to be made, and to be removed.`,
        `An event that comes at the end is followed by the last look within ${Math.max(...wokenLate)} s of virtual time; by the built app on its host within the time above, while its looks are 60 s apart.`,
      ],
    };
  },
};

function counted(what: string, unit: string, samples: number[], most: number): Figure {
  return { what, unit, samples, limit: { most }, judged: 'all' };
}

/** Seconds from events of a pool that is being made until the app has asked for the pool. Nothing is made faster. */
async function measureWakes(say: (line: string) => void): Promise<number[]> {
  const stack = await startTestStack({ scenario: 'healthy', speed: 1, hostSpeed: 1 });
  try {
    const cluster = stack.clusterBody;
    const nodePool = { name: 'waited', count: 1 };
    await stack.call('/api/provisionings', { cluster, nodePool, cleanup: 'keep', preflight: 'skip' });
    await until(async () => (await countCalls(stack, 'PUT')) > 0);
    const seconds: number[] = [];
    for (let number = 1; number <= 5; number++) {
      const before = await countCalls(stack, 'GET');
      const event = resourceEvent(cluster, { id: `wake-${number}`, poolName: nodePool.name, by: ownId });
      const sentAt = performance.now();
      await postEvents(stack.host().ready, 'onResourceChanged', [event]);
      await until(async () => (await countCalls(stack, 'GET')) > before);
      seconds.push((performance.now() - sentAt) / 1000);
    }
    say(`woken after ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
    return seconds;
  } finally {
    await stack.stop();
  }
}

async function countCalls(stack: TestStack, method: string): Promise<number> {
  const calls = await stack.armRequests();
  return calls.filter((each) => each.method === method && /agentPools\/waited/i.test(each.path)).length;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
