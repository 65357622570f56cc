import { runToEnd } from './command-line/run-to-end.ts';
import { runCommandLine } from './run-command-line.ts';

// Who reads no further (`| head`) has seen enough: that is no failure to tell of.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** The entry point that kataproof.cjs loads. */
async function main(): Promise<void> {
  const exitCode = await runToEnd(() => runCommandLine(process.argv.slice(2)));
  // What was written goes out first; connections that are kept alive do not keep the process.
  process.stdout.write('', () => process.exit(exitCode));
}

void main();
