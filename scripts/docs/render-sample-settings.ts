import { platformVariables } from '../../shared/settings/platform-variables.ts';
import { listSettings } from './list-settings.ts';

/** What a laptop needs to start: Azurite at its usual ports. */
const needed: Record<string, string> = {
  FUNCTIONS_WORKER_RUNTIME: 'node',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  TASKHUB_NAME: platformVariables.TASKHUB_NAME.laptop,
  KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
};

/** Writes local.settings.sample.json: what is needed, then every other setting with its default, or empty. */
export function renderSampleSettings(): string {
  const others = listSettings().map(({ name, defaultText }) => [name, needed[name] ?? defaultText ?? '']);
  const sample = { IsEncrypted: false, Values: { ...needed, ...Object.fromEntries(others) } };
  return `${JSON.stringify(sample, null, 2)}\n`;
}
