import { z } from 'zod';
import type { PreflightCheck } from '../../shared/preflight/preflight-check.ts';
import { callApi } from '../client/call-api.ts';
import { listAll } from '../client/list-all.ts';
import { readAnswer } from '../client/read-answer.ts';
import { clusterPath, clusterUsage, readCluster } from '../client/read-cluster.ts';
import { connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { provisioningFlags, provisioningUsage, readProvisioning } from '../client/read-provisioning.ts';
import { type Command, parseFlags, parseOutput, somethingWentWrong } from '../command-line/command.ts';
import { renderColumns } from '../command-line/render-columns.ts';

const clusterFlags = { cluster: { type: 'string' }, ...connectionFlags } as const;

const listedExitCodes = 'Exit codes: 0 listed, 1 anything else.';

/** Prints a list as it came, or the columns that people look at. */
function tellList<T>(value: T[], output: 'text' | 'json', head: string[], toRow: (each: T) => string[]): number {
  console.log(output === 'json' ? JSON.stringify({ value }, null, 2) : renderColumns(head, value.map(toRow)));
  return 0;
}

const podSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  runtimeClassName: z.string().nullish(),
  nodeName: z.string().nullish(),
  findings: z.array(z.unknown()).nullish(),
});

export const pods: Command = {
  usage: `Usage: kataproof pods --cluster CLUSTER [--namespace NAME] [--sandboxed true|false] [options]

Lists the pods of a cluster with their RuntimeClass and node.

${clusterUsage}
  --namespace NAME        only the pods of this namespace
  --sandboxed true|false  only those in a sandbox, or only the others
${connectionUsage}

${listedExitCodes}`,
  async run(args) {
    const own = { namespace: { type: 'string' }, sandboxed: { type: 'string' } } as const;
    const { values } = parseFlags(args, { ...own, ...clusterFlags });
    const { namespace, sandboxed } = values;
    const output = parseOutput(values.output);
    const path = `${clusterPath(readCluster(values.cluster))}/pods`;
    const value = await listAll(readConnection(values, process.env), path, podSchema, { namespace, sandboxed });
    return tellList(value, output, ['NAMESPACE', 'POD', 'CLASS', 'NODE', 'FINDINGS'], (each) => {
      const { name, runtimeClassName, nodeName, findings, ...pod } = each;
      return [pod.namespace, name, runtimeClassName ?? '-', nodeName ?? '-', String(findings?.length ?? 0)];
    });
  },
};

const findingSchema = z.object({
  id: z.string(),
  severity: z.string(),
  subject: z.string(),
  message: z.string(),
  state: z.string().optional(),
});

export const findings: Command = {
  usage: `Usage: kataproof findings --cluster CLUSTER [--all] [options]

Lists what does not comply in a cluster, the gravest first.

${clusterUsage}
  --all                   waived and resolved ones too
${connectionUsage}

${listedExitCodes}`,
  async run(args) {
    const { values } = parseFlags(args, { all: { type: 'boolean', default: false }, ...clusterFlags });
    const output = parseOutput(values.output);
    const path = `${clusterPath(readCluster(values.cluster))}/findings`;
    const query = { all: values.all ? 'true' : undefined };
    const value = await listAll(readConnection(values, process.env), path, findingSchema, query);
    return tellList(value, output, ['SEVERITY', 'STATE', 'ID', 'SUBJECT', 'FINDING'], (each) => [
      ...[each.severity, each.state ?? '-', each.id, each.subject, each.message],
    ]);
  },
};

const preflightSchema = z.object({
  outcome: z.string(),
  checks: z.array(
    z.object({ name: z.string(), outcome: z.string(), message: z.string(), remedy: z.string().nullable() }),
  ),
});

export const preflight: Command = {
  usage: `Usage: kataproof preflight --cluster CLUSTER --node-pool POOL [options]

Tells within seconds what would fail if the pool were provisioned, and what to do. Nothing is made.

${provisioningUsage}
${connectionUsage}

Exit codes: 0 passed, perhaps with warnings; 1 a check failed or could not be made, or anything else.`,
  async run(args) {
    const { values } = parseFlags(args, { ...provisioningFlags, ...connectionFlags });
    const output = parseOutput(values.output);
    const request = { method: 'POST', path: '/api/preflights', body: readProvisioning(values) } as const;
    const connection = readConnection(values, process.env);
    const { body } = await callApi(connection, request);
    const { outcome, checks } = readAnswer(connection, preflightSchema, body);
    if (output === 'json') console.log(JSON.stringify(body, null, 2));
    else
      console.log(
        renderColumns(
          ['CHECK', 'OUTCOME', ''],
          checks.map((check) => toRow(check as PreflightCheck)),
        ),
      );
    return outcome === 'passed' || outcome === 'warning' ? 0 : somethingWentWrong;
  },
};

function toRow({ name, outcome, message, remedy }: PreflightCheck): string[] {
  return [name, outcome, [message, remedy].filter(Boolean).join(' ')];
}
