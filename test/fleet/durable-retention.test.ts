import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Snapshot } from '../../emulator/functions-host/durable/hub/hub-record.ts';
import type { Instance } from '../../emulator/functions-host/durable/hub/instance.ts';
import { fire, readInstance, startFleetStack, until } from '../support/fleet/fleet-night.ts';
import type { TestStack } from '../support/main-app/start-test-stack.ts';

const dayMs = 24 * 60 * 60_000;

let stack: TestStack;
beforeEach(async () => {
  stack = await startFleetStack({ clusters: [{ name: 'idle', startsWhenAsked: true }], pageSize: 10 });
});
afterEach(() => stack?.stop());

/** An orchestration, as the hub keeps it, that began and ended so many days ago. */
function past(instanceId: string, daysAgo: number, status: 'Completed' | 'Failed'): Instance {
  const atMs = Date.now() - daysAgo * dayMs;
  return {
    ...{ instanceId, executionId: instanceId, name: 'nameTaskHub', version: '', inputJson: '{}', parent: null },
    ...{ status, customStatus: null, outputJson: null, createdAtMs: atMs, updatedAtMs: atMs },
    ...{ history: [], inbox: [], activities: [], timers: [] },
  };
}

test.each([
  ['in time before', 8],
  ['even after', 20],
])("Durable's instances are forgotten after 14 days, and the hub's name is written anew %s", async (_when, named) => {
  await stack.host().stop();
  const journal = join(dirname(stack.logDirectory), 'functions', 'Kataproof.jsonl');
  const [first = '', ...later] = readFileSync(journal, 'utf8').split('\n');
  const snapshot = JSON.parse(first) as Snapshot;
  // The hub has had its name for long: half of the retention, or all of it when nothing has swept meanwhile.
  const hubName = (daysAgo: number): Instance => ({
    ...past('kataproof-task-hub', daysAgo, 'Completed'),
    inputJson: '{"name":"Kataproof/of-old"}',
  });
  snapshot.instances = snapshot.instances.filter(({ instanceId }) => instanceId !== 'kataproof-task-hub');
  snapshot.instances.push(hubName(named));
  snapshot.instances.push(past('old', 20, 'Completed'), past('failed', 16, 'Failed'), past('young', 13, 'Completed'));
  writeFileSync(journal, [JSON.stringify(snapshot), ...later].join('\n'));
  await stack.restartHost();
  for (const id of ['old', 'failed', 'young']) expect(await readInstance(stack, id)).not.toBeNull();

  await fire(stack, 'everyHourSweep');
  await until(async () => ((await readInstance(stack, 'old')) === null ? true : null));
  expect(await readInstance(stack, 'failed')).toBeNull();
  expect((await readInstance(stack, 'young'))?.runtimeStatus).toBe('Completed');
  const kept = await readInstance(stack, 'kataproof-task-hub');
  expect(kept?.input).toEqual({ name: 'Kataproof/of-old' });
  expect(Date.now() - Date.parse(kept?.createdTime ?? '')).toBeLessThan(dayMs);
});
