import { resolve } from 'node:path';
import { listenForEnd } from '../cli/terminal/listen-for-end.ts';
import { oneLine } from '../shared/plain/one-line.ts';
import { readDeadLetters } from './dead-letters/read-dead-letters.ts';
import type { Replay } from './dead-letters/replay.ts';
import { type FunctionsTarget, replayToFunctions } from './dead-letters/replay-to-functions.ts';
import type { QueueTarget } from './dead-letters/replay-to-queue.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run replay-dead-letters -- --queue https://ACCOUNT.queue.core.windows.net/cluster-events PATH…
       KATAPROOF_EVENTS_KEY=… npm run replay-dead-letters -- --url https://APP.azurewebsites.net PATH…

Gives dead-lettered events to the app again. PATH: a blob's file, or a folder of them (az storage blob download-batch);
or messages of the poison queue (az storage message peek).

--queue  puts them into the queue that the app listens to, whichever way Event Grid delivers. Whoever is signed in (az
         login) needs the role Storage Queue Data Message Sender at the queue; whoever deployed the app has it. With a
         connection string in AzureWebJobsStorage, as on a laptop, the name of the queue will do.
--url    calls the functions that Event Grid can call: for an event of more than 64 KiB, which no message holds. The key
         is the app's system key (az functionapp keys list --query systemKeys.eventgrid_extension).

Events may be replayed as often as you like: each change of a pool is proven once. A file that cannot be read is
reported, and the others are replayed all the same.

Exit codes: 0 every event was taken, 1 some were not or could not be read, 2 wrong arguments.`;

interface ReplayOptions {
  target: { url: FunctionsTarget } | { queue: QueueTarget };
  paths: string[];
}

function readOptions(): ReplayOptions {
  const flags = { url: { type: 'string' }, queue: { type: 'string' } } as const;
  return readArguments(
    usage,
    flags,
    ({ url, queue }, paths) => {
      if ((url === undefined) === (queue === undefined)) throw new Error('Name one of --queue and --url.');
      const target = queue === undefined ? { url: readFunctions(url ?? '') } : { queue: readQueue(queue) };
      if (paths.length === 0) throw new Error('No PATH is named.');
      // npm runs its scripts in the package's folder, wherever it was called.
      const calledIn = process.env['INIT_CWD'] ?? '.';
      return { target, paths: paths.map((path) => resolve(calledIn, path)) };
    },
    true,
  );
}

function readFunctions(url: string): FunctionsTarget {
  const key = process.env['KATAPROOF_EVENTS_KEY'];
  if (!URL.canParse(url)) throw new Error('--url must be the address of the app.');
  if (!key) throw new Error('KATAPROOF_EVENTS_KEY is not set.');
  return { baseUrl: url.replace(/\/+$/, ''), key };
}

function readQueue(queue: string): QueueTarget {
  if (/^https:\/\/[^/?]+\/[^/?]+$/.test(queue)) return { queue, connectionString: null };
  const connectionString = process.env['AzureWebJobsStorage'];
  if (/^[a-z0-9-]+$/.test(queue) && connectionString) return { queue, connectionString };
  throw new Error(
    '--queue must be the address of the queue (https://ACCOUNT.queue.core.windows.net/QUEUE), or its name where AzureWebJobsStorage has a connection string.',
  );
}

/** The clients of the queue are loaded only for it: they take a second. */
async function openTarget(target: ReplayOptions['target']): Promise<Replay> {
  if ('url' in target) return replayToFunctions(target.url);
  const { replayToQueue } = await import('./dead-letters/replay-to-queue.ts');
  return replayToQueue(target.queue);
}

async function replay({ target, paths }: ReplayOptions): Promise<number> {
  const replayEvent = await openTarget(target);
  const count = { replayed: 0, failed: 0, unreadable: 0 };
  for await (const letter of readDeadLetters(paths)) {
    if ('problem' in letter) {
      console.log(oneLine(`UNREADABLE ${letter.file}: ${letter.problem}`));
      count.unreadable++;
      continue;
    }
    const { ok, outcome } = await replayEvent(letter);
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
