import { parseArgs } from 'node:util';
import { checkNight } from '../test/support/fleet/check-night.ts';
import { fleetSeeds, spendNight, startFleetStack } from '../test/support/fleet/fleet-night.ts';

/**
 * A night of the whole fleet, with the host killed in its middle: `npm run bench:prove-fleet -- [--clusters 200] [--pools 3]`
 * after `npm run build`. Throws when a pool was not proven, was proven twice, or ARM throttled us.
 */
const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '200' },
    pools: { type: 'string', default: '3' },
    kill: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const size = { clusters: Number(values.clusters), pools: Number(values.pools) };
const stack = await startFleetStack({ clusters: fleetSeeds(size.clusters, size.pools), pageSize: 100 });
try {
  const killAfter = values.kill ? Math.floor((size.clusters * size.pools) / 3) : null;
  const night = await spendNight(stack, killAfter);
  const mistakes = checkNight(night, size);
  console.log(JSON.stringify({ ...size, elapsedMs: night.elapsedMs, ...night.progress, mistakes }, null, 2));
  if (mistakes.length > 0) process.exitCode = 1;
} finally {
  await stack.stop();
}
