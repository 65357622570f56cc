import type { Command } from './command.ts';

/** A command as the help lists it. Its code is loaded when it is called. */
interface ListedCommand {
  name: string;
  /** One line. */
  summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'prove',
    summary: 'proves the Kata nodes of a cluster by a kubeconfig alone',
    load: async () => (await import('./prove.ts')).prove,
  },
];
