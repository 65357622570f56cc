import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { createOtlpExporters } from '../../shared/exporters/otlp-exporters.ts';
import { quietDiagnostics } from '../../shared/exporters/quiet-diagnostics.ts';
import { type Exporting, startExporting } from '../../shared/exporters/start-exporting.ts';
import { emitLog } from '../../shared/tracing/emit-log.ts';
import { keepReadings, readGauge } from '../../shared/tracing/gauges.ts';
import { record } from '../../shared/tracing/record.ts';
import { startCall, traceCall } from '../../shared/tracing/start-call.ts';
import { withSubject } from '../../shared/tracing/subject-context.ts';
import { canaries } from '../support/samples/canaries.ts';
import { type Collector, startCollector } from '../support/telemetry/start-collector.ts';

const service = { name: 'kataproof', instanceId: 'one', region: 'westeurope' };

function start(protocol: 'http/protobuf' | 'http/json', endpoint: string, warn = (_: string) => {}): Exporting {
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
  const settings = { otlp: { protocol }, azureMonitor: null, service };
  return startExporting(settings, [createOtlpExporters({ protocol })], warn);
}

let collector: Collector;
let exporting: Exporting;

/** The SDK sets itself up once for a process, so one is shared, and each test looks for its own names. */
beforeAll(async () => {
  collector = await startCollector();
  exporting = start('http/json', collector.endpoint);
});

afterAll(async () => {
  await exporting.shutdown(5_000);
  await collector.stop();
});

const sent = async () => {
  await exporting.flush(10_000);
  return collector.raw().join('\n');
};

describe('of a call is told', () => {
  test('no query, no user, no key, whatever its address holds', async () => {
    for (const [, text] of canaries) {
      const url = `https://bob:hunter9@management.azure.com/subscriptions/1/providers/Microsoft.X/a/b?x=${encodeURIComponent(text)}#${text}`;
      startCall({ remote: 'arm', method: 'GET', url }).answered(200);
      startCall({ remote: 'kubernetes', method: 'GET', url: `https://a.example/api/v1/nodes?x=${text}` }).answered(200);
      startCall({ remote: 'alert-sink', method: 'POST', url: null, sink: 'chat' }).answered(200);
    }
    const told = await sent();
    expect(told).toContain('/subscriptions/{subscriptionId}/providers/Microsoft.X/a/{name}');
    expect(told).toContain('POST chat');
    for (const [what, , secret] of canaries) expect([what, matches(told, secret)]).toEqual([what, false]);
    expect(told).not.toContain('hunter9');
  });

  test('of its failure no more than a code', async () => {
    for (const [, text] of canaries) {
      const call = { remote: 'kubernetes', method: 'PUT', url: 'https://b.example/api/v1/nodes/x' } as const;
      startCall(call).failed(new KataproofError('ClusterUnreachable', text));
      startCall(call).failed(Object.assign(new Error(text), { code: text }));
      startCall(call).failed(
        new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code: 'ECONNRESET' }) }),
      );
    }
    const told = await sent();
    const types = new Set(
      collector
        .spans()
        .filter(({ attributes }) => attributes['server.address'] === 'b.example')
        .map(({ attributes }) => attributes['error.type']),
    );
    expect([...types].sort()).toEqual(['ClusterUnreachable', 'ECONNRESET', 'Error']);
    for (const [what, , secret] of canaries) expect([what, matches(told, secret)]).toEqual([what, false]);
  });

  test('its status, also where an error of ours has taken the answer’s place', async () => {
    const call = {
      remote: 'arm',
      method: 'PATCH',
      url: 'https://management.azure.com/providers/Microsoft.T/t',
    } as const;
    const throttled = new KataproofError('Throttled', 'wait', { httpStatus: 429 });
    await expect(
      traceCall(
        call,
        () => Promise.reject(throttled),
        () => 0,
      ),
    ).rejects.toBe(throttled);
    await traceCall(
      call,
      async () => 404,
      (status) => status,
    );
    await sent();
    const spans = collector.spans().filter(({ attributes }) => attributes['http.request.method'] === 'PATCH');
    expect(
      spans.map(({ attributes, failed }) => [
        attributes['http.response.status_code'],
        attributes['error.type'],
        failed,
      ]),
    ).toEqual([
      [429, 'Throttled', true],
      [404, '404', true],
    ]);
    const counted = collector.points().filter(({ attributes }) => attributes['http.request.method'] === 'PATCH');
    expect(counted.map(({ metric, value }) => [metric, value]).sort()).toEqual([
      ['kataproof.arm.calls', 1],
      ['kataproof.arm.calls', 1],
      ['kataproof.arm.throttled', 1],
    ]);
  });
});

test('a log record has no secret, and says what it is about', async () => {
  const subject = { 'kataproof.run.id': 'run-7', 'kataproof.pool': 'kata' };
  context.with(withSubject(context.active(), subject), () => {
    for (const [, text] of canaries) emitLog('warning', `before ${text}`, { 'faas.name': 'sweep' });
  });
  const told = await sent();
  const logs = collector.logs().filter(({ attributes }) => attributes['faas.name'] === 'sweep');
  expect(logs).toHaveLength(canaries.length);
  for (const { attributes, severity } of logs)
    expect({ ...attributes, severity }).toMatchObject({ ...subject, severity: 'warning' });
  for (const [what, , secret] of canaries) expect([what, matches(told, secret)]).toEqual([what, false]);
});

/** Times and ids have digits too, so short patterns are looked for as words of their own. */
const matches = (text: string, secret: RegExp | string) =>
  typeof secret === 'string'
    ? text.includes(secret)
    : new RegExp(`(?<![0-9A-Za-z])(?:${secret.source})(?![0-9A-Za-z])`).test(text);

describe('a gauge', () => {
  test('tells an age that grows, and nothing when it was measured long ago', () => {
    keepReadings('kataproof.proof.oldest_age', [{ value: 100, attributes: {} }], 0);
    expect(readGauge('kataproof.proof.oldest_age', 30_000)).toEqual([{ value: 130, attributes: {} }]);
    expect(readGauge('kataproof.proof.oldest_age', 2 * 60 * 60_000)).toEqual([]);
  });

  test('forgets series that were not measured again', () => {
    const of = (verdict: string) => ({ value: 1, attributes: { 'kataproof.verdict': verdict } });
    keepReadings('kataproof.fleet.pools', [of('isolated'), of('suspect')], 0);
    keepReadings('kataproof.fleet.pools', [of('isolated')], 1_000);
    expect(readGauge('kataproof.fleet.pools', 1_000)).toEqual([of('isolated')]);
  });
});

/** Lets the SDK be set up anew. */
function forgetSdk(): void {
  for (const api of [trace, metrics, logs, context, propagation]) api.disable();
}

describe('a collector', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  test('that never answers holds nobody up longer than asked', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    stops.push(
      () => silent.closeAllConnections(),
      () => silent.close(),
    );
    const { port } = silent.address() as AddressInfo;
    forgetSdk();
    // Long enough that only our own bound can have ended the wait.
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '5000';
    stops.push(() => delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT']);
    const stuck = start('http/protobuf', `http://127.0.0.1:${port}`);
    startCall({ remote: 'arm', method: 'GET', url: 'https://management.azure.com/' }).answered(200);
    record([{ name: 'kataproof.sweeps.begun', value: 1, attributes: {} }]);
    const begunAtMs = Date.now();
    await expect(stuck.flush(50)).resolves.toBeUndefined();
    await expect(stuck.shutdown(50)).resolves.toBeUndefined();
    expect(Date.now() - begunAtMs).toBeLessThan(3_000);
  });

  test('that is not there is told of once, and costs the calls nothing', async () => {
    const closed = createServer();
    await new Promise<void>((ready) => closed.listen(0, '127.0.0.1', ready));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    forgetSdk();
    const said: string[] = [];
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '300';
    stops.push(() => delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT']);
    const lost = start('http/protobuf', `http://127.0.0.1:${port}`, (line) => said.push(line));
    for (let round = 0; round < 2; round++) {
      startCall({ remote: 'arm', method: 'GET', url: 'https://management.azure.com/' }).answered(200);
      record([{ name: 'kataproof.sweeps.begun', value: 1, attributes: {} }]);
      await lost.flush(10_000);
    }
    await lost.shutdown(10_000);
    expect(said).toEqual([expect.stringMatching(/^Telemetry could not be sent: .*ECONNREFUSED/)]);
  });

  test('is spoken to in protobuf unless JSON is asked for', async () => {
    const other = await startCollector();
    stops.push(() => void other.stop());
    forgetSdk();
    const speaking = start('http/protobuf', other.endpoint);
    startCall({ remote: 'arm', method: 'GET', url: 'https://management.azure.com/providers/Microsoft.P/p' }).answered(
      200,
    );
    await speaking.shutdown(10_000);
    const raw = other.raw().join('\n');
    expect(raw).toContain('"content-type":"application/x-protobuf"');
    expect(raw).toContain('/providers/Microsoft.P/p');
  });
});

test('what goes wrong with telemetry is said once in ten minutes, without secrets', () => {
  const said: string[] = [];
  let nowMs = 0;
  const diagnostics = quietDiagnostics(
    (line) => said.push(line),
    () => nowMs,
  );
  diagnostics.error('connect ECONNREFUSED https://bob:hunter2@collector.example/v1/traces?key=hunter3\nmore');
  diagnostics.error('again');
  nowMs = 11 * 60_000;
  diagnostics.error('{"stack":"Error: refused\\n at x","message":"refused"}');
  expect(said).toHaveLength(2);
  expect(said[1]).toBe('Telemetry could not be sent: refused');
  expect(said[0]).toMatch(/^Telemetry could not be sent: connect ECONNREFUSED/);
  expect(said[0]).not.toMatch(/hunter|\n/);
});
