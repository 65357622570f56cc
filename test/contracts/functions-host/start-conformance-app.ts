import { fileURLToPath } from 'node:url';
import type { ConformanceTarget } from '../../support/functions-host/conformance-target.ts';
import { type AzureHostInstall, azureHostManners, startAzureHost } from './start-azure-host.ts';

const app = fileURLToPath(new URL('./app', import.meta.url));

/** Starts Azure's host with the conformance app. */
export async function startConformanceApp(
  install: AzureHostInstall,
): Promise<ConformanceTarget & { stop(): Promise<void> }> {
  const { baseUrl, storageConnection, stop } = await startAzureHost(install, { app, readyPath: '/api/ticks' });
  return { ...azureHostManners, baseUrl, storageConnection, stop };
}
