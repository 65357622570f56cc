import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { attributeTable } from '../../shared/telemetry/attribute-table.ts';
import { metricTable } from '../../shared/telemetry/metric-table.ts';
import { eventually } from '../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../support/telemetry/start-collector.ts';

/** A whole run of a cluster that leaks, and a sweep, seen by a collector of OpenTelemetry. */
let collector: Collector;
let stack: TestStack;
let run: RunAnswer;
let secrets: string[];

beforeAll(async () => {
  collector = await startCollector();
  stack = await startTestStack({
    scenario: 'shared-kernel',
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=kataproof',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
  const { masterKey } = stack.host().ready;
  secrets = [
    masterKey,
    stack.connectionString,
    ...stack.connectionString.split(';').filter((part) => /key/i.test(part)),
  ];
  const nodePool = { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1 };
  const asked = { cluster: stack.clusterBody, nodePool, cleanup: 'keep' };
  const { id } = await stack.call<RunAnswer>('/api/provisionings', asked);
  run = await readUntilEnded(stack, id);
  await fetch(`${stack.host().ready.baseUrl}/admin/functions/everyHourSweep`, {
    method: 'POST',
    headers: { 'x-functions-key': masterKey, 'content-type': 'application/json' },
    body: '{}',
  });
  await eventually('The sweep was not measured.', async () => collector.points().find(named('kataproof.fleet.pools')));
  await stack.host().stop();
});

afterAll(async () => {
  await stack?.stop();
  await collector?.stop();
});

const named = (metric: string) => (point: { metric: string }) => point.metric === metric;

function spanOf(name: string): ReceivedSpan {
  const found = collector.spans().find((span) => span.name === name);
  if (!found)
    throw new Error(
      `No span ${name} among ${collector
        .spans()
        .map((span) => span.name)
        .join(', ')}`,
    );
  return found;
}

describe('a run', () => {
  test('is one trace from the request to the calls of Azure and of the cluster', () => {
    const { traceId } = spanOf('POST api/provisionings');
    const trace = collector.spans().filter((span) => span.traceId === traceId);
    const names = new Set(trace.map(({ name }) => name));
    const agentPool =
      '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{name}/agentPools/{name}';
    for (const name of [
      'create_orchestration:provisionAndProve',
      'orchestration:provisionAndProve',
      'orchestration:proveNode',
      'activity:ensurePool',
      `PUT ${agentPool}`,
      'POST /apis/batch/v1/namespaces/{namespace}/jobs',
      'GET /api/v1/namespaces/{namespace}/pods',
      'PATCH /{table}({keys})',
      'POST /api/events',
    ])
      expect(names).toContain(name);
    const ids = new Set(trace.map(({ spanId }) => spanId));
    expect(trace.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId))).toEqual([]);
    expect(trace.filter(({ parentSpanId }) => parentSpanId === null).map(({ name }) => name)).toEqual([
      'POST api/provisionings',
    ]);
    expect(ids.size).toBe(trace.length);
  });

  test('has no call below an orchestrator, which is replayed', () => {
    const turns = new Set(
      collector
        .spans()
        .filter(({ name }) => name.startsWith('orchestration:'))
        .map(({ spanId }) => spanId),
    );
    const ours = collector.spans().filter(({ scope }) => scope === 'kataproof');
    expect(turns.size).toBeGreaterThan(2);
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter(({ parentSpanId }) => parentSpanId !== null && turns.has(parentSpanId))).toEqual([]);
  });

  test('is named by the calls that it makes, with cluster and pool', () => {
    const put = collector.spans().find(({ name }) => name.startsWith('PUT /subscriptions/'));
    expect(put?.attributes).toMatchObject({ 'kataproof.run.id': run.id, 'kataproof.pool': 'kata' });
    expect(spanOf('POST /apis/batch/v1/namespaces/{namespace}/jobs').attributes).toMatchObject({
      'kataproof.run.id': run.id,
      'k8s.cluster.name': 'demo',
      'http.request.method': 'POST',
      'http.response.status_code': 201,
    });
  });

  test('tells each line of its story once, with run and cluster, in its trace', () => {
    const told = collector.logs().filter(({ body }) => body.includes(`${run.id}: Verdict: shared-kernel`));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      severity: 'information',
      traceId: spanOf('POST api/provisionings').traceId,
      attributes: {
        'kataproof.run.id': run.id,
        'k8s.cluster.name': 'demo',
        'kataproof.pool': 'kata',
        'faas.name': 'provisionAndProve',
      },
    });
    const lines = collector.logs().map(({ body }) => body);
    expect(lines.filter((line) => line.startsWith('NOT ISOLATED'))).toHaveLength(1);
    const untold = run.timeline.filter(({ step }) => !lines.some((line) => line.includes(`${run.id}: ${step}`)));
    expect(untold).toEqual([]);
  });

  test('is counted once, by its verdict', () => {
    const ended = collector.points().filter(named('kataproof.runs.ended'));
    expect(ended).toEqual([
      {
        metric: 'kataproof.runs.ended',
        unit: '{run}',
        value: 1,
        attributes: {
          'kataproof.verdict': 'shared-kernel',
          'kataproof.run.kind': 'provisioning',
          'kataproof.run.origin': 'http',
          'kataproof.run.status': 'done',
        },
      },
    ]);
    expect(collector.points().filter(named('kataproof.run.time_to_verdict'))).toHaveLength(1);
  });
});

test('metrics tell of alerts, calls of Azure, the sweep and the fleet', () => {
  const points = collector.points();
  expect(points.find(named('kataproof.alert.deliveries'))).toMatchObject({
    value: 1,
    attributes: { 'kataproof.alert.sink': 'topic', 'kataproof.alert.result': 'delivered' },
  });
  const puts = points
    .filter(named('kataproof.arm.calls'))
    .filter(({ attributes }) => attributes['http.request.method'] === 'PUT');
  expect(puts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([201]);
  expect(points.find(named('kataproof.sweeps.begun'))).toMatchObject({ value: 1 });
  expect(points.filter(named('kataproof.fleet.pools'))).toMatchObject([
    { value: 1, attributes: { 'kataproof.verdict': 'shared-kernel', 'kataproof.proof.state': 'fresh' } },
  ]);
  expect(points.find(named('kataproof.fleet.coverage'))).toMatchObject({ value: 0 });
  expect(points.find(named('kataproof.proof.oldest_age'))?.value).toBeGreaterThanOrEqual(0);
});

test('all that is told has the names that the tables have', () => {
  for (const { metric, unit, attributes } of collector.points()) {
    const known = metricTable[metric as keyof typeof metricTable];
    expect([metric, known?.unit]).toEqual([metric, unit]);
    expect(Object.keys(attributes).sort()).toEqual([...known.attributes].sort());
  }
  const told = [...collector.spans().filter(({ scope }) => scope === 'kataproof'), ...collector.logs()];
  const attributes = new Set(told.flatMap((each) => Object.keys(each.attributes)));
  expect([...attributes].filter((name) => !(name in attributeTable))).toEqual([]);
});

test('a collector is sent no token, key, signature or query', () => {
  const sent = collector.raw().join('\n');
  expect(sent.length).toBeGreaterThan(50_000);
  expect(sent).toContain('"x-team":"kataproof"');
  for (const secret of secrets) expect(sent.includes(secret)).toBe(false);
  expect(sent).not.toMatch(/eyJ[A-Za-z0-9_-]{8,}\.eyJ|[Bb]earer |AccountKey=|[?&](code|sig|continue|api-version|t|s)=/);
  const urls = collector
    .spans()
    .flatMap(({ attributes }) => (attributes['url.full'] ? [String(attributes['url.full'])] : []));
  expect(urls.length).toBeGreaterThan(10);
  expect(urls.filter((url) => url.includes('?'))).toEqual([]);
});
