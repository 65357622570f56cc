import { ofType, settingsOf } from '../snapshots/snapshot.ts';
import { fault, mustBe, type Rule } from './rule.ts';

export const appIsClosed: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Web/sites').flatMap((site) =>
    mustBe(site, {
      httpsOnly: true,
      'siteConfig.minTlsVersion': '1.2',
      'siteConfig.scmMinTlsVersion': '1.2',
      'siteConfig.http20Enabled': true,
      'siteConfig.remoteDebuggingEnabled': false,
    }),
  );

/** Settings that Flex Consumption refuses or ignores: functionAppConfig has what they said ("Flex Consumption plan
 * deprecations" of the reference of app settings); a time zone breaks TLS there. */
const forbidden =
  /^(FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|FUNCTIONS_WORKER_PROCESS_COUNT|FUNCTIONS_MAX_HTTP_CONCURRENCY|WEBSITE_RUN_FROM_PACKAGE|WEBSITE_CONTENT|WEBSITE_NODE_DEFAULT_VERSION|WEBSITE_TIME_ZONE|TZ$|WEBSITE_LOAD_CERTIFICATES|WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT|WEBSITE_VNET_ROUTE_ALL|WEBSITE_SLOT|WEBSITE_USE_PLACEHOLDER|ENABLE_ORYX_BUILD|SCM_DO_BUILD_DURING_DEPLOYMENT|BUILD_FLAGS)/;

export const flexTakesTheSettings: Rule = (snapshot) =>
  Object.keys(settingsOf(snapshot))
    .filter((name) => forbidden.test(name))
    .map((name) => `Flex Consumption does not take ${name}`);

/** Properties of a site that Flex Consumption refuses, for the same reason (microsoft/azure-pipelines-tasks#21032). */
const refused =
  /^(alwaysOn|ftpsState|use32BitWorkerProcess|isReserved|isXenon|windowsFxVersion|linuxFxVersion|javaVersion|powerShellVersion|netFrameworkVersion|preWarmedInstanceCount|functionAppScaleLimit|functionsRuntimeScaleMonitoringEnabled|containerSize|vnet(RouteAll|ContentShare|ImagePull|BackupRestore)Enabled)$/i;

export const flexTakesTheSite: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Web/sites').flatMap((site) =>
    [...Object.keys(site.properties), ...Object.keys(site.properties.siteConfig)]
      .filter((name) => refused.test(name))
      .map((name) => fault(site, `Flex Consumption does not take ${name}`)),
  );

/** Settings whose names look like secrets, and are none. */
const harmless =
  /^(APPLICATIONINSIGHTS|DURABLE_TASK_SCHEDULER)_CONNECTION_STRING$|__connectionStringName$|^KATAPROOF_SIGNING_KEY$/;
const secretName = /key|secret|password|token|connection_?string|sas/i;
const secretValue = /AccountKey=|SharedAccess|[?&]sig=|Password=|UseDevelopmentStorage|\blist[A-Z]\w*\(/;

export const settingsHoldNoSecret: Rule = (snapshot) =>
  Object.entries(settingsOf(snapshot)).flatMap(([name, value]) => [
    ...(secretName.test(name) && !harmless.test(name) ? [`The setting ${name} looks like a secret`] : []),
    ...(secretValue.test(value) ? [`The value of ${name} looks like a secret`] : []),
    // The host would take a whole connection string, key and all.
    ...(/^AzureWebJobs[A-Za-z]+$/.test(name) ? [`${name} is a connection string`] : []),
  ]);

export const outputsHoldNoSecret: Rule = ({ outputs = {} }) =>
  Object.entries(outputs).flatMap(([name, value]) => [
    ...(secretName.test(name) ? [`The output ${name} looks like a secret`] : []),
    ...(secretValue.test(JSON.stringify(value)) ? [`The value of the output ${name} looks like a secret`] : []),
    // azd makes them variables of its environment.
    ...(/^[A-Z][A-Z0-9_]*$/.test(name) ? [] : [`The output ${name} is not in capitals`]),
  ]);

/** azd finds its resources by these tags. */
export const azdFindsItsResources: Rule = (snapshot) => {
  const taggable = snapshot.predictedResources.filter(
    ({ type, location }) =>
      location !== undefined &&
      !['Microsoft.Authorization/roleAssignments', 'Microsoft.Web/sites/basicPublishingCredentialsPolicies'].includes(
        type,
      ),
  );
  const untagged = taggable.filter(({ tags }) => tags?.['azd-env-name'] !== 'test');
  const services = snapshot.predictedResources.filter(({ tags }) => tags?.['azd-service-name'] === 'app');
  return [
    ...untagged.map((resource) => fault(resource, 'has no tag azd-env-name')),
    ...(services.length === 1 && services[0]?.type === 'Microsoft.Web/sites'
      ? []
      : [`azd-service-name=app stands on ${services.map(({ name }) => name).join(', ') || 'nothing'}`]),
  ];
};

/** Everything with logs of its own. The component's own are the workspace's already. */
const audited = [
  'Microsoft.DurableTask/schedulers',
  'Microsoft.EventGrid/systemTopics',
  'Microsoft.EventGrid/topics',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Storage/storageAccounts/queueServices',
  'Microsoft.Storage/storageAccounts/tableServices',
  'Microsoft.Web/sites',
];

export const logsGoToTheWorkspace: Rule = (snapshot) => {
  const settings = ofType(snapshot, 'Microsoft.Insights/diagnosticSettings');
  return (
    audited
      .flatMap((type) => ofType(snapshot, type))
      // Azure has refused them at global topics: infra/events/system-topic.bicep.
      .filter(({ type, location }) => !(type === 'Microsoft.EventGrid/systemTopics' && location === 'global'))
      .filter(({ id }) => {
        const found = settings.find((setting) => setting.id.startsWith(`${id}/providers/Microsoft.Insights/`));
        const kinds = [...(found?.properties.logs ?? []), ...(found?.properties.metrics ?? [])];
        return !found?.properties.workspaceId || !kinds.some(({ enabled }) => enabled === true);
      })
      .map((resource) => fault(resource, 'has no diagnostic setting'))
  );
};
