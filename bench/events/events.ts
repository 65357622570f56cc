import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Azurite, startAzurite } from '../../scripts/local-stack/start-azurite.ts';
import { startService } from '../../scripts/local-stack/start-service.ts';
import { startTestStack } from '../../test/support/main-app/start-test-stack.ts';
import { countStorage, tally } from '../../test/support/storage/count-storage.ts';
import { seedFleet } from '../../test/support/storage/seed-fleet.ts';
import { newTablePrefix } from '../../test/support/storage/shared-azurite.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { deliver, type Webhook } from './deliver.ts';
import { makeStream, mixInWords } from './stream.ts';

const events = 10_000;
const warmUp = 2000;
const rounds = 10;

const fleet = {
  poolNames: ['kata1', 'kata2', 'kata3'],
  clusters: Array.from({ length: 50 }, (_, n) => {
    return { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: `cluster-${n}` };
  }),
  // The object id of the emulated identity.
  ownId: '44444444-4444-4444-8444-444444444444',
};

interface Hosts {
  webhooks: Webhook[];
  stop(): Promise<void>;
}

export const benchmark: Benchmark = {
  minutes: 2,
  about: 'Ten thousand events of clusters, a third of them duplicates, to two hosts with the built app',
  async measure(say) {
    const azurite = await startAzurite();
    try {
      const counted = await countOperations(azurite);
      say(`${counted.operations} storage operations for ${events} events`);
      return {
        figures: [
          await compareSpeed(azurite, say),
          {
            what: 'Storage operations of an event',
            unit: 'operations',
            samples: [counted.operations / events],
            limit: { most: 2 },
            judged: 'all',
          },
        ],
        notes: [
          mixInWords,
          `Counted were ${Object.entries(counted.tally)
            .map(([name, count]) => `${count} ${name}`)
            .join(', ')}: everything that the app asks until the last event is acknowledged.`,
          'The hosts poll their queue on their own account. Looks come after the quiet time, one for a pool or cluster however many events it has had.',
        ],
      };
    } finally {
      await azurite.stop();
    }
  },
};

async function countOperations(azurite: Azurite) {
  const tablePrefix = newTablePrefix();
  const storage = await countStorage(azurite.connectionString, tablePrefix);
  try {
    const hosts = await startHosts(storage.connectionString, tablePrefix);
    try {
      storage.forget();
      await deliver(hosts.webhooks, makeStream(events, fleet));
      const own = storage.operations().filter(({ service }) => service !== 'queue');
      return { operations: own.length, tally: tally(own) };
    } finally {
      await hosts.stop();
    }
  } finally {
    await storage.stop();
  }
}

/** Events a second of the app against those of functions that do nothing, by turns. */
async function compareSpeed(azurite: Azurite, say: (line: string) => void): Promise<Figure> {
  const bare = await startBareHosts(azurite);
  try {
    const hosts = await startHosts(azurite.connectionString, newTablePrefix());
    try {
      // Both have loaded and compiled what they need before the first round: what an app does in its first second is not what
      // is compared here.
      const warm = makeStream(warmUp, fleet);
      await deliver(bare.webhooks, warm);
      await deliver(hosts.webhooks, warm);
      const stream = makeStream(events, fleet);
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const part = stream.slice((round * events) / rounds, ((round + 1) * events) / rounds);
        const times = new Map<Hosts, number>();
        for (const each of round % 2 ? [bare, hosts] : [hosts, bare]) {
          const startedAt = performance.now();
          await deliver(each.webhooks, part);
          times.set(each, performance.now() - startedAt);
        }
        const [ofBare = 0, ofApp = 1] = [times.get(bare), times.get(hosts)];
        samples.push(ofBare / ofApp);
        say(
          `${part.length} events: ${Math.round((part.length * 1000) / ofApp)} a second, bare ${Math.round((part.length * 1000) / ofBare)}`,
        );
      }
      return {
        what: 'Events a second',
        against: "the hosts' bare webhook",
        unit: '×',
        samples,
        limit: { least: 0.3 },
        judged: 'median',
      };
    } finally {
      await hosts.stop();
    }
  } finally {
    await bare.stop();
  }
}

/** Two hosts with the built app. Durable's time is not made faster: no look begins before all events have come. */
async function startHosts(connectionString: string, tablePrefix: string): Promise<Hosts> {
  await seedFleet({ connectionString, tablePrefix }, fleet, Date.now());
  const settings = { KATAPROOF_TABLE_PREFIX: tablePrefix, KATAPROOF_EVENT_QUEUE: tablePrefix };
  const stack = await startTestStack({ scenario: 'healthy', azurite: { connectionString }, hostSpeed: 1, settings });
  const other = await stack.startOtherHost('other');
  return { webhooks: [stack.host().ready, other.ready], stop: () => stack.stop() };
}

async function startBareHosts({ connectionString }: Azurite): Promise<Hosts> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-bare-'));
  const app = fileURLToPath(new URL('bare-app', import.meta.url));
  const hosts = await Promise.all(
    ['one', 'two'].map((name) =>
      startService<Webhook>({
        name,
        arguments: ['emulator/functions-host/main.ts', '--app', app, '--port', '0', '--state', join(folder, name)],
        environment: { ...process.env, AzureWebJobsStorage: connectionString },
        logDirectory: folder,
      }),
    ),
  );
  return {
    webhooks: hosts.map(({ ready }) => ready),
    async stop() {
      for (const host of hosts) await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
