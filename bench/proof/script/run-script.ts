import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('by-hand.sh', import.meta.url));

/**
 * The file of kubectl; null where there is none on the PATH. The one of Google's SDK asks the cluster for its version first
 * and starts another one that lies beside it: that is taken at once, for no other user of AKS pays for the detour.
 */
export function findKubectl(): string | null {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v kubectl && kubectl version --client'], {
    encoding: 'utf8',
  });
  if (status !== 0) return null;
  const file = realpathSync(stdout.split('\n')[0] ?? '');
  if (!stdout.includes('-dispatcher')) return file;
  const beside = readdirSync(dirname(file)).filter((name) => /^kubectl\.1\.\d+$/.test(name));
  const newest = beside.sort().at(-1);
  return newest === undefined ? file : join(dirname(file), newest);
}

/** The kubectl script of a user, with a home of its own, in which kubectl keeps what it has discovered. */
export interface Script {
  /** Runs it to its end. Throws with what it said when it failed. */
  run(): Promise<void>;
  /** Removes the home. */
  end(): void;
}

/** What a report says where there is no kubectl. */
export const noScript = 'NOT COMPARED WITH THE KUBECTL SCRIPT: there is no kubectl on the PATH.';

/** Opens the script on the cluster of a kubeconfig; null where there is no kubectl. */
export function openScript(kubeconfig: string): Script | null {
  const kubectl = findKubectl();
  if (kubectl === null) return null;
  const home = mkdtempSync(join(tmpdir(), 'kataproof-script-'));
  mkdirSync(join(home, 'bin'));
  symlinkSync(kubectl, join(home, 'bin', 'kubectl'));
  const PATH = [join(home, 'bin'), process.env['PATH']].join(delimiter);
  return {
    async run() {
      const child = spawn('sh', [script], {
        env: { PATH, HOME: home, KUBECONFIG: kubeconfig },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (part: string) => {
          said += part;
        });
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`The kubectl script ended with exit code ${code}:\n${said}`);
    },
    end: () => rmSync(home, { recursive: true, force: true }),
  };
}
