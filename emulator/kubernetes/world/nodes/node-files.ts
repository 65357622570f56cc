import type { InMemoryFs } from 'just-bash';
import { loadShellLibrary } from '../shell/shell-library.ts';
import type { Machine } from './machine.ts';

/** The files of a node's own system, by path. */
const filesOf = ({ name, kernel, pool }: Machine): Record<string, string> => ({
  '/etc/hostname': `${name}\n`,
  '/etc/os-release': /ubuntu/i.test(pool.osSku)
    ? 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\nNAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\n'
    : 'NAME="Microsoft Azure Linux"\nVERSION_ID="3.0"\nID=azurelinux\nPRETTY_NAME="Microsoft Azure Linux 3.0"\n',
  '/proc/version': `${kernel.build}\n`,
  '/proc/sys/kernel/osrelease': `${kernel.release}\n`,
  '/proc/sys/kernel/random/boot_id': `${kernel.bootId}\n`,
  '/var/log/pods/.keep': '',
});

/** The processes that a pod with `hostPID` sees besides its own. */
export const nodeProcesses: readonly string[] = [
  '/usr/lib/systemd/systemd --switched-root --system',
  '/usr/lib/systemd/systemd-journald',
  '/usr/bin/containerd',
  '/usr/local/bin/kubelet --config=/etc/default/kubeletconfig.json',
];

/** Opens a folder of a node. All pods that mount the same path share it. */
export async function openHostPath(machine: Machine, path: string): Promise<InMemoryFs> {
  const { InMemoryFs: Files } = await loadShellLibrary();
  const folder = path.replace(/\/+$/, '');
  const known = machine.hostPaths.get(folder);
  if (known) return known;
  const files = new Files();
  machine.hostPaths.set(folder, files);
  for (const [file, content] of Object.entries(filesOf(machine)))
    if (file.startsWith(`${folder}/`)) files.writeFileSync(file.slice(folder.length), content);
  return files;
}
