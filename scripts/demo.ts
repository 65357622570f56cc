import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarios } from '../emulator/scenarios/catalogue.ts';
import { renderEvidence } from './demo/evidence-table.ts';
import { createProgress, type Progress } from './demo/progress.ts';
import { callApi, type RunAnswer } from './local-stack/call-api.ts';
import { findResidue } from './local-stack/find-residue.ts';
import { exitCodeOf, residueExitCode, scenarioEnds } from './local-stack/scenario-ends.ts';
import { type LocalStack, startLocalStack } from './local-stack/start-local-stack.ts';

const usage = `Usage: npm run demo -- [--scenario NAME] [--speed N] [--nodes N] [--keep-logs] | --list

  --scenario NAME  what goes wrong (default: healthy); --list names them all
  --speed N        how many times faster than in Azure emulated waits pass (default: 60)
  --nodes N        nodes of the Kata pool, 1 to 10 (default: 3)
  --keep-logs      leave the logs of the emulator and the Functions host behind

Exit codes: 0 isolated, 2 not isolated (alerted), 3 inconclusive, 4 something was left behind, 1 anything else.`;

interface DemoOptions {
  scenario: string;
  speed: number;
  nodes: number;
  keepLogs: boolean;
}

function readArguments(): DemoOptions | 'list' | 'help' {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'healthy' },
      speed: { type: 'string', default: '60' },
      nodes: { type: 'string', default: '3' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'keep-logs': { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  if (!scenarioEnds[values.scenario])
    throw new Error(`No scenario is called "${values.scenario}". There are: ${Object.keys(scenarioEnds).join(', ')}.`);
  return {
    scenario: values.scenario,
    speed: parseWithin(values.speed, '--speed', 1, 2000),
    nodes: parseWithin(values.nodes, '--nodes', 1, 10),
    keepLogs: values['keep-logs'],
  };
}

function parseWithin(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most)
    throw new Error(`${name} must be a number from ${least} to ${most}, not "${text}".`);
  return value;
}

function listScenarios(): void {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, summary } of scenarios) {
    const verdict = scenarioEnds[name]?.verdict ?? 'inconclusive';
    console.log(
      `${name.padEnd(width)}  ends ${verdict} (exit code ${exitCodeOf(verdict)})\n${' '.repeat(width)}  ${summary}`,
    );
  }
}

async function runDemo(options: DemoOptions): Promise<number> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'kataproof-demo-'));
  const progress = createProgress(process.stdout, Date.now());
  let stack: LocalStack | null = null;
  const interrupted = () => void stack?.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  let failed = true;
  try {
    stack = await startLocalStack({
      ...options,
      stateDirectory,
      port: 0,
      durableTables: false,
      onStep: (step) => progress.note(`Starting ${step}`),
    });
    const code = await proveOnce(stack, options, progress);
    failed = false;
    return code;
  } finally {
    progress.end();
    process.off('SIGINT', interrupted);
    await stack?.stop();
    if (options.keepLogs || failed) console.log(`Logs: ${join(stateDirectory, 'logs')}`);
    else rmSync(stateDirectory, { recursive: true, force: true });
  }
}

async function proveOnce(stack: LocalStack, options: DemoOptions, progress: Progress): Promise<number> {
  const { emulator } = stack;
  const { baseUrl, masterKey } = stack.host().ready;
  const { subscriptionId, resourceGroup, cluster: name } = emulator;
  const started = await callApi<RunAnswer>(`${baseUrl}/api/provisionings`, masterKey, {
    cluster: { subscriptionId, resourceGroup, name },
    nodePool: {
      name: 'kata',
      vmSize: 'Standard_D4s_v5',
      count: options.nodes,
      nodeTaints: ['sandbox=kata:NoSchedule'],
    },
    cleanup: 'always-delete',
  });
  let run = await callApi<RunAnswer>(started.url, masterKey);
  while (run.status === 'running') {
    progress.show(run);
    await new Promise((resolve) => setTimeout(resolve, 150));
    run = await callApi<RunAnswer>(started.url, masterKey);
  }
  progress.show(run);
  progress.note('Asking the Kubernetes and ARM APIs what is left');
  const residue = await findResidue(emulator);
  progress.end();
  return report(run, residue, await readAlerts(emulator.control));
}

interface PublishedEvent {
  type?: string;
  id?: string;
}

async function readAlerts(control: string): Promise<PublishedEvent[]> {
  const response = await fetch(`${control}/__emulator/events`);
  const answer = (await response.json()) as { events: PublishedEvent[] } | PublishedEvent[];
  return Array.isArray(answer) ? answer : answer.events;
}

function report(run: RunAnswer, residue: string[], alerts: PublishedEvent[]): number {
  console.log('');
  for (const node of run.nodes) console.log(`${renderEvidence(node).join('\n')}\n`);
  const verdict = run.verdict ?? 'inconclusive';
  console.log(`Verdict:   ${verdict.toUpperCase()} – ${run.reason}`);
  for (const pool of run.pools)
    console.log(`Coverage:  pool ${pool.poolName}: ${pool.nodesProven} of ${pool.nodesPresent} nodes proven`);
  const cleaned = run.cleanup.result;
  if (cleaned)
    console.log(`Cleaned:   pod pairs ${cleaned.podPairs}, namespace ${cleaned.namespace}, node pool ${cleaned.pool}`);
  for (const problem of cleaned?.problems ?? []) console.log(`           ${problem}`);
  console.log(
    `Alerts:    ${alerts.length === 0 ? 'none' : alerts.map((alert) => `${alert.type} (${alert.id})`).join(', ')}`,
  );
  console.log(`Left over: ${residue.length === 0 ? 'nothing' : residue.join(', ')}`);
  return residue.length > 0 ? residueExitCode : exitCodeOf(verdict);
}

try {
  const options = readArguments();
  if (options === 'help') console.log(usage);
  else if (options === 'list') listScenarios();
  else process.exitCode = await runDemo(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
