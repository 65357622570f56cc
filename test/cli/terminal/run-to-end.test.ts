import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('a command ends with its own exit code, though nothing of what it waits for keeps the process', async () => {
  const script = `
    import { runToEnd } from './cli/command-line/run-to-end.ts';
    process.exit(await runToEnd(() => new Promise((end) => setImmediate(() => setTimeout(end, 1, 3).unref()))));`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await expect(run).rejects.toMatchObject({ code: 3 });
});
