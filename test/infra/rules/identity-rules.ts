import { ofType, settingsOf } from '../snapshots/snapshot.ts';
import { fault, mustBe, type Rule } from './rule.ts';

/** Services that take keys unless they are told not to, with the property that tells them. */
const localAuthentication: Record<string, Record<string, unknown>> = {
  'Microsoft.EventGrid/topics': { disableLocalAuth: true, minimumTlsVersionAllowed: '1.2' },
  'Microsoft.Insights/components': { DisableLocalAuth: true },
  'Microsoft.OperationalInsights/workspaces': { 'features.disableLocalAuth': true },
  'Microsoft.Storage/storageAccounts': { allowSharedKeyAccess: false },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { allow: false },
};

export const localAuthenticationIsOff: Rule = (snapshot) =>
  Object.entries(localAuthentication).flatMap(([type, expected]) =>
    ofType(snapshot, type).flatMap((resource) => mustBe(resource, expected)),
  );

export const basicPublishingIsOff: Rule = (snapshot) => {
  // Azure refuses one without a location, which no documentation says (Azure/bicep-types-az#1571).
  const policies = ofType(snapshot, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies')
    .filter(({ location }) => location !== undefined)
    .map(({ id }) => id);
  return ofType(snapshot, 'Microsoft.Web/sites').flatMap((site) =>
    ['ftp', 'scm']
      .filter((way) => !policies.includes(`${site.id}/basicPublishingCredentialsPolicies/${way}`))
      .map((way) => fault(site, `basic credentials for ${way} are not turned off`)),
  );
};

const clientId = /^\[reference\('[^']*\/userAssignedIdentities\/[^']*', '[^']*'\)\.clientId\]$/;
const isClientId = (value: string | undefined) => clientId.test(value ?? '');

/** Storage, telemetry, package and the app's own clients: each by the one user-assigned identity. */
export const connectionsAreByIdentity: Rule = (snapshot) => {
  const settings = settingsOf(snapshot);
  const faults = ofType(snapshot, 'Microsoft.Web/sites').flatMap((site) => {
    const [identity, ...others] = Object.keys(site.identity?.userAssignedIdentities ?? {});
    return [
      ...(site.identity?.type === 'UserAssigned' && identity && others.length === 0
        ? []
        : [fault(site, 'has not exactly one user-assigned identity')]),
      ...mustBe(site, {
        keyVaultReferenceIdentity: identity,
        'functionAppConfig.deployment.storage.authentication.type': 'UserAssignedIdentity',
        'functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId': identity,
      }),
    ];
  });
  for (const service of ['blob', 'queue', 'table'])
    if (!settings[`AzureWebJobsStorage__${service}ServiceUri`]?.endsWith(`.primaryEndpoints.${service}]`))
      faults.push(`AzureWebJobsStorage does not name the ${service} service`);
  if (settings['AzureWebJobsStorage__credential'] !== 'managedidentity')
    faults.push('AzureWebJobsStorage is not by identity');
  for (const name of ['AzureWebJobsStorage__clientId', 'AZURE_CLIENT_ID'])
    if (!isClientId(settings[name])) faults.push(`${name} is not the client id of the identity`);
  if (
    !/^\[format\('ClientId=\{0\};Authorization=AAD', .*\.clientId\)\]$/.test(
      settings['APPLICATIONINSIGHTS_AUTHENTICATION_STRING'] ?? '',
    )
  )
    faults.push('Application Insights is not by identity');
  return faults;
};
