import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import type { TestStack } from '../support/main-app/start-test-stack.ts';

/** Runs kubectl against the emulated cluster of a stack; null where there is none on this machine. */
export function kubectl(
  { emulator }: TestStack,
  words: string[],
  input: string,
): Promise<{ code: number; out: string; err: string } | null> {
  const { adminKubeconfig } = emulator;
  const env = { PATH: process.env['PATH'] ?? '', KUBECONFIG: adminKubeconfig, HOME: dirname(adminKubeconfig) };
  return new Promise((resolve) => {
    const child = execFile('kubectl', words, { env }, (error, out, err) => {
      if (error && error.code === 'ENOENT') resolve(null);
      else resolve({ code: error ? 1 : 0, out, err });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
