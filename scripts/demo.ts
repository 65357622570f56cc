import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { createProgress, type Progress, widthOf } from '../cli/terminal/create-progress.ts';
import { exitCodeAfter, listenForEnd } from '../cli/terminal/listen-for-end.ts';
import { type Paint, verdictFormats } from '../cli/terminal/paint.ts';
import { wrapBehind } from '../cli/terminal/wrap-text.ts';
import { scenarios } from '../emulator/scenarios/catalogue.ts';
import type { AlertMessage } from '../shared/alerts/alert-message.ts';
import type { PreflightCheck } from '../shared/preflight/preflight-check.ts';
import { renderPreflight } from './demo/render-preflight.ts';
import { type ArmRequest, type DemoEnd, renderReport } from './demo/render-report.ts';
import { buildApp } from './local-stack/build-app.ts';
import { callApi, isUnderWay, type RunAnswer } from './local-stack/call-api.ts';
import { findResidue } from './local-stack/find-residue.ts';
import { exitCodeOf, preflightOf, residueExitCode, scenarioEnds } from './local-stack/scenario-ends.ts';
import { type LocalStack, startLocalStack } from './local-stack/start-local-stack.ts';
import { createScratchFolder, type ScratchFolder } from './terminal/create-scratch-folder.ts';
import { parseNumber, readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run demo -- [--scenario NAME] [--speed N] [--nodes N] [--keep-logs] [--no-build] | --list

  --scenario NAME  what goes wrong (default: healthy); --list names them all
  --speed N        how many times faster than in Azure emulated waits pass (default: 60)
  --nodes N        nodes of the Kata pool, 1 to 10 (default: 3)
  --keep-logs      leave the logs of the emulator and the Functions host behind
  --no-build       take the app as it was built last

Exit codes: 0 isolated, 2 not isolated (alerted) or wrong arguments, 3 inconclusive, 4 something was left behind,
1 anything else; 128 and the signal's number when ended early (130 after Ctrl-C).`;

const flags = {
  scenario: { type: 'string', default: 'healthy' },
  speed: { type: 'string', default: '60' },
  nodes: { type: 'string', default: '3' },
  list: { type: 'boolean', default: false },
  'keep-logs': { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
} as const;

interface DemoOptions {
  scenario: string;
  speed: number;
  nodes: number;
  keepLogs: boolean;
  build: boolean;
}

function readOptions(): DemoOptions | 'list' {
  return readArguments(usage, flags, (values) => {
    if (values.list) return 'list';
    if (!scenarioEnds[values.scenario])
      throw new Error(
        `No scenario is called "${values.scenario}". There are: ${Object.keys(scenarioEnds).join(', ')}.`,
      );
    return {
      scenario: values.scenario,
      speed: parseNumber(values.speed, { name: '--speed', least: 1, most: 2000 }),
      nodes: parseNumber(values.nodes, { name: '--nodes', least: 1, most: 10, whole: true }),
      keepLogs: values['keep-logs'],
      build: !values['no-build'],
    };
  });
}

const paint: Paint = (format, text) => styleText(format, text, { stream: process.stdout });

/** In one piece, so that a reader who stops in its middle is heard of once. */
function listScenarios(): void {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  const lines = scenarios.flatMap(({ name, summary }) => {
    const verdict = scenarioEnds[name]?.verdict ?? 'inconclusive';
    return [
      `${name.padEnd(width)}  ends ${paint(verdictFormats[verdict], verdict)} (exit code ${exitCodeOf(verdict)})`,
      ...wrapBehind(' '.repeat(width + 2), summary, widthOf(process.stdout)),
    ];
  });
  console.log(lines.join('\n'));
}

async function runDemo(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const progress = createProgress(process.stdout);
  let stack: LocalStack | null = null;
  let folder: ScratchFolder | null = null;
  let failed = true;
  signal.addEventListener('abort', () => {
    progress.note(`${signal.reason.message}: ending the demo and all that it has started.`);
    if (stack) progress.note('What the run had made was emulated, and goes with it.');
  });
  try {
    if (options.build) {
      progress.note('Building…');
      await buildApp(signal);
    }
    signal.throwIfAborted();
    folder = createScratchFolder('kataproof-demo-');
    stack = await startLocalStack({
      ...options,
      settings: scenarioEnds[options.scenario]?.settings ?? {},
      stateDirectory: folder.path,
      port: 0,
      signal,
      onStep: (step) => progress.note(`Starting ${step}`),
    });
    if (scenarioEnds[options.scenario]?.refused) {
      const checks = await checkBeforehand(stack, options, signal);
      progress.end();
      console.log(`\n${renderPreflight(checks, widthOf(process.stdout), paint).join('\n')}`);
      failed = false;
      return exitCodeOf('inconclusive');
    }
    const end = await proveOnce(stack, options, progress, signal);
    progress.end();
    console.log(`\n${renderReport(end, widthOf(process.stdout), paint).join('\n')}`);
    failed = false;
    return end.residue.length > 0 ? residueExitCode : exitCodeOf(end.run.result?.verdict ?? 'inconclusive');
  } finally {
    progress.end();
    await stack?.stop();
    if (folder && !signal.aborted && (options.keepLogs || failed)) {
      folder.keep();
      console.log(`Logs: ${folder.path}/logs`);
    } else folder?.remove();
    if (signal.aborted) console.log('Ended. Nothing is left behind.');
  }
}

/** What would be refused if a run were asked for. */
async function checkBeforehand({ emulator, host }: LocalStack, { nodes: count }: DemoOptions, signal: AbortSignal) {
  const { baseUrl, masterKey } = host().ready;
  const { subscriptionId, resourceGroup, cluster: name } = emulator;
  const body = { cluster: { subscriptionId, resourceGroup, name }, nodePool: { name: 'kata', count } };
  return (await callApi<{ checks: PreflightCheck[] }>(`${baseUrl}/api/preflights`, masterKey, body, signal)).checks;
}

async function proveOnce(
  { emulator, host }: LocalStack,
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<DemoEnd> {
  const { baseUrl, masterKey } = host().ready;
  const { subscriptionId, resourceGroup, cluster: name } = emulator;
  const makes = scenarioEnds[options.scenario]?.newCluster === true;
  const body = {
    cluster: { subscriptionId, resourceGroup, name: makes ? 'fresh' : name },
    ...(makes && { newCluster: { location: 'westeurope' } }),
    nodePool: {
      name: 'kata',
      vmSize: 'Standard_D4s_v5',
      count: options.nodes,
      nodeTaints: ['sandbox=kata:NoSchedule'],
    },
    cleanup: 'always-delete',
    preflight: preflightOf(options.scenario),
  };
  const { url } = await callApi<RunAnswer>(`${baseUrl}/api/provisionings`, masterKey, body, signal);
  const read = () => callApi<RunAnswer>(url, masterKey, undefined, signal);
  let run = await read();
  while (isUnderWay(run)) {
    progress.show(run);
    await sleep(150, undefined, { signal });
    run = await read();
  }
  progress.show(run);
  progress.note('Asking the Kubernetes and ARM APIs what is left');
  const residue = await findResidue(emulator);
  signal.throwIfAborted();
  const { requests } = await readControl<{ requests: ArmRequest[] }>(emulator.control, 'requests', signal);
  const { events } = await readControl<{ events: { data: AlertMessage }[] }>(emulator.control, 'events', signal);
  return { run, residue, alerts: events.map(({ data }) => data), requests };
}

/** What the emulator kept of the requests and of the alerts that reached it. */
async function readControl<T>(control: string, what: string, signal: AbortSignal): Promise<T> {
  return (await (await fetch(`${control}/__emulator/${what}`, { signal })).json()) as T;
}

const signal = listenForEnd();
const options = readOptions();
if (options === 'list') listScenarios();
else process.exitCode = await runDemo(options, signal).catch((error: unknown) => exitCodeAfter(error, signal));
