import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type ReportFormatName, reportFormatNames } from '../../shared/reports/model/report-formats.ts';
import { CallFailed, callApi } from '../client/call-api.ts';
import { runPath } from '../client/follow-run.ts';
import { readAnswer } from '../client/read-answer.ts';
import { clusterPath, readCluster } from '../client/read-cluster.ts';
import { addressFlags, addressUsage, readConnection } from '../client/read-connection.ts';
import { type Command, parseFlags, WrongArguments } from '../command-line/command.ts';

const formats = reportFormatNames.join('|');

export const report: Command = {
  usage: `Usage: kataproof report RUN|--cluster CLUSTER|--fleet [--format FORMAT] [--output FILE] [options]

Writes what is known of a run, a cluster or the fleet. What could not be checked, was never checked or is stale is a pass in no
format. The app makes the report.

  --cluster CLUSTER       its ARM id, or SUBSCRIPTION/RESOURCE_GROUP/NAME
  --fleet                 every cluster that the app knows of
  --format FORMAT         ${formats}
                          (default: junit)
  --results all|alerts    of SARIF: alerts leaves out what nobody has to act on, for GitHub's code scanning (default: all)
  -o, --output FILE       where to write it (default: stdout)
  --exit-code             tell the outcome by the exit code
${addressUsage}

Exit codes: 0 written, whatever the outcome; 1 anything else. With --exit-code 0 passed, 2 failed, 3 not checked, 1 anything else.`,
  async run(args) {
    const { values, positionals } = parseFlags(args, { ...flags, ...addressFlags }, true);
    const format = parseFormat(values.format);
    const path = `${whereOf(values, positionals)}/report`;
    const query = { format, results: parseResults(values.results) };
    const connection = readConnection(values, process.env);
    const { text, headers } = await callApi(connection, { method: 'GET', path, query, asText: true });
    const outcome = readAnswer(connection, outcomeSchema, headers.get('kataproof-outcome'));
    if (values.output === undefined) process.stdout.write(text);
    else await write(values.output, text);
    return values['exit-code'] ? exitCodes[outcome] : 0;
  },
};

const flags = {
  cluster: { type: 'string' },
  fleet: { type: 'boolean', default: false },
  format: { type: 'string', default: 'junit' },
  results: { type: 'string', default: 'all' },
  output: { type: 'string', short: 'o' },
  'exit-code': { type: 'boolean', default: false },
} as const;

const outcomeSchema = z.enum(['passed', 'failed', 'not-checked']);

/** As verdicts have them: not to know is no pass. */
const exitCodes = { passed: 0, failed: 2, 'not-checked': 3 } as const;

function whereOf({ cluster, fleet }: { cluster?: string; fleet: boolean }, runs: string[]): string {
  const [runId, ...more] = runs;
  const named = [runId !== undefined, cluster !== undefined, fleet].filter(Boolean).length;
  if (named !== 1 || more.length > 0)
    throw new WrongArguments('Of what? Name one run by its id, a cluster with --cluster, or --fleet.');
  if (fleet) return '/api/fleet';
  return runId === undefined ? clusterPath(readCluster(cluster)) : runPath(runId);
}

function parseFormat(format: string): ReportFormatName {
  const known = reportFormatNames.find((name) => name === format);
  if (!known) throw new WrongArguments(`--format must be one of ${reportFormatNames.join(', ')}, not "${format}".`);
  return known;
}

function parseResults(results: string): 'all' | 'alerts' {
  if (results === 'all' || results === 'alerts') return results;
  throw new WrongArguments(`--results must be all or alerts, not "${results}".`);
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new CallFailed(`The report could not be written to ${file} (${error.code}).`);
  });
}
