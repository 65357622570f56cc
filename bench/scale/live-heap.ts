import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import { parseJournal } from '../../emulator/functions-host/durable/hub/journal.ts';

/** Settings of a host whose live heap can be read; see openHeap. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** The heap of another process. */
export interface Heap {
  /** The bytes that are alive there: garbage is collected first. */
  readLiveBytes(): Promise<number>;
  close(): void;
}

/** Connects to the inspector of the host that has this log. Throws when the log does not name it. */
export async function openHeap(logPath: string): Promise<Heap> {
  const url = /Debugger listening on (ws:\S+)/.exec(readFileSync(logPath, 'utf8'))?.[1];
  if (!url) throw new Error(`${logPath} names no inspector.`);
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  let asked = 0;
  const ask = (method: string) =>
    new Promise<{ usedSize?: number }>((resolve) => {
      const id = ++asked;
      const listen = (text: Buffer) => {
        const answer = JSON.parse(text.toString()) as { id?: number; result?: { usedSize?: number } };
        if (answer.id !== id) return;
        socket.off('message', listen);
        resolve(answer.result ?? {});
      };
      socket.on('message', listen);
      socket.send(JSON.stringify({ id, method }));
    });
  return {
    async readLiveBytes() {
      await ask('HeapProfiler.collectGarbage');
      return (await ask('Runtime.getHeapUsage')).usedSize ?? Number.NaN;
    },
    close: () => socket.close(),
  };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function liveBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/**
 * The bytes that the task hub with this journal holds in the memory of its host: as much as it takes here. In Azure it is
 * in storage, and not in the memory of the app.
 */
export function hubBytes(journal: string): number {
  const before = liveBytes();
  const hub = parseJournal(journal);
  const after = liveBytes();
  // The hub must be alive until here.
  return hub.instances.size > 0 ? after - before : 0;
}
