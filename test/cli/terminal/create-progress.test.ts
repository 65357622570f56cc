import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createProgress } from '../../../cli/terminal/create-progress.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** An output that is no terminal. */
function startLog() {
  const out = new PassThrough();
  let said = '';
  out.on('data', (part) => {
    said += part;
  });
  return { progress: createProgress(out as unknown as NodeJS.WriteStream), lines: () => said.split('\n').slice(0, -1) };
}

test('a plain log says each minute what it still waits for', () => {
  const { progress, lines } = startLog();
  progress.tell({ step: 'Waiting for pool kata', percent: 10, detail: 'Creating' });
  jest.advanceTimersByTime(59_000);
  expect(lines()).toEqual(['   0.0s   10%  Waiting for pool kata – Creating']);
  jest.advanceTimersByTime(61_000);
  expect(lines().slice(1)).toEqual([
    '  60.0s        still: Waiting for pool kata',
    ' 120.0s        still: Waiting for pool kata',
  ]);
  progress.end();
  jest.advanceTimersByTime(600_000);
  expect(lines()).toHaveLength(3);
});

test('a plain log that has news is not repeated', () => {
  const { progress, lines } = startLog();
  for (let minute = 0; minute < 5; minute++) {
    progress.tell({ step: `Step ${minute}`, percent: minute, detail: null });
    jest.advanceTimersByTime(50_000);
  }
  expect(lines()).toHaveLength(5);
  progress.end();
});
