import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { secondsSince } from './script.ts';

/** The command as npm installs it. */
export const command = fileURLToPath(new URL('../../dist/cli/kataproof.cjs', import.meta.url));

/**
 * Runs `kataproof prove` in a process of its own. Resolves with the seconds from its start until it told the verdict, and
 * until it ended. Rejects for any verdict but that the node is isolated.
 */
export async function proveCold(kubeconfig: string): Promise<{ untilVerdict: number; untilEnd: number }> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [command, 'prove', '--kubeconfig', kubeconfig], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, untilVerdict] = ['', Number.NaN];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (Number.isNaN(untilVerdict) && /Verdict: \w/.test(text)) untilVerdict = secondsSince(startMs);
    });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`kataproof prove ended with ${code}:\n${text}`);
  return { untilVerdict, untilEnd: secondsSince(startMs) };
}
