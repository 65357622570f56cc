import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const statusSchema = z.object({ lastMs: z.number().optional(), nextMs: z.number().optional() });

/** When a timer function last ran and when it runs next, in milliseconds since the epoch. */
export interface ScheduleStatus {
  lastMs?: number | undefined;
  nextMs?: number | undefined;
}

/** The schedule status of each timer function. The real host keeps it in blobs. */
export interface ScheduleStore {
  read(name: string): ScheduleStatus;
  write(name: string, status: ScheduleStatus): void;
}

/**
 * Opens a store that keeps every status in one JSON file and replaces that file at each write. Throws when the file is
 * not valid.
 */
export function openScheduleStore(path: string): ScheduleStore {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
  const statuses: Record<string, ScheduleStatus> = z.record(z.string(), statusSchema).parse(JSON.parse(text));
  return {
    read: (name) => statuses[name] ?? {},
    write(name, status) {
      statuses[name] = status;
      writeFileSync(`${path}.new`, JSON.stringify(statuses));
      renameSync(`${path}.new`, path);
    },
  };
}
