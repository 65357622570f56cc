import { dirname } from 'node:path';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { spreadOf } from '../../scripts/measure/judge.ts';
import { renderNumber, renderSpread } from '../../scripts/measure/render.ts';
import { readClusterRecord } from '../../test/support/calls/cluster-record.ts';
import { clusterWithKata } from '../../test/support/cli/start-kata-cluster.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../test/support/main-app/start-test-stack.ts';
import { readHubRecords, recordsOfRun } from '../../test/support/runs/count-history.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { journalOf } from '../scale/pool-stack.ts';
import { podTime } from './pod-time.ts';
import { accountForRun, type RunAccount } from './run-account.ts';

const [warmUps, rounds] = [6, 15];

/** Nodes, pods and namespaces take what the emulator computes, and no more; the app's own timers take their real time. */
const [speed, hostSpeed] = [100_000, 1];

export const benchmark: Benchmark = {
  minutes: 1,
  about: 'One verification over HTTP, warm, from the request to the verdict in the API, against its activities alone',
  async measure(say) {
    const stack = await startTestStack({
      scenario: 'healthy',
      speed,
      hostSpeed,
      clusters: [clusterWithKata('demo', 1)],
    });
    try {
      const accounts: RunAccount[] = [];
      for (let round = 0; round < warmUps + rounds; round++) {
        const account = await verify(stack);
        if (round < warmUps) continue;
        accounts.push(account);
        say(`${Math.round(account.tookMs)} ms against ${Math.round(account.workedMs)} ms`);
      }
      const ratio = {
        ...{ what: 'one verification over HTTP, warm, from the request to the verdict in the API' },
        ...{ against: 'the sum of its activities', unit: '×', limit: { most: 2 }, judged: 'median' as const },
        samples: accounts.map(({ tookMs, workedMs }) => tookMs / workedMs),
      };
      const timers = {
        ...{ what: 'timers that the same verification waits for, its cleaning up included' },
        ...{ unit: 'timers', limit: { most: 0 }, judged: 'all' as const },
        samples: accounts.map((account) => account.timers),
      };
      return { figures: [ratio, timers], notes: notesOf(accounts) };
    } finally {
      await stack.stop();
    }
  },
};

async function verify(stack: TestStack): Promise<RunAccount> {
  const known = (await readClusterRecord(stack.emulator)).pods.length;
  const askedAtMs = Date.now();
  const { id } = await stack.call<RunAnswer>('/api/verifications', { cluster: stack.clusterBody, nodePool: 'kata' });
  await awaitEnd(stack, id);
  const { result } = await readUntilEnded(stack, id);
  if (result?.verdict !== 'isolated') throw new Error(`The verdict is ${result?.verdict}: ${result?.reason}`);
  const pods = (await readClusterRecord(stack.emulator)).pods.slice(known);
  const records = readHubRecords(journalOf(dirname(stack.logDirectory)));
  return accountForRun(recordsOfRun(records, id), askedAtMs, podTime(pods, 'endedAtMs'));
}

/** Looks into the journal of the host and not at its API, which would have less time for the run. */
async function awaitEnd(stack: TestStack, runId: string): Promise<void> {
  const journal = journalOf(dirname(stack.logDirectory));
  const hasEnded = () =>
    readHubRecords(journal).some(
      (record) => record.type === 'turn' && record.instanceId === runId && record.outcome.status === 'Completed',
    );
  while (!hasEnded()) await new Promise((resolve) => setTimeout(resolve, 200));
}

function notesOf(accounts: readonly RunAccount[]): string[] {
  const median = (of: (account: RunAccount) => number) => renderNumber(spreadOf(accounts.map(of)).median);
  const last = accounts.at(-1);
  return [
    `${renderSpread(accounts.map(({ tookMs }) => tookMs))} ms, without what the pods took, of which the activities ${renderSpread(accounts.map(({ workedMs }) => workedMs))} ms.`,
    `While no activity ran: ${median(({ waits }) => waits.request)} ms until the run was started, ${median(({ waits }) => waits.turns)} ms in ${median(({ turns }) => turns)} turns, ${median(({ waits }) => waits.timers)} ms until timers fired (medians).`,
    `Activities of the last: ${last?.works.map(({ name, ms }) => `${name} ${Math.round(ms)}`).join(', ')} ms.`,
  ];
}
