import type { Clock } from '../../../../seams/clock.ts';
import type { CommandEnd } from '../../../../seams/cluster-command.ts';
import { clusterKey, type ManagedCluster } from '../resources/managed-cluster.ts';

export type CommandResult = { state: 'running' } | { state: 'ended'; end: CommandEnd };

/** The commands that Azure knows the end of, or that run. */
export interface CommandResults {
  begin(cluster: ManagedCluster, id: string, run: () => Promise<CommandEnd>): void;
  /** Null for a command that there never was, or whose result is no longer kept. */
  read(cluster: ManagedCluster, id: string): CommandResult | null;
}

/** How long a result is kept, in emulated milliseconds. Azure does not publish it. */
const keptForMs = 3_600_000;

/** Creates the store of results. */
export function createCommandResults(clock: Clock, speed: number): CommandResults {
  const results = new Map<string, CommandResult & { endedAtMs?: number }>();
  const keyOf = (cluster: ManagedCluster, id: string) => `${clusterKey(cluster)}/${id.toLowerCase()}`;
  return {
    read(cluster, id) {
      const result = results.get(keyOf(cluster, id));
      if (!result || clock.now() - (result.endedAtMs ?? clock.now()) > keptForMs / speed) return null;
      return result;
    },
    begin(cluster, id, run) {
      const key = keyOf(cluster, id);
      results.set(key, { state: 'running' });
      run().then(
        (end) => {
          results.set(key, { state: 'ended', end, endedAtMs: clock.now() });
        },
        (error: unknown) => {
          results.delete(key);
          process.stderr.write(`emulator: command ${id}: ${String(error)}\n`);
        },
      );
    },
  };
}
