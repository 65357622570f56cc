import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readHostSettings } from '../../emulator/functions-host/app/host-settings.ts';

const root = join(import.meta.dirname, '../..');

interface Resource {
  name: string;
  type: string;
  properties?: Record<string, string>;
}

function readResources(parameters: string): Resource[] {
  const path = join(root, 'infra/tests', `${parameters}.snapshot.json`);
  return JSON.parse(readFileSync(path, 'utf8')).predictedResources;
}

/** The app settings that main.bicep makes for these parameters. */
function readAppSettings(parameters: string): Record<string, string> {
  const settings = readResources(parameters).find(({ name }) => name.endsWith('/appsettings'));
  return settings?.properties ?? {};
}

const { durableTask } = JSON.parse(readFileSync(join(root, 'host.json'), 'utf8')).extensions;

describe("Durable's backend", () => {
  test('is the storage account unless asked otherwise, in a hub whose name Azure Storage takes', () => {
    const { hubName } = readHostSettings(root, readAppSettings('defaults'));
    // Queues, tables and containers get names from it ("Task hubs in Durable Functions").
    expect(hubName).toMatch(/^[a-z][a-z0-9]{2,44}$/i);
  });

  test('is the scheduler by settings alone, which our host reads and does not emulate', () => {
    const settings = readAppSettings('everything');
    expect(() => readHostSettings(root, settings)).toThrow("'azureManaged' is not emulated");
    expect(settings['DURABLE_TASK_SCHEDULER_CONNECTION_STRING']).toMatch(/;Authentication=ManagedIdentity;ClientID=/);
  });

  test("is given the scheduler's own hub", () => {
    const hub = readResources('everything').find(({ type }) => type === 'Microsoft.DurableTask/schedulers/taskHubs');
    expect(hub?.name.split('/').at(-1)).toBe(readAppSettings('everything')['TASKHUB_NAME']);
  });

  test('has in host.json what the scale controller reads there: placeholders, and names of settings', () => {
    expect(durableTask.hubName).toBe('%TASKHUB_NAME%');
    const overrides = Object.keys(readAppSettings('defaults')).filter((name) =>
      name.startsWith('AzureFunctionsJobHost__'),
    );
    expect(overrides).toEqual([]);
  });

  test('is asked for work at least every ten seconds, by an instance that is always there', () => {
    expect(durableTask.storageProvider.maxQueuePollingInterval).toMatch(/^00:00:(0\d|10)$/);
    const site = readResources('defaults').find(({ type }) => type === 'Microsoft.Web/sites');
    expect(JSON.stringify(site)).toContain('"alwaysReady":[{"name":"durable","instanceCount":1}]');
  });
});
