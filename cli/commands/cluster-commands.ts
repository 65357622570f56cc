import { z } from 'zod';
import { oneLine } from '../../shared/plain/one-line.ts';
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

/** The columns that people look at; `none` where there is nothing to put into them. */
function renderList(head: string[], rows: string[][], none: string): string {
  return rows.length === 0 ? none : renderColumns(head, rows);
}

const proof = { proof: z.string(), lastProof: z.object({ verdict: z.string(), provenAt: z.string() }).nullable() };

const clusterSchema = z.object({
  ...{ clusterId: z.string(), location: z.string() },
  cluster: z.object({ subscriptionId: z.string(), resourceGroup: z.string(), name: z.string() }).nullable(),
  nodePools: z.array(z.object({ name: z.string(), kata: z.boolean(), ...proof })).nullable(),
  autoProvisioned: z.object(proof).nullish(),
});

const unreadSchema = z.object({
  unread: z.array(
    z.object({
      ...{ subscriptionId: z.string(), resourceGroup: z.string().nullable() },
      ...{ code: z.string(), message: z.string() },
    }),
  ),
});

export const clusters: Command = {
  usage: `Usage: kataproof clusters [options]

Lists the clusters that the app may touch, with their Kata pools and the last verdict of each. What could not be listed is told
on stderr.

${connectionUsage}

Exit codes: 0 listed, 1 something could not be listed, or anything else.`,
  async run(args) {
    const { values } = parseFlags(args, connectionFlags);
    const output = parseOutput(values.output);
    const connection = readConnection(values, process.env);
    const unread: z.output<typeof unreadSchema>['unread'] = [];
    const hear = (body: unknown) => unread.push(...readAnswer(connection, unreadSchema, body).unread);
    const value = await listAll(connection, '/api/clusters', clusterSchema, {}, hear);
    if (output === 'json') console.log(JSON.stringify({ value, unread }, null, 2));
    else
      console.log(
        renderList(
          ['CLUSTER', 'LOCATION', 'POOL', 'PROOF', 'VERDICT', 'PROVEN AT'],
          value.flatMap(listKataPools),
          unread.length > 0 ? 'No cluster could be listed.' : 'There are no clusters that the app may touch.',
        ),
      );
    for (const { subscriptionId, resourceGroup, code, message } of unread)
      console.error(
        oneLine(`${[subscriptionId, resourceGroup].filter(Boolean).join('/')} is not listed. ${code}: ${message}`),
      );
    return unread.length > 0 ? somethingWentWrong : 0;
  },
};

/** A row for each Kata pool; a cluster without any has one as well. */
function listKataPools({ clusterId, cluster, location, nodePools, autoProvisioned }: z.output<typeof clusterSchema>) {
  const name = cluster ? `${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}` : clusterId;
  const pools = [
    ...(nodePools ?? []).filter(({ kata }) => kata),
    ...(autoProvisioned ? [{ name: '(auto-provisioned)', ...autoProvisioned }] : []),
  ];
  if (pools.length === 0) return [[name, location, nodePools ? '-' : '(unknown)', '-', '-', '-']];
  return pools.map((pool) => [
    ...[name, location, pool.name, pool.proof],
    ...[pool.lastProof?.verdict ?? '-', pool.lastProof?.provenAt ?? '-'],
  ]);
}

const podSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  runtimeClassName: z.string().nullish(),
  handler: z.string().nullish(),
  node: z.string().nullish(),
  vm: z.object({ memoryMiB: z.number(), vcpus: z.number(), boots: z.boolean(), sharedBy: z.number() }).nullish(),
  findings: z.array(z.object({ rule: z.string() })).nullish(),
});

type Pod = z.output<typeof podSchema>;

/** The machine of a sandboxed pod, in a few words. */
function tellVm({ vm }: Pod): string {
  if (!vm) return '-';
  const containers = vm.sharedBy === 1 ? '' : `, ${vm.sharedBy} containers`;
  return `${vm.memoryMiB} MiB, ${vm.vcpus} vCPU${containers}${vm.boots ? '' : ', too small to start'}`;
}

export const pods: Command = {
  usage: `Usage: kataproof pods --cluster CLUSTER [--namespace NAME] [--sandboxed true|false] [options]

Lists the pods of a cluster with their RuntimeClass, their node, the handler that the class leads to, the VM that follows from
their limits, and the rules that find something about them.

${clusterUsage}
  -n, --namespace NAME    only the pods of this namespace
  --sandboxed true|false  only those in a sandbox, or only the others
${connectionUsage}

${listedExitCodes}`,
  async run(args) {
    const own = { namespace: { type: 'string', short: 'n' }, sandboxed: { type: 'string' } } as const;
    const { values } = parseFlags(args, { ...own, ...clusterFlags });
    const { namespace, sandboxed } = values;
    const output = parseOutput(values.output);
    const path = `${clusterPath(readCluster(values.cluster))}/pods`;
    const value = await listAll(readConnection(values, process.env), path, podSchema, { namespace, sandboxed });
    const rows = value.map((pod) => [
      ...[pod.namespace, pod.name, pod.runtimeClassName ?? '-', pod.node ?? '-', pod.handler ?? '-', tellVm(pod)],
      pod.findings?.map(({ rule }) => rule).join(', ') || '-',
    ]);
    const head = ['NAMESPACE', 'POD', 'CLASS', 'NODE', 'HANDLER', 'VM', 'FINDINGS'];
    const isFiltered = namespace !== undefined || sandboxed !== undefined;
    const none = isFiltered ? 'There are no such pods.' : 'There are no pods.';
    console.log(output === 'json' ? JSON.stringify({ value }, null, 2) : renderList(head, rows, none));
    return 0;
  },
};

const findingSchema = z.object({
  id: z.string(),
  severity: z.string(),
  subject: z.string(),
  message: z.string(),
  remedy: z.string(),
  state: z.string().optional(),
});

const inspectedSchema = z.object({
  inspected: z.object({ azure: z.string().nullable(), workloads: z.string().nullable() }),
});
type Inspected = z.output<typeof inspectedSchema>['inspected'];

export const findings: Command = {
  usage: `Usage: kataproof findings --cluster CLUSTER [--all] [options]

Lists what does not comply in a cluster, the gravest first and each with what to do, and tells when it was last inspected. Of a cluster that never was,
an empty list says nothing.

${clusterUsage}
  --all                   waived and resolved ones too
${connectionUsage}

${listedExitCodes}`,
  async run(args) {
    const { values } = parseFlags(args, { all: { type: 'boolean', default: false }, ...clusterFlags });
    const output = parseOutput(values.output);
    const path = `${clusterPath(readCluster(values.cluster))}/findings`;
    const query = { all: values.all ? 'true' : undefined };
    const connection = readConnection(values, process.env);
    let inspected: Inspected = { azure: null, workloads: null };
    const hear = (body: unknown) => {
      inspected = readAnswer(connection, inspectedSchema, body).inspected;
    };
    const value = await listAll(connection, path, findingSchema, query, hear);
    if (output === 'json') {
      console.log(JSON.stringify({ inspected, value }, null, 2));
      return 0;
    }
    const rows = value.map(({ severity, state = '-', id, subject, message, remedy }) => [
      ...[severity, state, id, subject],
      `${message} ${remedy}`,
    ]);
    const head = ['SEVERITY', 'STATE', 'ID', 'SUBJECT', 'FINDING'];
    const isKnown = inspected.azure !== null && inspected.workloads !== null;
    const none = isKnown ? 'There are no findings.' : 'No findings are known, which is not to say that there are none.';
    console.log([renderList(head, rows, none), '', ...tellInspected(inspected, path)].join('\n'));
    return 0;
  },
};

/** When each side of the cluster was looked at, and what to do where that was never. */
function tellInspected({ azure, workloads }: Inspected, path: string): string[] {
  const never = azure === null || workloads === null;
  return [
    oneLine(`Last inspected: pools and settings (Azure) ${azure ?? 'never'}, workloads ${workloads ?? 'never'}.`),
    ...(never ? [`POST ${path.replace(/findings$/, 'inspect')} looks now; so do the nightly check and each run.`] : []),
  ];
}

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
