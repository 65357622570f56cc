import { startAzurite } from '../../../scripts/local-stack/start-azurite.ts';
import { createRunRecords } from '../../../shared/storage/tables-run-records.ts';
import { countStorage, tally } from '../storage/count-storage.ts';
import { newTablePrefix, sharedAzuriteVariable } from '../storage/shared-azurite.ts';
import { startTestStack } from './start-test-stack.ts';

/** What one run has asked of the storage, its request included. */
export interface RunCount {
  /** Lines of its timeline. */
  told: number;
  nodes: number;
  verdict: string | null;
  operations: number;
  /** By service, table and what was asked. */
  tally: Record<string, number>;
}

/**
 * Starts the built app with a counter before its storage account. `countRun` has it carry out one run and counts what
 * that asks of the storage; how the host looks at its queue is not the run's. Its end is awaited at Durable, because the
 * API would read the storage too.
 */
export async function startCountedStack(scenario = 'healthy') {
  const shared = process.env[sharedAzuriteVariable];
  const azurite = shared === undefined ? await startAzurite() : null;
  const connectionString = azurite?.connectionString ?? shared ?? '';
  const tablePrefix = newTablePrefix();
  const storage = await countStorage(connectionString, tablePrefix);
  const stop = async () => {
    await storage.stop();
    await azurite?.stop();
  };
  const settings = { KATAPROOF_TABLE_PREFIX: tablePrefix, KATAPROOF_EVENT_QUEUE: tablePrefix };
  const stack = await startTestStack({ scenario, settings, azurite: storage }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const { baseUrl, masterKey } = stack.host().ready;
  const access = { connectionString, tablesEndpoint: null, tablePrefix, credential: { getToken: refuseTokens } };
  const records = createRunRecords(access);
  return {
    stack,
    async countRun(path: string, body: object): Promise<RunCount> {
      storage.forget();
      const beganMs = Date.now();
      const { id } = await stack.call<{ id: string }>(path, body);
      const instance = `${baseUrl}/runtime/webhooks/durabletask/instances/${id}?showInput=false&code=${masterKey}`;
      while (isOpen(await (await fetch(instance)).json())) await new Promise((resolve) => setTimeout(resolve, 100));
      // Alerts are delivered every five minutes, whatever else is going on.
      const counted = storage.operations().filter(({ service }) => service !== 'queue');
      const delivering = periodOf(beganMs) !== periodOf(Date.now());
      const own = delivering ? counted.filter(({ where }) => where !== 'alerts') : counted;
      const [run, steps, nodes] = [await records.readRun(id), await records.listSteps(id), await records.listNodes(id)];
      const about = { told: steps.length, nodes: nodes.length, verdict: run?.verdict ?? null };
      return { ...about, operations: own.length, tally: tally(own) };
    },
    async stop() {
      await stack.stop();
      await stop();
    },
  };
}

const periodOf = (ms: number): number => Math.floor(ms / (5 * 60_000));

const refuseTokens = () => Promise.reject(new Error('Requests are signed with a key.'));

const isOpen = (status: unknown): boolean =>
  ['Pending', 'Running', 'ContinuedAsNew'].includes((status as { runtimeStatus: string }).runtimeStatus);
