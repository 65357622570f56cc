import { isRecord } from '../plain/is-record.ts';

/**
 * Fields of a cluster that only AKS writes, so a PUT need not send them back: the fields that the SDK's model reads but
 * never sends (@azure/arm-containerservice 25.5, API version 2026-06-01). `*` stands for any key or index.
 */
const readOnly = [
  ...['id', 'name', 'type', 'systemData', 'eTag'],
  ...['identity/principalId', 'identity/tenantId'],
  ...['identity/userAssignedIdentities/*/principalId', 'identity/userAssignedIdentities/*/clientId'],
  ...['provisioningState', 'powerState', 'status', 'maxAgentPools', 'currentKubernetesVersion'].map(inProperties),
  ...['fqdn', 'privateFQDN', 'azurePortalFQDN', 'resourceUID'].map(inProperties),
  ...['eTag', 'provisioningState', 'currentOrchestratorVersion', 'status']
    .map((field) => `agentPoolProfiles/*/${field}`)
    .map(inProperties),
  ...['addonProfiles/*/identity', 'ingressProfile/webAppRouting/identity'].map(inProperties),
  ...['oidcIssuerProfile/issuerURL', 'privateLinkResources/*/privateLinkServiceID'].map(inProperties),
  ...['loadBalancerProfile', 'natGatewayProfile']
    .map((profile) => `networkProfile/${profile}/effectiveOutboundIPs`)
    .map(inProperties),
  ...['provisioningInfo', 'provisioningState']
    .map((field) => `podIdentityProfile/userAssignedIdentities/*/${field}`)
    .map(inProperties),
].map((path) => path.toLowerCase().split('/'));

function inProperties(path: string): string {
  return `properties/${path}`;
}

/**
 * Returns the paths that the body of a GET (`brought`) has and the body of a PUT (`sent`) lacks or has changed. Null
 * and empty values do not count, and neither do the fields that only AKS writes.
 */
export function findLostFields(brought: unknown, sent: unknown, path: string[] = []): string[] {
  if (isNothing(brought) || isReadOnly(path)) return [];
  if (isRecord(brought))
    return Object.entries(brought).flatMap(([field, value]) =>
      findLostFields(value, isRecord(sent) ? sent[field] : undefined, [...path, field]),
    );
  if (Array.isArray(brought) && Array.isArray(sent) && sent.length === brought.length)
    return brought.flatMap((item, index) => findLostFields(item, sent[index], [...path, String(index)]));
  return sameScalar(brought, sent) ? [] : [path.join('.')];
}

function isReadOnly(path: string[]): boolean {
  return readOnly.some(
    (pattern) =>
      pattern.length === path.length &&
      pattern.every((part, index) => part === '*' || part === path[index]?.toLowerCase()),
  );
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isNothing);
}

/** The same moment may be written in two ways, such as with and without milliseconds. */
function sameScalar(brought: unknown, sent: unknown): boolean {
  if (brought === sent) return true;
  if (typeof brought !== 'string' || typeof sent !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(brought)) return false;
  return Date.parse(brought) === Date.parse(sent);
}
