import { conformanceCases } from '../test/contracts/functions-host/conformance-cases.ts';
import type { ConformanceTarget } from '../test/contracts/functions-host/conformance-target.ts';
import { knownDisagreements } from '../test/contracts/functions-host/known-disagreements.ts';
import { runConformance } from '../test/contracts/functions-host/run-conformance.ts';
import { findAzureHost, startAzureHost } from '../test/contracts/functions-host/start-azure-host.ts';
import { startOurHost } from '../test/contracts/functions-host/start-our-host.ts';

type Started = ConformanceTarget & { stop(): Promise<void> };

interface Target {
  name: string;
  /** What stays unknown without it. */
  notCovered: string;
  /** Undefined when it isn't there. */
  start: (() => Promise<Started>) | undefined;
}

const { env } = process;

function deployedTarget(): (() => Promise<Started>) | undefined {
  const url = env['KATAPROOF_TEST_URL'];
  if (url === undefined || url === '') return undefined;
  const masterKey = env['KATAPROOF_TEST_KEY'];
  return async () => ({
    name: 'deployed app',
    baseUrl: url.replace(/\/+$/, ''),
    masterKey,
    asksForKeys: true,
    patienceMs: 120_000,
    calmMs: 3_000,
    stop: async () => {},
  });
}

const install = findAzureHost(env);
const targets: Target[] = [
  { name: 'our host', notCovered: '', start: startOurHost },
  {
    name: "Azure's host",
    notCovered:
      "not covered: whether Azure's host does the same (put func on the PATH, or name a folder with its parts in KATAPROOF_FUNCTIONS_HOST; see docs/functions-host.md)",
    start: install && (() => startAzureHost(install)),
  },
  {
    name: 'deployed app',
    notCovered:
      'not covered: the same in Azure itself (deploy test/contracts/functions-host/app, then set KATAPROOF_TEST_URL and KATAPROOF_TEST_KEY, its master key)',
    start: deployedTarget(),
  },
];

/** Runs all cases on a target and prints its line; returns whether none failed that isn't known to. */
async function check({ name, notCovered, start }: Target): Promise<boolean> {
  if (!start) {
    console.log(`${name}: skipped, ${notCovered}`);
    return true;
  }
  const startedAt = Date.now();
  const target = await start();
  const outcomes = await runConformance(target, conformanceCases).finally(() => target.stop());
  const excuses = name === 'our host' ? knownDisagreements : {};
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let unexcused = 0;
  for (const [caseName, outcome] of outcomes) {
    counts[outcome.kind] += 1;
    if (outcome.kind === 'skipped') console.log(`  skipped  ${caseName}: ${outcome.reason}`);
    if (outcome.kind !== 'failed') continue;
    const excuse = excuses[caseName];
    if (excuse === undefined) unexcused += 1;
    const why = excuse === undefined ? outcome.error.message : `known: ${excuse}`;
    console.log(`  failed   ${caseName}\n           ${why.replaceAll('\n', '\n           ')}`);
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`);
  return unexcused === 0;
}

let allWell = true;
for (const target of targets) allWell = (await check(target)) && allWell;
process.exitCode = allWell ? 0 : 1;
