import { app } from '@azure/functions';
import * as df from 'durable-functions';
import type { SweepInput } from '../../shared/workflow/sweep.ts';
import { adapters, settings } from '../app.ts';

/** Removes what runs left behind, in every cluster that one ever touched, and closes runs that nothing runs any more. */
app.timer('everyHourSweep', {
  schedule: settings.sweepSchedule,
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const client = df.getClient(context);
    const abandonedRunIds: string[] = [];
    for (const run of await adapters.records.listOpenRuns()) {
      if (Date.now() - Date.parse(run.startedAt) < settlingMs) continue;
      const expired = Date.parse(run.expiresAt) < Date.now();
      if (!expired && (await isAlive(client, run.runId))) continue;
      if (expired) await client.terminate(run.runId, 'The run is past its expiry.').catch(() => undefined);
      abandonedRunIds.push(run.runId);
    }
    const { namespace, pollMs } = settings.workflow;
    const input: SweepInput = { abandonedRunIds, ownNamespace: namespace === null, pollMs };
    await client.startNew('sweep', { input });
  },
});

/** A run is recorded a moment before its orchestration starts: a very young one without an instance is no orphan. */
const settlingMs = 5 * 60_000;

/** Whether an instance still has something to do. An unknown instance has not; one that could not be asked may have. */
async function isAlive(client: df.DurableClient, runId: string): Promise<boolean> {
  try {
    const { runtimeStatus } = await client.getStatus(runId);
    return ['Running', 'Pending', 'Suspended', 'ContinuedAsNew'].includes(runtimeStatus);
  } catch (error) {
    return !(error instanceof Error && error.message.includes('HTTP 404'));
  }
}
