import { resolve } from 'node:path';
import { oneLine } from '../shared/plain/one-line.ts';
import { readDeadLetters } from './dead-letters/read-dead-letters.ts';
import { replayEvent } from './dead-letters/replay-event.ts';
import { listenForEnd } from './terminal/listen-for-end.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: KATAPROOF_EVENTS_KEY=… npm run replay-dead-letters -- --url https://APP.azurewebsites.net PATH…

Gives dead-lettered events to the app again. PATH: a blob's file, or a folder of them (az storage blob download-batch).
The key is the app's system key (az functionapp keys list --query systemKeys.eventgrid_extension).
Events may be replayed as often as you like: each change of a pool is proven once. A file that cannot be read is
reported, and the others are replayed all the same.

Exit codes: 0 every event was acknowledged, 1 some were not or could not be read, 2 wrong arguments.`;

interface ReplayOptions {
  target: { baseUrl: string; key: string };
  paths: string[];
}

function readOptions(): ReplayOptions {
  const flags = { url: { type: 'string' } } as const;
  return readArguments(
    usage,
    flags,
    ({ url }, paths) => {
      const key = process.env['KATAPROOF_EVENTS_KEY'];
      if (!url || !URL.canParse(url)) throw new Error('--url must be the address of the app.');
      if (!key) throw new Error('KATAPROOF_EVENTS_KEY is not set.');
      if (paths.length === 0) throw new Error('No PATH is named.');
      // npm runs its scripts in the package's folder, wherever it was called.
      const calledIn = process.env['INIT_CWD'] ?? '.';
      return { target: { baseUrl: url.replace(/\/+$/, ''), key }, paths: paths.map((path) => resolve(calledIn, path)) };
    },
    true,
  );
}

async function replay({ target, paths }: ReplayOptions): Promise<number> {
  const count = { replayed: 0, failed: 0, unreadable: 0 };
  for await (const letter of readDeadLetters(paths)) {
    if ('problem' in letter) {
      console.log(oneLine(`UNREADABLE ${letter.file}: ${letter.problem}`));
      count.unreadable++;
      continue;
    }
    const { ok, outcome } = await replayEvent(target, letter);
    console.log(oneLine(`${ok ? 'ok    ' : 'FAILED'} ${letter.id} ${letter.type} -> ${outcome}`));
    count[ok ? 'replayed' : 'failed']++;
  }
  const more = count.unreadable > 0 ? `, ${count.unreadable} unreadable` : '';
  console.log(`${count.replayed} events replayed, ${count.failed} failed${more}.`);
  return count.failed + count.unreadable > 0 ? 1 : 0;
}

// Nothing has to be ended in an order: what was acknowledged is, and the rest may be replayed again.
listenForEnd().addEventListener('abort', () => process.exit());
process.exitCode = await replay(readOptions());
