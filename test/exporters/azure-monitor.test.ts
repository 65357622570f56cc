import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { createCertificateAuthority } from '../../emulator/http/certificate-authority.ts';
import { createAzureMonitorExporters } from '../../shared/exporters/azure-monitor-exporters.ts';
import { type Exporting, startExporting } from '../../shared/exporters/start-exporting.ts';
import { emitLog } from '../../shared/tracing/emit-log.ts';
import { record } from '../../shared/tracing/record.ts';
import { startCall } from '../../shared/tracing/start-call.ts';
import { withSubject } from '../../shared/tracing/subject-context.ts';
import { canaries } from '../support/samples/canaries.ts';
import { trustCertificate } from '../support/trust-certificate.ts';

/** An item as Application Insights takes it (API of its ingestion, version 2.1). */
interface Item {
  tags: Record<string, string>;
  data: { baseType: string; baseData: Record<string, unknown> };
}

interface Received {
  url: string;
  authorization: string | undefined;
  items: Item[];
}

/** What the ingestion endpoint of a component was sent. */
const received: Received[] = [];
const asked: string[][] = [];
let ingestion: Server;
let exporting: Exporting;

beforeAll(async () => {
  // Read by the exporter's library; infra/main.bicep sets it.
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] = 'true';
  const authority = await createCertificateAuthority('Ingestion');
  const { certPem, keyPem } = await authority.issue(['localhost']);
  trustCertificate(authority.certificatePem);
  ingestion = createServer({ key: keyPem, cert: certPem }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
    const items = JSON.parse(text) as Item[];
    received.push({ url: request.url ?? '', authorization: request.headers.authorization, items });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ itemsReceived: items.length, itemsAccepted: items.length, errors: [] }));
  });
  await new Promise<void>((ready) => ingestion.listen(0, '127.0.0.1', ready));
  const { port } = ingestion.address() as AddressInfo;
  const connectionString = `InstrumentationKey=66666666-6666-4666-8666-666666666666;IngestionEndpoint=https://localhost:${port}/`;
  const credential = {
    async getToken(scopes: string | string[]) {
      asked.push([scopes].flat());
      return { token: 'token-of-the-identity', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const service = { name: 'func-kataproof', instanceId: 'one', region: 'westeurope' };
  const settings = { otlp: null, azureMonitor: { connectionString, identity: { clientId: null } }, service };
  exporting = startExporting(settings, [createAzureMonitorExporters(connectionString, credential)], (line) =>
    process.stderr.write(`${line}\n`),
  );
  const subject = { 'kataproof.run.id': 'run-7', 'k8s.cluster.name': 'green', 'kataproof.pool': 'kata' };
  context.with(withSubject(context.active(), subject), () => {
    for (const [, text] of canaries) emitLog('warning', `before ${text}`, { 'faas.name': 'sweep' });
    startCall({ remote: 'kubernetes', method: 'GET', url: 'https://a.example/api/v1/nodes/n1?x=y' }).answered(403);
    startCall({ remote: 'arm', method: 'PUT', url: 'https://b.example/providers/Microsoft.P/p/1' }).failed(
      Object.assign(new Error('secret'), { code: 'ECONNRESET' }),
    );
  });
  record([{ name: 'kataproof.sweeps.begun', value: 1, attributes: {} }]);
  await exporting.flush(20_000);
});

afterAll(async () => {
  await exporting.shutdown(5_000);
  ingestion.closeAllConnections();
  await new Promise((done) => ingestion.close(done));
});

const of = (baseType: string) =>
  received.flatMap(({ items }) => items).filter(({ data }) => data.baseType === baseType);

describe('Application Insights', () => {
  test('is spoken to with a token of the identity, as the role of the app', () => {
    expect(received.length).toBeGreaterThan(0);
    expect(new Set(received.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer token-of-the-identity']),
    );
    expect(new Set(asked.flat())).toEqual(new Set(['https://monitor.azure.com/.default']));
    const roles = received.flatMap(({ items }) => items).map(({ tags }) => tags['ai.cloud.role']);
    expect(new Set(roles)).toEqual(new Set(['func-kataproof']));
  });

  test('gets a call as a dependency, with what the workbook asks of it', () => {
    const calls = of('RemoteDependencyData').map(({ data }) => data.baseData);
    const told = calls.map(({ name, resultCode, success, properties }) => ({ name, resultCode, success, properties }));
    const subject = { 'kataproof.run.id': 'run-7', 'kataproof.pool': 'kata' };
    // The exporter makes the name of the path, and leaves out some attributes of OpenTelemetry's, `error.type` among them.
    expect(told).toEqual([
      {
        ...{ name: 'GET /api/v1/nodes/n1', resultCode: '403', success: false },
        properties: expect.objectContaining({
          ...subject,
          ...{ 'kataproof.remote': 'kubernetes', 'url.template': '/api/v1/nodes/{name}', 'kataproof.error': '403' },
        }),
      },
      {
        ...{ name: 'PUT /providers/Microsoft.P/p/1', resultCode: '0', success: false },
        properties: expect.objectContaining({
          ...subject,
          ...{ 'kataproof.remote': 'arm', 'kataproof.error': 'ECONNRESET' },
        }),
      },
    ]);
    expect(JSON.stringify(calls)).not.toMatch(/x=y|secret/);
  });

  test('gets a metric by the name and with the attributes that alert rules and the workbook ask for', () => {
    const metrics = of('MetricData').map(({ data }) => data.baseData as { metrics: object[]; properties: object });
    const told = metrics.map(({ metrics: [metric], properties }) => ({ ...metric, properties }));
    expect(told).toContainEqual(expect.objectContaining({ name: 'kataproof.sweeps.begun', value: 1 }));
    expect(told).toContainEqual(
      expect.objectContaining({
        ...{ name: 'kataproof.arm.calls', value: 1 },
        properties: expect.objectContaining({
          ...{ 'azure.resource_provider.namespace': 'Microsoft.P', 'http.request.method': 'PUT' },
          ...{ 'http.response.status_code': '0' },
        }),
      }),
    );
  });

  test('gets each log record with run, cluster and pool, and no secret', () => {
    const logs = of('MessageData').map(({ data }) => data.baseData);
    expect(logs).toHaveLength(canaries.length);
    for (const { properties, severityLevel } of logs) {
      expect(properties).toMatchObject({ 'kataproof.run.id': 'run-7', 'k8s.cluster.name': 'green' });
      expect(severityLevel).toBe('Warning');
    }
    const told = JSON.stringify(logs);
    for (const [what, , secret] of canaries)
      expect([what, typeof secret === 'string' && told.includes(secret)]).toEqual([what, false]);
  });

  test('gets nothing else: no statistics of the exporter', () => {
    expect(new Set(received.map(({ url }) => url))).toEqual(new Set(['/v2.1/track']));
    const types = new Set(received.flatMap(({ items }) => items.map(({ data }) => data.baseType)));
    expect([...types].sort()).toEqual(['MessageData', 'MetricData', 'RemoteDependencyData']);
  });
});
