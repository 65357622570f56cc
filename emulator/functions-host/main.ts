import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { format } from 'node:util';
import { AppLoadError } from './app/load-app.ts';
import { createLog } from './app/log.ts';
import { type CommandLine, CommandLineError, parseCommandLine, usage } from './command-line.ts';
import type { HubRecord } from './durable/hub/hub-record.ts';
import type { DurableWriteHooks } from './durable/hub/task-hub.ts';
import { startHost } from './start-host.ts';

const standardError = 2;

/** How long a stopping host waits for running invocations, in milliseconds. */
const shutdownGraceMs = 2_000;

const writeLog = (line: string): void => void writeSync(standardError, line);
const log = createLog(writeLog);

/** Kills this process at the durable write that `crashAt` names, as the loss of the machine would. */
function crashHooks(crashAt: CommandLine['crash-at']): DurableWriteHooks {
  const at = (moment: 'before' | 'after') => (count: number, record: HubRecord) => {
    if (crashAt?.moment !== moment || crashAt.count !== count) return;
    writeLog(`crashing ${moment} durable write ${count} (${record.type})\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  return { before: at('before'), after: at('after') };
}

/** Sends what the app prints to the log. Standard output must have only the line that says that the host is ready. */
function redirectConsole(): void {
  const levels = { log: 'information', info: 'information', debug: 'debug', warn: 'warning', error: 'error' } as const;
  for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[name] = (...args: unknown[]) => log(levels[name], 'Host.Function.Console', format(...args));
  }
}

async function main(): Promise<void> {
  const commandLine = parseCommandLine(process.argv.slice(2));
  if (commandLine === 'help') return void process.stdout.write(`${usage}\n`);
  const { 'crash-at': crashAt, ...options } = commandLine;
  redirectConsole();
  const host = await startHost({ ...options, hooks: crashHooks(crashAt), writeLog });
  const stop = (): void => {
    setTimeout(() => process.exit(0), shutdownGraceMs).unref();
    void host.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { baseUrl, functions, masterKey } = host;
  // When NODE_COMPILE_CACHE is set, this makes the next start quicker, even if this process is later killed by SIGKILL.
  flushCompileCache();
  process.stdout.write(`${JSON.stringify({ ready: true, baseUrl, functions, masterKey })}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  const isForPeople = error instanceof AppLoadError || error instanceof CommandLineError;
  const detail = isForPeople || !(error instanceof Error) ? message : (error.stack ?? message);
  log('critical', 'Host.Startup', detail);
  process.exit(1);
});
