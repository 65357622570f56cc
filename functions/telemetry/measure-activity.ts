import type { Activities } from '../../shared/activities/create-activities.ts';
import type { SinkReport } from '../../shared/activities/deliver-alerts.ts';
import type { FleetMeasures } from '../../shared/activities/measure-fleet.ts';
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
  recordStep: ({ step, change }, { decided }) =>
    decided && change.verdict
      ? [
          {
            name: 'kataproof.run.time_to_verdict',
            value: Math.max(0, Date.parse(step.at) - Date.parse(decided.startedAt)) / 1000,
            attributes: {
              'kataproof.verdict': change.verdict,
              'kataproof.run.kind': decided.kind,
              'kataproof.run.origin': decided.origin,
            },
          },
        ]
      : [],
  updateRun: ({ change: { verdict, status } }, { ended }) =>
    ended && verdict && status ? [runEnded(verdict, status, ended)] : [],
  endDeadRun: ({ change: { status } }, end) => (end.ended && status ? [runEnded(end.verdict, status, end.run)] : []),
  removeExpired: (_input, { removed }) =>
    removed > 0 ? [{ name: 'kataproof.residue.removed', value: removed, attributes: {} }] : [],
  deliverAlerts: (_input, { sinks }) => measureDeliveries(sinks),
};

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
