import { somethingWentWrong } from './command-line/command.ts';
import { runToEnd } from './command-line/run-to-end.ts';
import { runCommandLine } from './run-command-line.ts';

/** Codes for a file that takes no more: the disk is full, or as much as the user or a file may have. */
const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];

let unwritten: string | null = null;

function hear(error: NodeJS.ErrnoException | null | undefined): void {
  // Who reads no further (`| head`) has seen enough: that is no failure to tell of.
  if (error && full.includes(error.code ?? '')) unwritten = error.message;
}

for (const stream of [process.stdout, process.stderr]) stream.on('error', hear);

/** The entry point that kataproof.cjs loads. */
async function main(): Promise<void> {
  const exitCode = await runToEnd(() => runCommandLine(process.argv.slice(2)));
  // What was written goes out first; connections that are kept alive do not keep the process.
  process.stdout.write('', (error) => {
    // The stream tells its last error here before it emits it.
    hear(error);
    if (unwritten !== null) process.stderr.write(`Not all was written: ${unwritten}\n`);
    process.exit(unwritten === null ? exitCode : exitCode || somethingWentWrong);
  });
}

void main();
