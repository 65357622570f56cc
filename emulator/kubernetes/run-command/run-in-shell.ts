import type { Clock } from '../../seams/clock.ts';
import type { AttachedFile } from '../../seams/cluster-command.ts';
import { noLimits } from '../world/shell/container-sandbox.ts';
import { loadShellLibrary } from '../world/shell/shell-library.ts';
import type { CallApi } from './kubectl/call-api.ts';
import { runKubectl } from './kubectl/kubectl.ts';

/** The folder that commands start in, with the attached files. */
const folder = '/command-files';

/**
 * Runs a script in a shell with kubectl, as the image of `az aks command invoke` has it ("provides kubectl and helm";
 * "jq, xargs, grep, and awk are available for Bash support"). helm is not emulated.
 */
export async function runInShell(
  script: string,
  files: readonly AttachedFile[],
  call: CallApi,
  { clock, speed }: { clock: Clock; speed: number },
): Promise<{ exitCode: number; output: string }> {
  const { Bash, InMemoryFs, defineCommand } = await loadShellLibrary();
  const fs = new InMemoryFs();
  for (const place of [folder, '/tmp']) fs.mkdirSync(place, { recursive: true });
  for (const { path, content } of files) fs.writeFileSync(`${folder}/${path}`, content);
  const shell = new Bash({
    fs,
    cwd: folder,
    env: { HOME: '/root', PATH: '/usr/local/bin:/usr/bin:/bin' },
    defenseInDepth: false,
    executionLimits: noLimits,
    customCommands: [
      defineCommand('kubectl', (args, context) =>
        runKubectl(args, call, {
          readFile: (path) => fs.readFile(fs.resolvePath(context.cwd, path)),
          stdin: () => Buffer.from(String(context.stdin), 'latin1').toString('utf8'),
        }),
      ),
      defineCommand('helm', async () => ({ stdout: '', stderr: 'helm is not emulated\n', exitCode: 1 })),
      // Seconds of the cluster, whose time passes faster.
      defineCommand('sleep', async ([seconds = '0']) => {
        await new Promise<void>((resolve) => void clock.after((Number.parseFloat(seconds) * 1000) / speed, resolve));
        return { stdout: '', stderr: '', exitCode: 0 };
      }),
    ],
  });
  const { stdout, stderr, exitCode } = await shell.exec(script, { rawScript: true });
  return { exitCode, output: `${stdout}${stderr}` };
}
