import { randomUUID } from 'node:crypto';
import { readVariable } from './platform-variables.ts';
import type { OtlpSettings, TelemetrySettings } from './settings.ts';

interface ReadTelemetry {
  OTEL_SDK_DISABLED: boolean;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_PROTOCOL: OtlpSettings['protocol'];
  APPLICATIONINSIGHTS_CONNECTION_STRING?: string | undefined;
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING?: { clientId: string | null } | undefined;
}

/** Null when telemetry goes nowhere. */
export function groupTelemetry(read: ReadTelemetry, environment: NodeJS.ProcessEnv): TelemetrySettings | null {
  const otlp = read.OTEL_EXPORTER_OTLP_ENDPOINT ? { protocol: read.OTEL_EXPORTER_OTLP_PROTOCOL } : null;
  const connectionString = read.APPLICATIONINSIGHTS_CONNECTION_STRING;
  const identity = read.APPLICATIONINSIGHTS_AUTHENTICATION_STRING ?? null;
  const azureMonitor = connectionString ? { connectionString, identity } : null;
  if (read.OTEL_SDK_DISABLED || (!otlp && !azureMonitor)) return null;
  const instance = readVariable(environment, 'WEBSITE_INSTANCE_ID').slice(0, 16);
  return {
    otlp,
    azureMonitor,
    service: {
      name: readVariable(environment, 'WEBSITE_SITE_NAME') || 'kataproof',
      // Of each process its own: two workers of one instance would otherwise overwrite each other's sums.
      instanceId: [instance, randomUUID()].filter(Boolean).join('-'),
      region: readVariable(environment, 'REGION_NAME') || null,
    },
  };
}
