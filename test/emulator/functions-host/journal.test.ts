import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HubRecord } from '../../../emulator/functions-host/durable/hub/hub-record.ts';
import { openJournal, parseJournal } from '../../../emulator/functions-host/durable/hub/journal.ts';
import { createStateFolder } from './host-process.ts';

function created(instanceId: string, atMs: number): HubRecord {
  const instance = { instanceId, executionId: `x${instanceId}`, name: 'n', version: '', inputJson: null, parent: null };
  return { type: 'instance-created', atMs, clockOffsetMs: 7, instance };
}

let folder: ReturnType<typeof createStateFolder>;
let path: string;
beforeEach(() => {
  folder = createStateFolder();
  path = join(folder.path, 'hub.jsonl');
});
afterEach(() => folder.remove());

describe('the journal', () => {
  test('gives back what was appended, with the latest time and offset', () => {
    const { journal } = openJournal(path);
    journal.append(created('a', 100));
    journal.append(created('b', 90));
    journal.close();
    const { hub } = openJournal(path);
    expect([...hub.instances.keys()]).toEqual(['a', 'b']);
    expect(hub).toMatchObject({ atMs: 100, clockOffsetMs: 7 });
  });

  test('is whole again when its last line was torn at any byte', () => {
    const { journal } = openJournal(path);
    journal.append(created('a', 1));
    journal.close();
    const whole = readFileSync(path, 'utf8');
    const last = `${JSON.stringify(created('b', 2))}\n`;
    for (let bytes = 0; bytes < last.length - 1; bytes += 1) {
      expect([...parseJournal(whole + last.slice(0, bytes)).instances.keys()]).toEqual(['a']);
    }
    expect([...parseJournal(whole + last).instances.keys()]).toEqual(['a', 'b']);
  });

  test('goes on behind a torn line without being spoiled by it', () => {
    openJournal(path).journal.close();
    appendFileSync(path, '{"type":"instance-cr');
    const { journal } = openJournal(path);
    journal.append(created('a', 1));
    journal.close();
    expect([...openJournal(path).hub.instances.keys()]).toEqual(['a']);
  });

  test('is refused when a line before the last is damaged', () => {
    const text = `${JSON.stringify(created('a', 1))}\n{"type"\n${JSON.stringify(created('b', 2))}\n`;
    expect(() => parseJournal(text)).toThrow("Line 2 of the task hub's journal is damaged.");
  });

  test('is compacted to one line when it is opened', () => {
    const { journal } = openJournal(path);
    for (let n = 0; n < 20; n += 1) journal.append(created('a', n));
    journal.close();
    openJournal(path).journal.close();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('drops what is about an execution that is over', () => {
    const old = { TaskScheduledId: 0, EventId: -1, IsPlayed: false, Timestamp: '', Result: '1' };
    const late: HubRecord = {
      type: 'activity-finished',
      atMs: 3,
      clockOffsetMs: 0,
      instanceId: 'a',
      executionId: 'an earlier one',
      taskId: 0,
      event: { EventType: 5, ...old },
    };
    const hub = parseJournal([created('a', 1), late].map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect(hub.instances.get('a')?.inbox).toHaveLength(1);
  });
});
