import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../../../emulator/start-emulator.ts';
import { createStubKubernetes, type StubKubernetes } from './stub-kubernetes.ts';

export interface ArmResponse {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
  body: any;
}

export interface EmulatedAzure {
  emulator: RunningEmulator;
  kubernetes: StubKubernetes;
  /** Sends an HTTPS request to ARM with a valid token and api-version, unless `headers` or `path` have others. */
  arm(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ArmResponse>;
  /** The path of the seeded cluster. */
  clusterPath: string;
  /**
   * Creates the SDK's client. The certificate is passed as an option, because Node reads NODE_EXTRA_CA_CERTS only when
   * the process starts.
   */
  createClient(): ContainerServiceClient;
  stop(): Promise<void>;
}

export const armAudience = 'https://management.azure.com';
export const apiVersion = '2026-06-01';

/** Starts the Azure side of the emulator in this process, with a stub for Kubernetes. */
export async function startEmulatedAzure(
  options: Omit<EmulatorOptions, 'stateDir' | 'kubernetes'>,
): Promise<EmulatedAzure> {
  const stateDir = await mkdtemp(join(tmpdir(), 'kataproof-azure-'));
  const kubernetes = createStubKubernetes();
  const emulator = await startEmulator({ ...options, stateDir, kubernetes });
  const ca = emulator.certificateAuthorityPem;
  const endpoint = emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT;
  /** This is not the managed identity, because its library keeps one token for all emulators of a process. */
  const credential = {
    async getToken() {
      const { token, expiresOnSeconds } = await emulator.tokens.issueToken(armAudience, 3600);
      return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
    },
  };
  return {
    emulator,
    kubernetes,
    clusterPath: `/subscriptions/${emulator.subscriptionId}/resourceGroups/${emulator.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${emulator.cluster}`,
    createClient: () =>
      new ContainerServiceClient(credential, emulator.subscriptionId, { endpoint, tlsOptions: { ca } }),
    async arm(method, path, body, headers = {}) {
      const { token } = await emulator.tokens.issueToken(armAudience, 3600);
      const url = new URL(path, endpoint);
      if (!path.includes('api-version')) url.searchParams.set('api-version', apiVersion);
      return sendRequest(url, ca, method, body, { Authorization: `Bearer ${token}`, ...headers });
    },
    async stop() {
      await emulator.stop();
      await rm(stateDir, { recursive: true });
    },
  };
}

/** Sends one HTTPS request. A header with an empty value is omitted. */
export function sendRequest(
  url: URL,
  ca: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<ArmResponse> {
  const payload = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        ca,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload), ...sent },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
            body: text === '' ? undefined : JSON.parse(text),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}
