import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import type { TestStack } from '../main-app/start-test-stack.ts';

/**
 * Runs kubectl against the emulated cluster of a stack, as its administrator where no other kubeconfig is named; null where
 * there is no kubectl on this machine.
 */
export function kubectl(
  { emulator }: TestStack,
  words: string[],
  input: string,
  { kubeconfig = emulator.adminKubeconfig, path = process.env['PATH'] ?? '' } = {},
): Promise<{ code: number; out: string; err: string } | null> {
  const env = { PATH: path, KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) };
  return new Promise((resolve) => {
    const child = execFile('kubectl', words, { env }, (error, out, err) => {
      if (error && error.code === 'ENOENT') resolve(null);
      else resolve({ code: error ? 1 : 0, out, err });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
