import { parseArgs } from 'node:util';
import { findDeadLetterFiles, readDeadLetters } from './dead-letters/read-dead-letters.ts';
import { replayEvent } from './dead-letters/replay-event.ts';

const usage = `Usage: KATAPROOF_EVENTS_KEY=… node scripts/replay-dead-letters.ts --url https://APP.azurewebsites.net PATH…

Gives dead-lettered events to the app again. PATH: a blob's file, or a folder of them (az storage blob download-batch).
The key is the app's system key (az functionapp keys list --query systemKeys.eventgrid_extension).
Events may be replayed as often as you like: each change of a pool is proven once.

Exit codes: 0 every event was acknowledged, 1 some were not, 2 wrong arguments.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { url: { type: 'string' } }, allowPositionals: true });
  const key = process.env['KATAPROOF_EVENTS_KEY'];
  if (!values.url || !URL.canParse(values.url) || !key || positionals.length === 0) {
    console.error(usage);
    return 2;
  }
  const target = { baseUrl: values.url.replace(/\/+$/, ''), key };
  const count = { replayed: 0, failed: 0 };
  for (const file of await findDeadLetterFiles(positionals)) {
    for (const letter of await readDeadLetters(file)) {
      const { ok, outcome } = await replayEvent(target, letter);
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${letter.id} ${letter.type} -> ${outcome}`);
      count[ok ? 'replayed' : 'failed']++;
    }
  }
  console.log(`${count.replayed} events replayed, ${count.failed} failed.`);
  return count.failed > 0 ? 1 : 0;
}

process.exitCode = await main();
