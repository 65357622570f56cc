import { parseNumber, readArguments } from '../scripts/terminal/read-arguments.ts';
import { checkNight } from '../test/support/fleet/check-night.ts';
import { fleetSeeds, spendNight, startFleetStack } from '../test/support/fleet/fleet-night.ts';

const usage = `Usage: npm run bench:prove-fleet -- [--clusters N] [--pools N] [--no-kill]

A night of the whole fleet, with the host killed in its middle. It fails when a pool was not proven, was proven twice, or
ARM throttled us.

Exit codes: 0 all proven, 1 not, 2 wrong arguments.`;

const { size, kill } = readArguments(
  usage,
  {
    clusters: { type: 'string', default: '200' },
    pools: { type: 'string', default: '3' },
    'no-kill': { type: 'boolean', default: false },
  },
  ({ clusters, pools, 'no-kill': noKill }) => ({
    size: {
      clusters: parseNumber(clusters, { name: '--clusters', least: 1, most: 5000, whole: true }),
      pools: parseNumber(pools, { name: '--pools', least: 1, most: 10, whole: true }),
    },
    kill: noKill !== true,
  }),
);
const stack = await startFleetStack({ clusters: fleetSeeds(size.clusters, size.pools), pageSize: 100 });
try {
  const killAfter = kill ? Math.floor((size.clusters * size.pools) / 3) : null;
  const night = await spendNight(stack, killAfter);
  const mistakes = checkNight(night, size);
  console.log(JSON.stringify({ ...size, elapsedMs: night.elapsedMs, ...night.progress, mistakes }, null, 2));
  if (mistakes.length > 0) process.exitCode = 1;
} finally {
  await stack.stop();
}
