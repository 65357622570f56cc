import { describe, expect, test } from '@jest/globals';
import { judgeWrite, refusalOf } from '../../../../../emulator/kubernetes/world/shell/judge-write.ts';
import { streamPaths } from '../../../../../emulator/kubernetes/world/shell/stream-output.ts';

const policy = {
  readOnlyRoot: true,
  terminationLogPath: '/var/log/last-words',
  volumes: [
    { mountPath: '/scratch', readOnly: false },
    { mountPath: '/config', readOnly: true },
  ],
};
const none: ReadonlySet<string> = new Set();
const judge = (path: string, more: { length?: number; encoding?: unknown; dropped?: ReadonlySet<string> } = {}) =>
  judgeWrite(policy, more.dropped ?? none, { path, length: more.length ?? 1, encoding: more.encoding ?? 'utf8' });

describe('a write into a container whose root is read-only', () => {
  test.each(['/scratch/a', '/dev/null', '/proc/x', '/var/log/last-words'])('is stored at %s', (path) => {
    expect(judge(path)).toEqual({ outcome: 'store' });
    expect(refusalOf(policy, path)).toBeNull();
  });

  test.each(['/a', '/config/a', '/scratchpad', '/var/log/other'])('is refused to a command at %s', (path) => {
    const message = `EROFS: read-only file system, open '${path}'`;
    expect(judge(path)).toEqual({ outcome: 'refuse', message });
    expect(refusalOf(policy, path)).toBe(message);
  });

  test("is dropped from a redirection: with a shell's words when it opens its target, then in silence", () => {
    const message = "sh: can't create /a: Read-only file system\n";
    expect(judge('/a', { length: 0, encoding: 'binary' })).toEqual({ outcome: 'drop', message });
    expect(judge('/a', { dropped: new Set(['/a']) })).toEqual({ outcome: 'drop', message: null });
    expect(judge('/b', { dropped: new Set(['/a']) }).outcome).toBe('refuse');
  });

  test('goes to the log at the paths of the streams', () => {
    expect(judge(streamPaths.stdout)).toEqual({ outcome: 'stream', stream: 'stdout' });
    expect(judge(streamPaths.stderr)).toEqual({ outcome: 'stream', stream: 'stderr' });
  });
});

test('a root that is not read-only takes everything but what goes to read-only volumes', () => {
  const open = { ...policy, readOnlyRoot: false };
  expect(refusalOf(open, '/a')).toBeNull();
  expect(refusalOf(open, '/config/a')).not.toBeNull();
});
