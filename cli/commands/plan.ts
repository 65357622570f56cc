import { z } from 'zod';
import { callApi } from '../client/call-api.ts';
import { readAnswer } from '../client/read-answer.ts';
import { connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { provisioningFlags, provisioningUsage, readProvisioning } from '../client/read-provisioning.ts';
import { type Command, parseFlags, parseOutput, WrongArguments } from '../command-line/command.ts';
import { renderColumns } from '../command-line/render-columns.ts';

/** The field of a plan that each format is. */
const formats = { az: 'azureCli', bicep: 'bicep', arm: 'armTemplate', terraform: 'terraform' } as const;

const planSchema = z.object({
  steps: z.array(z.object({ name: z.string(), what: z.string() })),
  nodes: z.array(
    z.object({
      ...{ pool: z.string(), vmSize: z.string(), vcpus: z.int().nullable() },
      ...{ count: z.int(), atMost: z.int(), surge: z.int(), until: z.string() },
    }),
  ),
  notes: z.array(z.string()),
  ...{ azureCli: z.string(), armTemplate: z.string(), bicep: z.string(), terraform: z.string() },
});

export const plan: Command = {
  usage: `Usage: kataproof plan --cluster CLUSTER --node-pool POOL [--format az|bicep|arm|terraform] [options]

Tells what provision would do, and the nodes that would be paid for; or prints the same for another tool. Nothing is made.

${provisioningUsage}
  --format FORMAT         only this, for a file: commands of az, or a template of bicep, arm or terraform
${connectionUsage}

Exit codes: 0 printed, 1 anything else.`,
  async run(args) {
    const own = { format: { type: 'string' } } as const;
    const { values } = parseFlags(args, { ...own, ...provisioningFlags, ...connectionFlags });
    const output = parseOutput(values.output);
    const field = values.format === undefined ? null : fieldOf(values.format);
    if (field && output === 'json')
      throw new WrongArguments('--format prints one text, and --output json all of them.');
    const request = { method: 'POST', path: '/api/plans', body: readProvisioning(values) } as const;
    const connection = readConnection(values, process.env);
    const { body } = await callApi(connection, request);
    const told = readAnswer(connection, planSchema, body);
    if (output === 'json') console.log(JSON.stringify(body, null, 2));
    else if (field) process.stdout.write(told[field].replace(/\n*$/, '\n'));
    else console.log(`${renderSteps(told)}\n\n${renderNodes(told)}`);
    // Beside the text, so that a file holds nothing else.
    if (output === 'text') for (const note of told.notes) console.error(`Note: ${note}`);
    return 0;
  },
};

function fieldOf(format: string): (typeof formats)[keyof typeof formats] {
  if (Object.hasOwn(formats, format)) return formats[format as keyof typeof formats];
  throw new WrongArguments(`--format must be one of ${Object.keys(formats).join(', ')}, not "${format}".`);
}

type Plan = z.output<typeof planSchema>;

function renderSteps({ steps }: Plan): string {
  return renderColumns(
    ['STEP', 'WHAT'],
    steps.map(({ name, what }) => [name, what]),
  );
}

function renderNodes({ nodes }: Plan): string {
  return renderColumns(
    ['POOL', 'SIZE', 'VCPUS EACH', 'NODES', 'AT MOST', 'MORE IN AN UPGRADE', 'UNTIL'],
    nodes.map(({ pool, vmSize, vcpus, count, atMost, surge, until }) => [
      ...[pool, vmSize, vcpus === null ? '?' : String(vcpus)],
      ...[count, atMost, surge].map(String),
      until,
    ]),
  );
}
