import { app, type LogHookContext, type PreInvocationContext } from '@azure/functions';
import { oneLine } from '../../shared/plain/one-line.ts';
import type { TelemetrySettings } from '../../shared/settings/settings.ts';
import { settings } from './settings.ts';

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

/** Libraries are loaded while the host reads which functions there are; an invocation waits for them. */
function exportTelemetry(telemetry: TelemetrySettings): void {
  // Telemetry that cannot be loaded is no reason for the functions to end with it.
  const loading = import('./invocation-telemetry.ts').catch((error: unknown) => {
    console.warn(oneLine(`Telemetry could not be loaded: ${error}`));
    return null;
  });
  const starting = loading.then((loaded) => loaded?.startTelemetry(telemetry) ?? null);
  let telling: Awaited<typeof loading> = null;
  let running = 0;
  let idle: NodeJS.Timeout | undefined;
  app.setup({ capabilities: { WorkerOpenTelemetryEnabled: true } });
  app.hook.preInvocation(async (invocation: PreInvocationContext) => {
    running++;
    clearTimeout(idle);
    telling = await loading;
    if (await starting) telling?.continueTrace(invocation);
  });
  app.hook.postInvocation(() => {
    if (--running > 0) return;
    // Nobody waits for it: a collector that is down delays no run.
    idle = setTimeout(() => void starting.then((exporting) => exporting?.flush(exportMs)), idleMs).unref();
  });
  app.hook.log((entry: LogHookContext) => telling?.tellLog(entry));
  app.hook.appTerminate(async () => (await starting)?.shutdown(lastExportMs));
}
