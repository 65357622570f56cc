import type { Activities } from '../../shared/activities/create-activities.ts';
import type { SinkReport } from '../../shared/activities/deliver-alerts.ts';
import type { FleetMeasures } from '../../shared/activities/measure-fleet.ts';
import type { Telling, Told } from '../../shared/activities/tell-along.ts';
import type { Measurement } from '../../shared/telemetry/metric-table.ts';

type Name = keyof Activities;

/** What follows in numbers from what an activity was given and what it answered. */
type Measure = {
  [N in Name]?: (input: Parameters<Activities[N]>[0], value: Awaited<ReturnType<Activities[N]>>) => Measurement[];
};

/**
 * The activities that are measured. They are measured where Durable calls them and not in the workflow, which is replayed
 * and would count twice.
 */
const measures: Measure = {
  recordStep: measureTold,
  updateRun: ({ change: { verdict, status } }, { ended }) =>
    ended && verdict && status ? [runEnded(verdict, status, ended)] : [],
  endDeadRun: ({ change: { status } }, end) => (end.ended && status ? [runEnded(end.verdict, status, end.run)] : []),
  removeExpired: (_input, { removed }) =>
    removed > 0 ? [{ name: 'kataproof.residue.removed', value: removed, attributes: {} }] : [],
  deliverAlerts: (_input, { sinks }) => measureDeliveries(sinks),
};

/** Measures the lines that were told by an activity, or along with it: the first verdict of a run is among them once. */
export function measureTold({ lines, change: { verdict } }: Telling, { decided }: Told): Measurement[] {
  const at = lines.at(-1)?.at;
  if (!decided || !verdict || at === undefined) return [];
  return [
    {
      name: 'kataproof.run.time_to_verdict',
      value: Math.max(0, Date.parse(at) - Date.parse(decided.startedAt)) / 1000,
      attributes: {
        'kataproof.verdict': verdict,
        'kataproof.run.kind': decided.kind,
        'kataproof.run.origin': decided.origin,
      },
    },
  ];
}

/** Measures one call of an activity that succeeded. */
export function measureActivity(name: Name, input: unknown, value: object): Measurement[] {
  // Input and value come from Durable's boundary, whose two ends agree on these types.
  const measure = measures[name] as ((input: unknown, value: object) => Measurement[]) | undefined;
  return measure?.(input, value) ?? [];
}

function runEnded(verdict: string, status: string, { kind, origin }: { kind: string; origin: string }): Measurement {
  return {
    name: 'kataproof.runs.ended',
    value: 1,
    attributes: {
      'kataproof.verdict': verdict,
      'kataproof.run.kind': kind,
      'kataproof.run.origin': origin,
      'kataproof.run.status': status,
    },
  };
}

/** Measures the deliveries of one call; a dead letter is not counted as a failure as well. */
export function measureDeliveries(sinks: readonly SinkReport[]): Measurement[] {
  return sinks.flatMap(({ sink, delivered, failed, dead }) =>
    Object.entries({ delivered, failed: failed - dead, dead })
      .filter(([, value]) => value > 0)
      .map(([result, value]) => ({
        name: 'kataproof.alert.deliveries' as const,
        value,
        attributes: { 'kataproof.alert.sink': sink, 'kataproof.alert.result': result },
      })),
  );
}

/** Measures the fleet at `nowMs` (milliseconds since the epoch). A fleet without pools has no age and no coverage. */
export function renderFleet(
  { pools, nodes, nodesProven, oldestProvenAt }: FleetMeasures,
  nowMs: number,
): Measurement[] {
  return [
    ...pools.map(({ verdict, fresh, count }) => ({
      name: 'kataproof.fleet.pools' as const,
      value: count,
      attributes: { 'kataproof.verdict': verdict, 'kataproof.proof.state': fresh ? 'fresh' : 'stale' },
    })),
    ...(nodes > 0 ? [{ name: 'kataproof.fleet.coverage' as const, value: nodesProven / nodes, attributes: {} }] : []),
    ...(oldestProvenAt === null
      ? []
      : [
          {
            name: 'kataproof.proof.oldest_age' as const,
            value: Math.max(0, nowMs - Date.parse(oldestProvenAt)) / 1000,
            attributes: {},
          },
        ]),
  ];
}
