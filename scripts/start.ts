import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { exitCodeAfter, listenForEnd } from '../cli/terminal/listen-for-end.ts';
import { findScenario } from '../emulator/scenarios/catalogue.ts';
import { buildApp } from './local-stack/build-app.ts';
import { claimFolder } from './local-stack/claim-folder.ts';
import { isPortFree } from './local-stack/find-free-port.ts';
import { type LocalStack, removeStackState, startLocalStack } from './local-stack/start-local-stack.ts';
import { type EventDelivery, eventDeliveries } from './local-stack/subscribe-to-events.ts';
import { beginPresent } from './start/demo-fleet/begin-present.ts';
import { settingsOfDemoFleet, withDemoFleet } from './start/demo-fleet/demo-fleet.ts';
import { renderWelcome } from './start/render-welcome.ts';
import { parseNumber, readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm start -- [--scenario NAME] [--speed N] [--port N] [--state FOLDER] [--event-delivery WAY] [--empty] [--no-build]

Serves the app, beside an emulated Azure and its storage, until Ctrl-C. Every start begins anew: clusters, pools, runs
and postures of the last one are gone. What is there then is a demo fleet with a past of 90 days, not all of it well.

  --scenario NAME  what goes wrong (default: healthy); npm run demo -- --list names them all. Another one than healthy
                   plays in a single cluster, without the demo fleet
  --speed N        how many times faster than in Azure the emulated Azure works (default: 10)
  --port N         port of the app on loopback (default: 7071; 0 takes a free one)
  --state FOLDER   where state and logs are kept while it runs (default: .local)
  --event-delivery WAY  how events reach the app: StorageQueue (default) or AzureFunction
  --empty          without the demo fleet: a single cluster, and nothing is known yet
  --no-build       take the app as it was built last

Exit codes: 0 ended as asked, 2 wrong arguments, 1 anything else; 128 and the signal's number when ended in its start.`;

const flags = {
  scenario: { type: 'string', default: 'healthy' },
  speed: { type: 'string', default: '10' },
  port: { type: 'string', default: '7071' },
  state: { type: 'string', default: '.local' },
  'event-delivery': { type: 'string', default: 'StorageQueue' },
  empty: { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
} as const;

interface StartOptions {
  scenario: string;
  speed: number;
  port: number;
  stateDirectory: string;
  eventDelivery: EventDelivery;
  /** With the demo fleet. */
  fleet: boolean;
  build: boolean;
}

function readOptions(): StartOptions {
  return readArguments(usage, flags, (values) => {
    if (values.state === '') throw new Error('--state must be a folder.');
    const eventDelivery = eventDeliveries.find((way) => way === values['event-delivery']);
    if (!eventDelivery) throw new Error(`--event-delivery must be ${eventDeliveries.join(' or ')}.`);
    const scenario = findScenario(values.scenario).name;
    return {
      scenario,
      fleet: scenario === 'healthy' && !values.empty,
      speed: parseNumber(values.speed, { name: '--speed', least: 1, most: 2000 }),
      port: parseNumber(values.port, { name: '--port', least: 0, most: 65_535, whole: true }),
      stateDirectory: resolve(values.state),
      eventDelivery,
      build: !values['no-build'],
    };
  });
}

/** Throws before anything is written when the folder or the port belongs to somebody else. */
async function claim({ stateDirectory, port }: StartOptions): Promise<void> {
  const folder = relative('', stateDirectory) || '.';
  const where = port === 0 ? 'a free port' : `http://127.0.0.1:${port}`;
  const claimed = await claimFolder(stateDirectory, `process ${process.pid}, on ${where}`);
  if (claimed.kind === 'taken')
    throw new Error(
      `The state folder ${folder} is taken: Kataproof runs there already (${claimed.by}), and nothing of it was touched. ` +
        'End that one, or start another beside it: npm start -- --port 7072 --state .local-2',
    );
  if (port !== 0 && !(await isPortFree(port)))
    throw new Error(
      `Port ${port} is taken: another program listens there. End that one, or choose another port: npm start -- --port 7072`,
    );
}

/**
 * The app keeps the time of everybody's clock here, so that every moment that it shows is a true one. In exchange it asks
 * more often and gives up sooner than in Azure, whose emulation is faster. Settings that are given win.
 */
function impatience(given: NodeJS.ProcessEnv): Record<string, string> {
  return unlessGiven(given, {
    KATAPROOF_POLL_SECONDS: '1',
    KATAPROOF_WATCH_SECONDS: '5',
    KATAPROOF_QUIET_SECONDS: '3',
    KATAPROOF_POOL_DEADLINE_MINUTES: '5',
    KATAPROOF_PAIR_DEADLINE_MINUTES: '1',
  });
}

function unlessGiven(given: NodeJS.ProcessEnv, settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, given[name] ?? value]));
}

async function serve(options: StartOptions, signal: AbortSignal): Promise<number> {
  await claim(options);
  if (options.build) {
    console.log('Building…');
    await buildApp(signal);
  }
  removeStackState(options.stateDirectory);
  const stack = await startLocalStack({
    ...options,
    hostSpeed: 1,
    settings: impatience(process.env),
    settingsFor: (emulator) =>
      unlessGiven(process.env, {
        // The nightly check can be rung then, and has something to prove.
        KATAPROOF_FLEET_SUBSCRIPTIONS: emulator.subscriptionId,
        KATAPROOF_SIGNING_KEY: emulator.signingKey,
        ...(options.fleet && settingsOfDemoFleet(emulator)),
      }),
    ...(options.fleet && withDemoFleet(signal)),
    signal,
    onStep: (step) => console.log(`Starting ${step}`),
  });
  try {
    const readyFile = join(options.stateDirectory, 'azure', 'ready.json');
    writeFileSync(readyFile, JSON.stringify(stack.emulator), { mode: 0o600 });
    if (options.fleet) await beginPresent(stack.host().ready, stack.emulator, signal);
    console.log(
      renderWelcome(stack.host().ready, stack.emulator, { readyFile, logs: stack.logDirectory, fleet: options.fleet }),
    );
    return await waitForEnd(stack, signal);
  } finally {
    await stack.stop();
    if (signal.aborted) console.log('Ended.');
  }
}

/** Until somebody asks for the end, or a part ends by itself. */
async function waitForEnd(stack: LocalStack, signal: AbortSignal): Promise<number> {
  const asked = new Promise<'asked'>((end) => {
    if (signal.aborted) end('asked');
    signal.addEventListener('abort', () => end('asked'));
  });
  const parts = { 'The Functions host': stack.host().ended, 'The emulated Azure': stack.emulatorEnded };
  const lost = Object.entries(parts).map(([name, ended]) => ended.then(() => name));
  const first = await Promise.race([asked, ...lost]);
  if (first === 'asked') return 0;
  console.error(`${first} has ended by itself, so the rest ends too. Logs: ${stack.logDirectory}`);
  return 1;
}

const signal = listenForEnd();
signal.addEventListener('abort', () =>
  console.log(`\n${signal.reason.message}: ending the Functions host, the emulated Azure and the tables.`),
);
process.exitCode = await serve(readOptions(), signal).catch((error: unknown) => exitCodeAfter(error, signal));
