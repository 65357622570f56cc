import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';

const settingsSchema = buildSettingsSchema();

const { maxConcurrentActivityFunctions: slots } = JSON.parse(readFileSync('host.json', 'utf8')).extensions.durableTask;
const defaults = settingsSchema.parse({ KATAPROOF_TABLES_ENDPOINT: 'https://a.table.core.windows.net' });
/** Pairs that a night watches at once, unless told otherwise. */
const watches = defaults.KATAPROOF_FLEET_PARALLEL_CLUSTERS * defaults.KATAPROOF_PARALLEL_NODES;

/** An instance on which a whole night watches, each watch lasting as long as it may, and then a pair is to be removed. */
async function removedWhileWatching(maxConcurrentActivities: number): Promise<boolean> {
  let removed = false;
  const callOnce = (name: string): OrchestrationHandler =>
    function* (context) {
      yield context.df.callActivity(name, {});
    };
  const hub = createInProcessHub({
    orchestrators: { watches: callOnce('runPodPair'), removes: callOnce('removePodPair') },
    activities: {
      runPodPair: () => new Promise(() => {}),
      async removePodPair() {
        removed = true;
        return {};
      },
    },
    maxConcurrentActivities,
  });
  for (let index = 0; index < watches; index++) hub.client.start('watches', `w${index}`, '{}');
  await hub.advance(0);
  hub.client.start('removes', 'r', '{}');
  await hub.advance(1000);
  return removed;
}

test('a night that watches leaves slots for what else is to be done, on one instance', async () => {
  expect(await removedWhileWatching(slots)).toBe(true);
  // With no more slots than watches, a removal waits behind them: up to a watch's length, while deadlines run.
  expect(await removedWhileWatching(watches)).toBe(false);
  expect(slots).toBeGreaterThanOrEqual(3 * watches);
});
