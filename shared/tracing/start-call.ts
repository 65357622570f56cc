import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { isNetworkCode } from '../errors/network-code.ts';
import { asRecord } from '../plain/as-record.ts';
import type { AttributeName } from '../telemetry/attribute-table.ts';
import {
  armTemplate,
  keyVaultTemplate,
  kubernetesNamespace,
  kubernetesTemplate,
  resourceProvider,
  tableTemplate,
} from '../telemetry/url-template.ts';
import { record } from './record.ts';
import { scope } from './scope.ts';
import { activeSubject } from './subject-context.ts';

/** Whom we call. */
export type Remote = 'arm' | 'resource-graph' | 'kubernetes' | 'tables' | 'event-grid' | 'key-vault' | 'alert-sink';

/** One request over HTTP. */
export interface Call {
  remote: Remote;
  method: string;
  /** Null where the address is a secret, as that of many receivers of alerts. */
  url: string | null;
  /** The name of the sink, for a call of one. */
  sink?: string;
}

/** A call under way. The first end counts. */
export interface StartedCall {
  answered(status: number): void;
  /** It ended without an answer, or with one that was refused. Of the error no more is told than a code. */
  failed(error: unknown): void;
}

type Attributes = Partial<Record<AttributeName, string | number>>;

/**
 * Starts the span of a call, as a child of whatever runs. URLs are told without their query, and headers and bodies not
 * at all. Without OpenTelemetry's SDK this costs next to nothing. Never throws.
 */
export function startCall(call: Call): StartedCall {
  const span = trace.getTracer(scope).startSpan(call.method, { kind: SpanKind.CLIENT });
  if (span.isRecording()) describe(span, call);
  let ended = false;
  const end = (status: number | null, errorType: string | null) => {
    if (ended) return;
    ended = true;
    count(call, status ?? 0);
    const told: Attributes = {
      ...(status !== null && { 'http.response.status_code': status }),
      ...(errorType !== null && { 'error.type': errorType, 'kataproof.error': errorType }),
    };
    span.setAttributes(told);
    if (errorType !== null) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  return {
    answered: (status) => end(status, status >= 400 ? String(status) : null),
    failed: (error) => end(statusOf(error), errorTypeOf(error)),
  };
}

/** Makes a call within its span. `statusOf` reads the status of the answer. Throws what `send` throws. */
export async function traceCall<T>(call: Call, send: () => Promise<T>, statusOf: (answer: T) => number): Promise<T> {
  const started = startCall(call);
  try {
    const answer = await send();
    started.answered(statusOf(answer));
    return answer;
  } catch (error) {
    started.failed(error);
    throw error;
  }
}

function describe(span: Span, call: Call): void {
  const told: Attributes = {
    ...activeSubject(),
    'kataproof.remote': call.remote,
    'http.request.method': call.method,
    ...(call.sink !== undefined && { 'kataproof.alert.sink': call.sink }),
    ...addressOf(call),
  };
  span.setAttributes(told);
  const template = told['url.template'] ?? call.sink;
  if (template !== undefined) span.updateName(`${call.method} ${template}`);
}

function addressOf({ remote, url }: Call): Attributes {
  if (url === null || !URL.canParse(url)) return {};
  const { origin, hostname, port, protocol, pathname } = new URL(url);
  const server = {
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
  };
  const full = { 'url.full': `${origin}${pathname}` };
  switch (remote) {
    case 'arm':
    case 'resource-graph': {
      const provider = resourceProvider(pathname);
      return {
        ...server,
        ...full,
        'url.template': armTemplate(pathname),
        'azure.resource_provider.namespace': provider,
      };
    }
    case 'kubernetes': {
      const namespace = kubernetesNamespace(pathname);
      const named = namespace === null ? {} : { 'k8s.namespace.name': namespace };
      return { ...server, ...full, 'url.template': kubernetesTemplate(pathname), ...named };
    }
    case 'tables':
      return { ...server, 'url.template': tableTemplate(pathname) };
    case 'key-vault':
      return { ...server, 'url.template': keyVaultTemplate(pathname) };
    case 'event-grid':
      return { ...server, 'url.template': pathname };
    case 'alert-sink':
      return {};
  }
}

/** Azure throttles callers of Resource Manager and Resource Graph, so their calls are counted; status 0 is no answer. */
function count({ remote, method, url }: Call, status: number): void {
  if ((remote !== 'arm' && remote !== 'resource-graph') || url === null || !URL.canParse(url)) return;
  const what = {
    'azure.resource_provider.namespace': resourceProvider(new URL(url).pathname),
    'http.request.method': method,
  };
  record([
    { name: 'kataproof.arm.calls', value: 1, attributes: { ...what, 'http.response.status_code': status } },
    ...(status === 429 ? [{ name: 'kataproof.arm.throttled', value: 1, attributes: what } as const] : []),
  ]);
}

/** The status of the answer that led to this error, if its thrower has told it. */
function statusOf(error: unknown): number | null {
  const { httpStatus, statusCode } = asRecord(error);
  const status = httpStatus ?? statusCode;
  return typeof status === 'number' ? status : null;
}

/** A code of ours or of the network, or the name of the error's class; never its message, which may quote anything. */
function errorTypeOf(error: unknown): string {
  const { code, name, cause } = asRecord(error);
  const codes = [code, asRecord(cause)['code']];
  const known = codes.find(
    (each) => isNetworkCode(each) || (typeof each === 'string' && /^[A-Z][A-Za-z]{2,60}$/.test(each)),
  );
  if (typeof known === 'string') return known;
  return typeof name === 'string' && /^[A-Z][A-Za-z]{2,60}$/.test(name) ? name : '_OTHER';
}
