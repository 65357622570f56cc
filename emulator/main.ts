import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { roleAssignment } from './azure/resource-manager/authorization/parse-role-assignments.ts';
import { type ClusterSeed, clusterSeed } from './azure/resource-manager/container-service/seed-cluster.ts';
import { accessRule } from './scenarios/seeded-faults.ts';
import { defaultSpeed, type EmulatorOptions, seededCluster, startEmulator } from './start-emulator.ts';

const usage = `Usage: npm run --silent emulator -- --state <folder> [--scenario <name>] [--speed <factor>]
  [--clusters <file.json | count>] [--local-accounts] [--port-base <port>] [--page-size <items>]
  [--access <file.json>]

Prints one line of JSON on stdout once everything is up, and ends on SIGTERM or SIGINT.`;

const options = {
  state: { type: 'string' },
  scenario: { type: 'string', default: 'healthy' },
  speed: { type: 'string', default: String(defaultSpeed) },
  clusters: { type: 'string', default: '1' },
  'local-accounts': { type: 'boolean', default: false },
  'port-base': { type: 'string' },
  'page-size': { type: 'string' },
  access: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws with the usage when a flag is wrong or missing. */
function readFlags() {
  try {
    const { values } = parseArgs({ options });
    if (!values.state && !values.help) throw new Error('--state is missing.');
    return { ...values, state: values.state ?? '' };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** What the line that says that it is ready tells of it. */
const told = [
  ...(['settings', 'control', 'subscriptionId', 'resourceGroup', 'cluster', 'signingKey'] as const),
  ...(['adminKubeconfig', 'topicKey', 'ownerToken'] as const),
];

async function main(): Promise<void> {
  const values = readFlags();
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const emulator = await startEmulator({
    stateDir: values.state,
    scenario: values.scenario,
    speed: Number(values.speed),
    clusters: await readClusters(values.clusters, values['local-accounts']),
    ...(values['port-base'] !== undefined && { portBase: parseCount('--port-base', values['port-base']) }),
    ...(values.access !== undefined && (await readAccess(values.access))),
    ...(values['page-size'] !== undefined && { pageSize: parseCount('--page-size', values['page-size']) }),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void emulator.stop().then(() => process.exit(0)));
  const line = { ready: true, ...Object.fromEntries(told.map((name) => [name, emulator[name]])) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Reads the seeds from a file, or makes as many clusters as the number says: `demo`, and others whose API servers start
 * only when a client first asks for them.
 */
async function readClusters(clusters: string, localAccounts: boolean): Promise<ClusterSeed[]> {
  if (!/^\d+$/.test(clusters)) return z.array(clusterSeed).parse(JSON.parse(await readFile(clusters, 'utf8')));
  const others = Array.from({ length: Math.max(0, Number(clusters) - 1) }, (_, index) => ({
    name: `fleet-${String(index + 1).padStart(4, '0')}`,
    localAccounts,
    startsWhenAsked: true,
  }));
  return [{ name: seededCluster, localAccounts }, ...others];
}

const accessFile = z.strictObject({
  roleAssignments: z.array(roleAssignment).optional(),
  kubernetesAccess: z.array(accessRule).optional(),
});

/** Reads what the app's identity may do. Throws for a file of another shape. */
async function readAccess(file: string): Promise<Pick<EmulatorOptions, 'roleAssignments' | 'kubernetesAccess'>> {
  const { roleAssignments, kubernetesAccess } = accessFile.parse(JSON.parse(await readFile(file, 'utf8')));
  return { ...(roleAssignments && { roleAssignments }), ...(kubernetesAccess && { kubernetesAccess }) };
}

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${option} must be a whole number above zero.`);
  return count;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
