import { app, type InvocationContext, type LogHookContext, type PreInvocationContext } from '@azure/functions';
import { context as active, propagation } from '@opentelemetry/api';
import { createTelemetryCredential } from '../../shared/create-adapters.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import type { Exporting } from '../../shared/exporters/start-exporting.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import type { TelemetrySettings } from '../../shared/settings/settings.ts';
import { emitLog } from '../../shared/tracing/emit-log.ts';
import { withSubject } from '../../shared/tracing/subject-context.ts';
import { settings } from './app.ts';
import { subjectOf } from './subject-of.ts';

/**
 * What `@azure/functions-opentelemetry-instrumentation` does, which finds nothing to instrument in a bundle: log records
 * leave from here and not through the host, and each function runs within the trace that the host hands over. Where
 * telemetry goes nowhere, nothing of this is set up and no library of it is loaded.
 */
if (settings.telemetry) exportTelemetry(settings.telemetry);

/** How long the last export may hold up the end of a process, which the host gives some seconds. */
const lastExportMs = 1_500;

/** One export in the background, and how long it may take. */
const exportMs = 10_000;

/** An instance that does nothing may be taken away at any time, so what it knows leaves soon after its last work. */
const idleMs = 2_000;

function exportTelemetry(telemetry: TelemetrySettings): void {
  const starting = start(telemetry);
  let running = 0;
  let idle: NodeJS.Timeout | undefined;
  app.setup({ capabilities: { WorkerOpenTelemetryEnabled: true } });
  app.hook.preInvocation(async (invocation) => {
    running++;
    clearTimeout(idle);
    if (await starting) continueTrace(invocation);
  });
  app.hook.postInvocation(() => {
    if (--running > 0) return;
    // Nobody waits for it: a collector that is down delays no run.
    idle = setTimeout(() => void starting.then((exporting) => exporting?.flush(exportMs)), idleMs).unref();
  });
  app.hook.log(({ invocationContext, category, level, message }: LogHookContext) => {
    if (category === 'user') emitLog(level, message, describe(invocationContext));
  });
  app.hook.appTerminate(async () => (await starting)?.shutdown(lastExportMs));
}

/** Loads the libraries while the host reads which functions there are. Null, with a line in the log, if that fails. */
async function start(telemetry: TelemetrySettings): Promise<Exporting | null> {
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
function continueTrace(invocation: PreInvocationContext): void {
  const { traceContext } = invocation.invocationContext;
  const remote = propagation.extract(active.active(), {
    traceparent: traceContext?.traceParent,
    tracestate: traceContext?.traceState,
  });
  invocation.functionHandler = active.bind(withSubject(remote, subjectOf(invocation)), invocation.functionHandler);
}

function describe(invocation: InvocationContext | undefined): Record<string, string> {
  return invocation ? { 'faas.name': invocation.functionName, 'faas.invocation_id': invocation.invocationId } : {};
}
