import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import {
  type IExporterMetricsHelper,
  type ISerializer,
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  LogsExporterMetricsHelper,
  MetricsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { OtlpSettings } from '../settings/settings.ts';
import type { Exporters } from './exporters.ts';

type Signal = 'traces' | 'metrics' | 'logs';

/**
 * Exporters to a collector by OTLP over HTTP. Address, headers, timeout, compression and certificates are those of
 * OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_…`), which its library reads. This is what its six packages
 * `exporter-…-otlp-…` do, with one copy of their common parts.
 */
export function createOtlpExporters({ protocol }: OtlpSettings): Exporters {
  const json = protocol === 'http/json';
  return {
    spans: exporter('traces', json ? JsonTraceSerializer : ProtobufTraceSerializer, TraceExporterMetricsHelper, json),
    metrics: exporter(
      'metrics',
      json ? JsonMetricsSerializer : ProtobufMetricsSerializer,
      MetricsExporterMetricsHelper,
      json,
    ),
    logs: exporter('logs', json ? JsonLogsSerializer : ProtobufLogsSerializer, LogsExporterMetricsHelper, json),
  };
}

function exporter<Item, Response>(
  signal: Signal,
  serializer: ISerializer<Item, Response>,
  counting: IExporterMetricsHelper<Item>,
  json: boolean,
): OTLPExporterBase<Item> {
  const type = json ? 'application/json' : 'application/x-protobuf';
  const options = convertLegacyHttpOptions({}, signal.toUpperCase(), `v1/${signal}`, { 'Content-Type': type });
  const component = `otlp_http_${json ? 'json_' : ''}${signal}_exporter`;
  return new OTLPExporterBase(createOtlpHttpExportDelegate(options, serializer, component, counting, undefined));
}
