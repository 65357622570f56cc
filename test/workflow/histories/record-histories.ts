import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { readArguments } from '../../../scripts/terminal/read-arguments.ts';
import { eventually } from '../../support/eventually.ts';
import { fire, fleetSeeds, readEnd, startFleetStack } from '../../support/fleet/fleet-night.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { rightsFor } from '../../support/roles/read-roles.ts';
import { clusterEvent } from '../../support/samples/event-payloads.ts';
import { type RecordedHistory, readHistories, stepsOf } from './recorded-history.ts';

const usage = `Usage: npm run record-histories [-- --again]

Records how the orchestrators of this version run, as the fixtures that later versions must be able to go on with. Raise
defaultVersion in host.json first. A version that is recorded already is left alone, because instances of it may be
anywhere; --again is for one that nobody has deployed yet.

Exit codes: 0 recorded, 1 not, 2 wrong arguments.`;

const again = readArguments(usage, { again: { type: 'boolean', default: false } }, (given) => given.again === true);
const { defaultVersion } = JSON.parse(readFileSync('host.json', 'utf8')).extensions.durableTask;
const folder = join(import.meta.dirname, defaultVersion);
if (existsSync(folder) && !again)
  throw new Error(`Version ${defaultVersion} is recorded already: raise defaultVersion in host.json first.`);

interface Occasion {
  name: string;
  start(): Promise<TestStack>;
  play(stack: TestStack): Promise<void>;
}

const provision = (stack: TestStack, count: number, cleanup = 'always-delete', more: object = {}) =>
  stack.call<{ id: string }>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'kata', count },
    cleanup,
    ...more,
  });

const provisioning = (scenario: string, count = 1): Occasion => ({
  name: `provisioning, ${scenario}`,
  start: () => startTestStack({ scenario, settings: { KATAPROOF_PARALLEL_NODES: '2' } }),
  play: async (stack) => void (await readUntilEnded(stack, (await provision(stack, count)).id)),
});

const occasions: Occasion[] = [
  ...['shared-kernel', 'pool-never-ready', 'pool-fails', 'image-pull-fails', 'arm-conflicts'].map((each) =>
    provisioning(each),
  ),
  provisioning('mixed-pool', 3),
  {
    name: 'a pool that stays, its verification, and one that is cancelled',
    start: () => startTestStack({ scenario: 'healthy', settings: { KATAPROOF_PARALLEL_NODES: '2' } }),
    async play(stack) {
      await readUntilEnded(stack, (await provision(stack, 3, 'keep')).id);
      const verification = await stack.call<{ id: string }>('/api/verifications', { cluster: stack.clusterBody });
      await readUntilEnded(stack, verification.id);
      const cancelled = await stack.call<{ id: string }>('/api/verifications', { cluster: stack.clusterBody });
      await stack.call(`/api/runs/${cancelled.id}/cancel`, {});
      await readUntilEnded(stack, cancelled.id);
    },
  },
  {
    name: 'a pool in quarantine that is opened, and one that stays closed',
    start: () => startTestStack({ scenario: 'mixed-pool', settings: { KATAPROOF_PARALLEL_NODES: '2' } }),
    async play(stack) {
      for (const count of [1, 3]) {
        const { id } = await provision(stack, count, 'always-delete', { quarantine: true });
        await readUntilEnded(stack, id);
      }
    },
  },
  {
    name: 'a run that is approved, and one that is cancelled while it waits',
    start: () => startTestStack({ scenario: 'healthy' }),
    async play(stack) {
      for (const end of ['approve', 'cancel']) {
        const { id } = await provision(stack, 1, 'always-delete', { approval: 'required' });
        await eventually('the wait for approval', async () => {
          const { timeline } = await stack.call<RunAnswer>(`/api/runs/${id}`);
          return timeline.some(({ step }) => step === 'Waiting for approval') || undefined;
        });
        await stack.call(`/api/runs/${id}/${end}`, {});
        await readUntilEnded(stack, id);
      }
    },
  },
  {
    name: 'new clusters, and a request that its preflight ends',
    start: () => startTestStack({ scenario: 'healthy', access: rightsFor({}, { mayCreateClusters: true }) }),
    async play(stack) {
      const cluster = { ...stack.clusterBody, name: 'fresh' };
      const fresh = { cluster, newCluster: { location: 'westeurope' } };
      await readUntilEnded(stack, (await provision(stack, 1, 'always-delete', fresh)).id);
      const nowhere = { cluster, newCluster: { location: 'nowhere' } };
      await readUntilEnded(stack, (await provision(stack, 1, 'always-delete', nowhere)).id);
    },
  },
  {
    name: 'a private cluster by commands',
    start: () =>
      startTestStack({
        scenario: 'healthy',
        settings: { KATAPROOF_RUN_COMMAND: 'when-unreachable' },
        clusters: [{ name: 'demo', localAccounts: false, privateCluster: true, publicFqdn: false }],
      }),
    play: async (stack) => void (await readUntilEnded(stack, (await provision(stack, 1)).id)),
  },
  {
    name: 'a night, an event and a sweep',
    start: () =>
      startFleetStack({ clusters: fleetSeeds(3, 2), pageSize: 50, settings: { KATAPROOF_QUIET_SECONDS: '0' } }),
    async play(stack) {
      await fire(stack, 'everyNightProveFleet');
      await readEnd(stack, `fleet-${new Date().toISOString().slice(0, 10)}`);
      const cluster = { ...stack.clusterBody, name: 'fleet-0001' };
      const data = { nodePoolName: 'kata1' };
      const event = clusterEvent(cluster, { id: 'event-1', name: 'NodePoolRollingSucceeded', data });
      const { baseUrl, masterKey } = stack.host().ready;
      await fetch(`${baseUrl}/runtime/webhooks/EventGrid?functionName=onClusterEvent`, {
        method: 'POST',
        headers: { 'aeg-event-type': 'Notification', 'x-functions-key': masterKey },
        body: JSON.stringify([event]),
      });
      await fire(stack, 'everyHourSweep');
      await untilIdle(stack);
    },
  },
];

/** Waits until no orchestration is under way. */
async function untilIdle(stack: TestStack): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
  const path = '/runtime/webhooks/durabletask/instances?runtimeStatus=Running,Pending&top=100';
  for (;;) {
    const answer = await fetch(`${baseUrl}${path}&code=${encodeURIComponent(masterKey)}`);
    if (((await answer.json()) as unknown[]).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const bySteps = new Map<string, RecordedHistory>();
for (const { name, start, play } of occasions) {
  console.log(`Playing ${name}`);
  const stack = await start();
  try {
    await play(stack);
    const journal = readFileSync(join(stack.logDirectory, '../functions/Kataproof.jsonl'), 'utf8');
    for (const each of readHistories(journal, name)) if (!bySteps.has(stepsOf(each))) bySteps.set(stepsOf(each), each);
  } finally {
    await stack.stop();
  }
}

/** The shortest say most for their length; beyond these an orchestrator shows nothing new. */
const mostOfOne = 16;
mkdirSync(folder, { recursive: true });
for (const [orchestrator, histories] of Map.groupBy(bySteps.values(), (each) => each.orchestrator)) {
  const kept = histories.sort((a, b) => a.history.length - b.history.length);
  // From the shortest to the longest, evenly.
  const chosen = kept.filter(
    (_, index) => kept.length <= mostOfOne || index % Math.ceil(kept.length / mostOfOne) === 0,
  );
  const lines = chosen.map((each) => `${JSON.stringify(each)}\n`);
  writeFileSync(join(folder, `${orchestrator}.jsonl`), lines.join(''));
  console.log(`${orchestrator}: ${chosen.length} of ${kept.length} histories`);
}
