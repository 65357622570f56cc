/** Names of attributes that metrics have. Each has few values, so that a metric has few series. */
export type MetricAttribute =
  | 'kataproof.verdict'
  | 'kataproof.run.kind'
  | 'kataproof.run.origin'
  | 'kataproof.run.status'
  | 'kataproof.proof.state'
  | 'kataproof.alert.sink'
  | 'kataproof.alert.result'
  | 'azure.resource_provider.namespace'
  | 'http.request.method'
  | 'http.response.status_code';

interface Metric {
  /** A gauge that `grows` is an age: it is told anew at each export. */
  kind: 'counter' | 'histogram' | 'gauge' | 'growing gauge';
  /** A code of UCUM, as OpenTelemetry asks for. */
  unit: string;
  attributes: readonly MetricAttribute[];
  description: string;
}

/**
 * Every metric that this app tells. Dashboards and alert rules refer to these names, so they stay: a metric that must
 * mean something else gets another name. docs/telemetry.md shows this table, and a test compares the two.
 */
export const metricTable = {
  'kataproof.runs.ended': {
    kind: 'counter',
    unit: '{run}',
    attributes: ['kataproof.verdict', 'kataproof.run.kind', 'kataproof.run.origin', 'kataproof.run.status'],
    description: 'Runs that have ended, by verdict.',
  },
  'kataproof.run.time_to_verdict': {
    kind: 'histogram',
    unit: 's',
    attributes: ['kataproof.verdict', 'kataproof.run.kind', 'kataproof.run.origin'],
    description: 'Time from the start of a run to its verdict. The clean-up that follows does not count.',
  },
  'kataproof.sweeps.begun': {
    kind: 'counter',
    unit: '{sweep}',
    attributes: [],
    description: 'Hourly sweeps that have begun: the sign of life of the timers.',
  },
  'kataproof.fleet.pools': {
    kind: 'gauge',
    unit: '{pool}',
    attributes: ['kataproof.verdict', 'kataproof.proof.state'],
    description: 'Pools that are known, by the verdict of their last proof, and whether that proof is still fresh.',
  },
  'kataproof.fleet.coverage': {
    kind: 'gauge',
    unit: '1',
    attributes: [],
    description: 'Share of the nodes of all known pools that a fresh proof has found isolated, from 0 to 1.',
  },
  'kataproof.proof.oldest_age': {
    kind: 'growing gauge',
    unit: 's',
    attributes: [],
    description: 'Age of the oldest proof among the known pools.',
  },
  'kataproof.residue.removed': {
    kind: 'counter',
    unit: '{object}',
    attributes: [],
    description: 'Expired Jobs, pods and namespaces of ours that the sweep has removed from clusters.',
  },
  'kataproof.alert.deliveries': {
    kind: 'counter',
    unit: '{alert}',
    attributes: ['kataproof.alert.sink', 'kataproof.alert.result'],
    description: 'Tries to deliver an alert, by sink and result: delivered, failed (tried again) or dead (given up).',
  },
  'kataproof.evidence.unsigned': {
    kind: 'gauge',
    unit: '{record}',
    attributes: [],
    description: 'Records of evidence that wait for a signature, as the last hourly sweep saw it; 100 stands for more.',
  },
  'kataproof.arm.calls': {
    kind: 'counter',
    unit: '{call}',
    attributes: ['azure.resource_provider.namespace', 'http.request.method', 'http.response.status_code'],
    description: 'Answers of Azure Resource Manager and Resource Graph; status 0 is a call without an answer.',
  },
  'kataproof.arm.throttled': {
    kind: 'counter',
    unit: '{call}',
    attributes: ['azure.resource_provider.namespace', 'http.request.method'],
    description: 'Those of them that were refused with 429, too many requests.',
  },
} as const satisfies Record<`kataproof.${string}`, Metric>;

export type MetricName = keyof typeof metricTable;

/** The attributes of one metric, each with a value of which there are few. */
export type AttributesOf<N extends MetricName> = Record<(typeof metricTable)[N]['attributes'][number], string | number>;

/** A metric and what it is told. */
export type Measurement = {
  [N in MetricName]: { name: N; value: number; attributes: AttributesOf<N> };
}[MetricName];
