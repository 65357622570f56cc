import { expect, test } from '@jest/globals';
import { readableEnd } from '../../scripts/local-stack/start-service.ts';

test('the end of a log has a line for each mistake, and no places in code', () => {
  const log = [
    '2026-01-01T00:00:00.000Z [information] Host.Startup: begins',
    String.raw`2026-01-01T00:00:01.000Z [critical] Host.Startup: KataproofError: Settings are wrong:\n- ONE must be x\n- TWO must be y\n    at readSettings (/app/dist/main.cjs:1:2)\n    at node:internal/x`,
    '',
  ].join('\n');
  expect(readableEnd(log).split('\n')).toEqual([
    '2026-01-01T00:00:00.000Z [information] Host.Startup: begins',
    '2026-01-01T00:00:01.000Z [critical] Host.Startup: KataproofError: Settings are wrong:',
    '- ONE must be x',
    '- TWO must be y',
  ]);
});
