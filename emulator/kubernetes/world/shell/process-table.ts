import type { InMemoryFs } from 'just-bash';

export interface ProcessTable {
  /** Returns the id of the new process. */
  start(command: string): number;
  end(pid: number): Promise<void>;
  list(): { pid: number; command: string }[];
}

/** Creates the table of a container's processes, each with its folder in /proc. */
export function createProcessTable(files: InMemoryFs): ProcessTable {
  const processes = new Map<number, string>();
  let nextPid = 1;
  return {
    start(command) {
      const pid = nextPid++;
      processes.set(pid, command);
      for (const [path, content] of Object.entries(processFiles(pid, command))) files.writeFileSync(path, content);
      return pid;
    },
    async end(pid) {
      processes.delete(pid);
      await files.rm(`/proc/${pid}`, { recursive: true, force: true });
    },
    list: () => [...processes].map(([pid, command]) => ({ pid, command })),
  };
}

function processFiles(pid: number, command: string): Record<string, string> {
  const name = (command.split(' ')[0] ?? 'sh').replace(/^.*\//, '').slice(0, 15);
  return {
    [`/proc/${pid}/comm`]: `${name}\n`,
    [`/proc/${pid}/cmdline`]: `${command.replaceAll(' ', '\0')}\0`,
    [`/proc/${pid}/stat`]: `${pid} (${name}) S 0 ${pid} ${pid} 0 -1 4194560 98 0 0 0 0 0 0 0 20 0 1 0 12 4513792 231\n`,
    [`/proc/${pid}/status`]: `Name:\t${name}\nState:\tS (sleeping)\nPid:\t${pid}\nPPid:\t0\n`,
  };
}
