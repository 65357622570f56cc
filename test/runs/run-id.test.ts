import { expect, test } from '@jest/globals';
import { createRunId, isRunId } from '../../shared/runs/run-id.ts';

test('a later run sorts before an earlier one', () => {
  const earlier = createRunId(Date.UTC(2026, 0, 1), 'aaaaaaaaaa');
  const later = createRunId(Date.UTC(2026, 0, 1) + 1, 'zzzzzzzzzz');
  expect([earlier, later].sort()).toEqual([later, earlier]);
});

test('knows its own ids and nothing else', () => {
  expect(isRunId(createRunId(Date.now(), '0123456789'))).toBe(true);
  for (const text of ['', '1', "0' or 1 eq 1", '../x', `${createRunId(0, '0123456789')}/`])
    expect(isRunId(text)).toBe(false);
});
