import type { TokenCredential } from '@azure/identity';
import {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { Exporters } from './exporters.ts';

/**
 * Exporters to Application Insights. With a credential they bring tokens of Entra ID, which a component without local
 * authentication asks for; the connection string is no secret then. What cannot be sent now is not kept on disk: the
 * disk of an instance goes with it.
 */
export function createAzureMonitorExporters(connectionString: string, credential: TokenCredential | null): Exporters {
  const options = { connectionString, disableOfflineStorage: true, ...(credential && { credential }) };
  return {
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
    logs: new AzureMonitorLogExporter(options),
  };
}
