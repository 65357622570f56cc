import { execFileSync } from 'node:child_process';
import { listenForEnd } from '../../cli/terminal/listen-for-end.ts';
import { buildApp } from '../../scripts/local-stack/build-app.ts';
import { readArguments } from '../../scripts/terminal/read-arguments.ts';
import { ask, type ConformanceTarget } from '../support/functions-host/conformance-target.ts';
import type { MainAppTarget } from '../support/main-app/main-app-target.ts';
import { startOnOurHost } from '../support/main-app/start-on-our-host.ts';
import { reasonToSkip as reasonToSkipConformance } from './functions-host/cases/conformance-case.ts';
import { conformanceCases } from './functions-host/conformance-cases.ts';
import { knownDisagreements } from './functions-host/known-disagreements.ts';
import { type Outcome, runConformance } from './functions-host/run-conformance.ts';
import { findAzureHost } from './functions-host/start-azure-host.ts';
import { startConformanceApp } from './functions-host/start-conformance-app.ts';
import { startOurHost } from './functions-host/start-our-host.ts';
import { type ListedFunction, toGoldenFunctions, writeGoldenFunctions } from './main-app/cases/golden-functions.ts';
import { reasonToSkip } from './main-app/cases/main-app-case.ts';
import { deployedTarget } from './main-app/deployed-target.ts';
import { mainAppSuite } from './main-app/main-app-cases.ts';
import { startOnAzureHost } from './main-app/start-on-azure-host.ts';

const usage = `Usage: npm run test:host -- [--write-golden]

Puts one suite to every Functions host that is there: ours, Azure's, a deployed app; see docs/functions-host.md.

  --write-golden  writes down which functions the built app registers, and tests nothing

Exit codes: 0 nothing failed, 2 wrong arguments, 1 anything else.`;

type Stoppable<Target> = Target & { stop(): Promise<void> };

interface Target {
  name: string;
  /** Undefined when this host is not available. */
  startConformanceApp: (() => Promise<Stoppable<ConformanceTarget>>) | undefined;
  /**
   * Starts the host with an emulated Azure that plays the scenario, or without any Azure. Undefined when it is not
   * available.
   */
  startMainApp: ((scenario: string) => Promise<Stoppable<MainAppTarget>>) | undefined;
  /** For each suite, what is not tested when this host is not available. */
  notCovered: { conformanceApp: string; mainApp: string };
}

const flags = { 'write-golden': { type: 'boolean', default: false } } as const;
const values = readArguments(usage, flags, (given) => given);
const signal = listenForEnd();
signal.addEventListener('abort', () => process.exit());
const { env } = process;

/** Returns the target that the settings name. Its owner stops it. */
function given<T>(prefix: string, target: (url: string, key: string | undefined) => T) {
  const url = env[`${prefix}_URL`];
  if (url === undefined || url === '') return undefined;
  return async () => ({ ...target(url, env[`${prefix}_KEY`]), stop: async () => {} });
}

const install = findAzureHost(env);
const howToGet =
  'put func on the PATH, or name a folder with its parts in KATAPROOF_FUNCTIONS_HOST; see docs/functions-host.md';
const targets: Target[] = [
  {
    name: 'our host',
    startConformanceApp: startOurHost,
    startMainApp: startOnOurHost,
    notCovered: { conformanceApp: '', mainApp: '' },
  },
  {
    name: "Azure's host",
    startConformanceApp: install && (() => startConformanceApp(install)),
    startMainApp: install && ((scenario) => startOnAzureHost(install, scenario)),
    notCovered: {
      conformanceApp: `whether Azure's host does what ours does (${howToGet})`,
      mainApp: `whether the built app registers, answers, proves and survives a kill on Azure's host with Azure Storage behind Durable (${howToGet})`,
    },
  },
  {
    name: 'deployed app',
    startConformanceApp: given('KATAPROOF_TEST', deployedTarget),
    startMainApp: given('KATAPROOF_TEST_MAIN', deployedTarget),
    notCovered: {
      conformanceApp:
        'the same in Azure itself (deploy test/contracts/functions-host/app, then set KATAPROOF_TEST_URL and KATAPROOF_TEST_KEY, its master key)',
      mainApp:
        'function keys, routes and refusals of a deployed Kataproof (set KATAPROOF_TEST_MAIN_URL and KATAPROOF_TEST_MAIN_KEY, its master key; nothing is provisioned)',
    },
  },
];

interface Report {
  /** How many failures are not known disagreements. */
  failed: number;
}

/** Prints every case that did not pass, and a line with the counts. */
function report(title: string, outcomes: ReadonlyMap<string, Outcome>, startedAt: number, excuses = {}): Report {
  const reasons: Readonly<Record<string, string>> = excuses;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let failed = 0;
  for (const [name, outcome] of outcomes) {
    counts[outcome.kind] += 1;
    if (outcome.kind === 'skipped') console.log(`  skipped  ${name}: ${outcome.reason}`);
    if (outcome.kind !== 'failed') continue;
    const excuse = reasons[name];
    if (excuse === undefined) failed += 1;
    const why = excuse === undefined ? outcome.error.message : `known: ${excuse}`;
    console.log(`  failed   ${name}\n           ${why.replaceAll('\n', '\n           ')}`);
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`);
  return { failed };
}

async function checkConformanceApp({ name, startConformanceApp: start, notCovered }: Target): Promise<Report> {
  const title = `${name}, conformance app`;
  if (!start) {
    console.log(`${title}: skipped, not covered: ${notCovered.conformanceApp}`);
    return { failed: 0 };
  }
  const startedAt = Date.now();
  const target = await start();
  const running = runConformance(target, conformanceCases, reasonToSkipConformance);
  const outcomes = await running.finally(() => target.stop());
  return report(title, outcomes, startedAt, name === 'our host' ? knownDisagreements : {});
}

async function checkMainApp({ name, startMainApp: start, notCovered }: Target): Promise<Report> {
  const title = `${name}, main app`;
  if (!start) {
    console.log(`${title}: skipped, not covered: ${notCovered.mainApp}`);
    return { failed: 0 };
  }
  const startedAt = Date.now();
  const outcomes = new Map<string, Outcome>();
  for (const { scenario, cases } of mainAppSuite) {
    const target = await start(scenario);
    // The cases run one after another, because later cases check what earlier ones have left.
    const running = runConformance(target, cases, reasonToSkip, 1);
    for (const [each, outcome] of await running.finally(() => target.stop())) outcomes.set(each, outcome);
  }
  return report(title, outcomes, startedAt);
}

/** Writes the functions that the built app registers on our host into the golden file. */
async function writeGolden(): Promise<void> {
  const target = await startOnOurHost('healthy');
  try {
    const functions = toGoldenFunctions((await ask(target, '/admin/functions')).json() as ListedFunction[]);
    const path = writeGoldenFunctions(functions);
    execFileSync('node_modules/.bin/biome', ['format', '--write', path]);
    console.log(`functions.golden.json has ${functions.length} functions now.`);
  } finally {
    await target.stop();
  }
}

console.log('Building…');
await buildApp(signal);
if (values['write-golden']) {
  await writeGolden();
} else {
  let failed = 0;
  for (const target of targets) {
    failed += (await checkConformanceApp(target)).failed;
    failed += (await checkMainApp(target)).failed;
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
