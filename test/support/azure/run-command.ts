import type { RunningEmulator } from '../../../emulator/start-emulator.ts';
import { eventually } from '../eventually.ts';
import { type ArmResponse, apiVersion, armAudience, sendRequest } from './emulated-azure.ts';

/** Sends what `az aks command invoke` sends and polls its Location as it does. Returns the first answer that is no 202. */
export async function invokeCommand(
  { emulator, cluster, as }: { emulator: RunningEmulator; cluster: string; as?: string },
  asked: { command: string; context?: string; clusterToken?: string },
): Promise<ArmResponse> {
  const { token } = await emulator.tokens.issueToken(armAudience, 3600, as);
  const send = (method: string, url: URL, body?: unknown) =>
    sendRequest(url, emulator.certificateAuthorityPem, method, body, { Authorization: `Bearer ${token}` });
  const place = `/subscriptions/${emulator.subscriptionId}/resourceGroups/${emulator.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;
  const url = new URL(
    `${place}/runCommand?api-version=${apiVersion}`,
    emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT,
  );
  const accepted = await send('POST', url, asked);
  if (accepted.status !== 202) return accepted;
  const location = new URL(accepted.headers['location'] ?? '');
  return eventually('The command does not end', async () => {
    const answer = await send('GET', location);
    return answer.status === 202 ? undefined : answer;
  });
}
