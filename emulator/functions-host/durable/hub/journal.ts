import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { applyRecord, applySnapshot, emptyHub, takeSnapshot } from './apply-record.ts';
import type { HubRecord, HubState, Snapshot } from './hub-record.ts';

/** The task hub on disk. Each durable write appends one line of JSON. Opening the journal compacts it. */
export interface Journal {
  /**
   * Returns once the operating system has the record. The record survives the death of this process, but perhaps not
   * that of the machine.
   */
  append(record: HubRecord): void;
  close(): void;
}

function parseLine(line: string): HubRecord | Snapshot | undefined {
  try {
    return JSON.parse(line) as HubRecord | Snapshot;
  } catch {
    return undefined;
  }
}

/**
 * Rebuilds the hub from a journal's text. A last line that is incomplete because the host was killed is ignored. Throws
 * for a broken line before the last, because the history after it cannot be trusted.
 */
export function parseJournal(text: string): HubState {
  const lines = text.split('\n');
  const lastIsWhole = lines.at(-1) === '';
  let hub = emptyHub();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const isLast = index === lines.length - 1 || (lastIsWhole && index === lines.length - 2);
    const record = parseLine(line);
    if (record === undefined && isLast) continue;
    if (record === undefined) throw new Error(`Line ${index + 1} of the task hub's journal is damaged.`);
    if (record.type === 'snapshot') hub = applySnapshot(record);
    else applyRecord(hub, record);
  }
  return hub;
}

/**
 * Opens the journal at `path`, or makes it, and compacts it to one snapshot. The snapshot is written to a new file that
 * then replaces the old one, so that a crash loses nothing. Throws when the journal is damaged.
 */
export function openJournal(path: string): { hub: HubState; journal: Journal } {
  mkdirSync(dirname(path), { recursive: true });
  const hub = parseJournal(existsSync(path) ? readFileSync(path, 'utf8') : '');
  writeFileSync(`${path}.new`, `${JSON.stringify(takeSnapshot(hub))}\n`);
  renameSync(`${path}.new`, path);
  const file = openSync(path, 'a');
  return {
    hub,
    journal: {
      append: (record) => void writeSync(file, `${JSON.stringify(record)}\n`),
      close: () => closeSync(file),
    },
  };
}
