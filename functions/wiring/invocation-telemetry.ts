import type { InvocationContext, LogHookContext, PreInvocationContext } from '@azure/functions';
import { context as active, propagation } from '@opentelemetry/api';
import { createTelemetryCredential } from '../../shared/create-adapters.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import type { Exporting } from '../../shared/exporters/start-exporting.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import type { TelemetrySettings } from '../../shared/settings/settings.ts';
import { emitLog } from '../../shared/tracing/emit-log.ts';
import { withSubject } from '../../shared/tracing/subject-context.ts';
import { settings } from './settings.ts';
import { subjectOf } from './subject-of.ts';

/** Loads what exports, and starts it. Null, with a line in the log, if that fails. */
export async function startTelemetry(telemetry: TelemetrySettings): Promise<Exporting | null> {
  const warn = (message: string) => console.warn(message);
  try {
    const { startExporting } = await import('../../shared/exporters/start-exporting.ts');
    return startExporting(telemetry, await openExporters(telemetry), warn);
  } catch (error) {
    warn(oneLine(`Telemetry could not be started: ${toFailure(error).message}`));
    return null;
  }
}

async function openExporters({ otlp, azureMonitor }: TelemetrySettings) {
  const opened = [];
  if (otlp) opened.push((await import('../../shared/exporters/otlp-exporters.ts')).createOtlpExporters(otlp));
  if (azureMonitor) {
    const { createAzureMonitorExporters } = await import('../../shared/exporters/azure-monitor-exporters.ts');
    const { connectionString, identity } = azureMonitor;
    const credential = identity && createTelemetryCredential(settings, identity.clientId);
    opened.push(createAzureMonitorExporters(connectionString, credential));
  }
  return opened;
}

/** The host's span of the invocation becomes the parent of all that the function does. */
export function continueTrace(invocation: PreInvocationContext): void {
  const { traceContext } = invocation.invocationContext;
  const remote = propagation.extract(active.active(), {
    traceparent: traceContext?.traceParent,
    tracestate: traceContext?.traceState,
  });
  invocation.functionHandler = active.bind(withSubject(remote, subjectOf(invocation)), invocation.functionHandler);
}

/** Emits what a function writes to its log; what the host writes is not ours to tell. */
export function tellLog({ invocationContext, category, level, message }: LogHookContext): void {
  if (category === 'user') emitLog(level, message, describe(invocationContext));
}

function describe(invocation: InvocationContext | undefined): Record<string, string> {
  return invocation ? { 'faas.name': invocation.functionName, 'faas.invocation_id': invocation.invocationId } : {};
}
