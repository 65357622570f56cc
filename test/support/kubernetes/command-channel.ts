import type { KubernetesClusters } from '../../../emulator/seams/kubernetes-clusters.ts';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { ClusterCommands, CommandChannel } from '../../../shared/ports/cluster-commands.ts';

/** Runs commands in an emulated cluster as Azure does, without Azure around it. Every script is kept in `scripts`. */
export function commandsIn(
  clusters: Pick<KubernetesClusters, 'runCommand'>,
  clusterId: string,
  readToken: () => Promise<string>,
  outputBytes = 512 * 1024,
): ClusterCommands & { scripts: string[] } {
  const scripts: string[] = [];
  let commands = 0;
  const channel: CommandChannel = {
    readToken,
    async run({ script, token }) {
      scripts.push(script);
      const id = String(++commands).padStart(32, '0');
      const end = await clusters.runCommand(clusterId, { id, command: script, files: [], token, outputBytes });
      if (end.end !== 'ran') throw new KataproofError('RunCommandFailed', JSON.stringify(end));
      return { output: end.logs };
    },
  };
  return {
    scripts,
    readAccess: async () => ({ privateCluster: true, authorizedRanges: false, runCommandDisabled: false }),
    openChannel: async () => channel,
  };
}
