import { relative } from 'node:path';
import type { EmulatorReady } from '../local-stack/start-emulated-azure.ts';
import type { HostReady } from '../local-stack/start-local-stack.ts';

const aboutFleet = `A demo fleet is there, with the past of 90 days: payments is isolated, tenants-blue shares a kernel on one node, ci-runners is
suspect, analytics has not been proven lately, edge never. Three of them are being proven now: the page shows it live.`;

/** What can be done with the stack that is up: commands to be copied, with its own addresses and keys. */
export function renderWelcome(
  { baseUrl, masterKey, functions }: HostReady,
  { settings, control, subscriptionId, resourceGroup, cluster, adminKubeconfig }: EmulatorReady,
  { fleet, ...files }: { readyFile: string; logs: string; fleet: boolean },
): string {
  const key = `-H 'x-functions-key: ${masterKey}'`;
  const json = "-H 'content-type: application/json'";
  const clusterId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;
  const provisioning = { cluster: { subscriptionId, resourceGroup, name: cluster }, nodePool: { name: 'kata' } };
  const event = {
    id: 'by-hand-1',
    topic: clusterId,
    subject: cluster,
    eventType: 'Microsoft.ContainerService.NodePoolRollingSucceeded',
    eventTime: '2026-01-01T00:00:00Z',
    data: { nodePoolName: 'kata' },
    dataVersion: '1',
    metadataVersion: '1',
  };
  const near = (path: string) => relative('', path) || '.';
  return `
Kataproof listens on ${baseUrl} (${functions.length} functions). Ctrl-C ends everything, and the next start begins anew.

  The page   ${baseUrl}/api/page
  its key    ${masterKey}
${fleet ? `\n${aboutFleet}\n` : ''}
For the command, and for the examples of docs/:
  export KATAPROOF_URL='${baseUrl}' KATAPROOF_KEY='${masterKey}'
  npx kataproof clusters

Make a Kata pool and prove it; what is known of it then:
  curl -s '${baseUrl}/api/provisionings' ${key} ${json} -d '${JSON.stringify(provisioning)}'
  curl -s '${baseUrl}/api/postures' ${key}

Publish an event, as AKS would: Event Grid delivers it; ring a timer:
  curl -s -w '\\n' '${control}/__emulator/system-events' ${json} -d '${JSON.stringify(event)}'
  curl -s -w '%{http_code}\\n' '${baseUrl}/admin/functions/everyNightProveFleet' ${key} ${json} -d '{}'

The emulated Azure (az joins as docs/emulator.md says, with READY=${near(files.readyFile)}):
  kubectl --kubeconfig ${near(adminKubeconfig)} get nodes
  Azure Resource Manager  ${settings['AZURE_RESOURCE_MANAGER_ENDPOINT']}
  managed identity        ${settings['IDENTITY_ENDPOINT']}  (X-IDENTITY-HEADER: ${settings['IDENTITY_HEADER']})
  their certificates      ${near(settings['NODE_EXTRA_CA_CERTS'] ?? '')}
  what was asked of them  ${control}/__emulator/requests, alerts: ${control}/__emulator/events

Logs: ${near(files.logs)}`;
}
