import { z } from 'zod';
import type { RunSummaryAnswer } from '../../shared/api/answers/run-schemas.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { callApi } from '../client/call-api.ts';
import { hasEnded, readRun, runPath } from '../client/follow-run.ts';
import { readAnswer } from '../client/read-answer.ts';
import { type Connection, connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { followToVerdict, tellRun } from '../client/run-to-verdict.ts';
import { type Command, parseDuration, parseFlags, parseOutput, WrongArguments } from '../command-line/command.ts';
import { renderColumns } from '../command-line/render-columns.ts';
import { listenForEnd } from '../terminal/listen-for-end.ts';

function onlyRun([runId, ...more]: string[]): string {
  if (!runId || more.length > 0) throw new WrongArguments('Name one run by its id.');
  return runId;
}

export const status: Command = {
  usage: `Usage: kataproof status [RUN] [--wait] [options]

Tells how far a run is, or what it came to. Without RUN, lists the latest runs.

  --wait                  follow the run to its end
  --timeout DURATION      how long to follow it, such as 45m
${connectionUsage}

Exit codes: those of its verdict (0 isolated, 2 not isolated, 3 inconclusive), 0 while it runs or for a list, 1 anything else.`,
  async run(args) {
    const own = { wait: { type: 'boolean', default: false }, timeout: { type: 'string' } } as const;
    const { values, positionals } = parseFlags(args, { ...own, ...connectionFlags }, true);
    const output = parseOutput(values.output);
    const connection = readConnection(values, process.env);
    if (positionals.length === 0) return listRuns(connection, output);
    const runId = onlyRun(positionals);
    if (values.wait) {
      const timeoutMs = values.timeout === undefined ? null : parseDuration('--timeout', values.timeout);
      const order = { output, timeoutMs, cancelOnInterrupt: false };
      return followToVerdict(connection, runId, runPath(runId), order, listenForEnd());
    }
    const run = await readRun(connection, runId);
    const code = tellRun(run, output);
    return hasEnded(run.status) ? code : 0;
  },
};

const runPage = z.object({ value: z.array(z.object({ cluster: z.object({ name: z.string() }) })) });

async function listRuns(connection: Connection, output: 'text' | 'json'): Promise<number> {
  const { body } = await callApi(connection, { method: 'GET', path: '/api/runs' });
  const value = readAnswer(connection, runPage, body).value as unknown as RunSummaryAnswer[];
  if (output === 'json') console.log(JSON.stringify(body, null, 2));
  else if (value.length === 0) console.log('There are no runs.');
  else
    console.log(
      renderColumns(
        ['RUN', 'STATUS', 'VERDICT', 'CLUSTER', 'POOL', 'BEGAN'],
        value.map((run) => [
          ...[run.id, run.status, run.result?.verdict ?? '-', run.cluster.name, run.poolName ?? '(all)'],
          run.createdDateTime,
        ]),
      ),
    );
  return 0;
}

const askedRun = z.object({ status: z.string() });

/** A command that asks a run for something and tells what the app answered. */
function asking(what: 'cancel' | 'approve', summary: string, told: string, ownUsage = ''): Command {
  return {
    usage: `Usage: kataproof ${what} RUN [options]

${summary}

${ownUsage}${connectionUsage}

Exit codes: 0 the app has taken it, 1 anything else.`,
    async run(args) {
      const own = what === 'approve' ? ({ reason: { type: 'string' } } as const) : {};
      const { values, positionals } = parseFlags(args, { ...own, ...connectionFlags }, true);
      const { reason } = values as { reason?: string };
      const output = parseOutput(values.output);
      const runId = onlyRun(positionals);
      const request = { method: 'POST', path: `${runPath(runId)}/${what}`, body: reason && { reason } } as const;
      const connection = readConnection(values, process.env);
      const { body } = await callApi(connection, request);
      const { status } = readAnswer(connection, askedRun, body);
      // What was approved once may be approved again, long after it has ended.
      const becomes = hasEnded(status) ? `has ended already: ${status}` : told;
      console.log(output === 'json' ? JSON.stringify(body, null, 2) : oneLine(`Run ${runId} ${becomes}.`));
      return 0;
    },
  };
}

export const cancel = asking(
  'cancel',
  'Asks a run to end early. It still cleans up.',
  'ends as soon as it has cleaned up',
);

export const approve = asking(
  'approve',
  'Lets a provisioning go on that waits for approval.',
  'goes on',
  '  --reason TEXT           why it may go on; kept with the run\n',
);
