import { describe, expect, test } from '@jest/globals';
import * as app from './rules/app-rules.ts';
import * as data from './rules/data-rules.ts';
import * as identity from './rules/identity-rules.ts';
import * as roles from './rules/role-rules.ts';
import type { Rule } from './rules/rule.ts';
import { readSnapshot, type Snapshot, settingsOf, theOne } from './snapshots/snapshot.ts';
import { readBeforehand, subnetsOf, watchedBy } from './snapshots/watched-by.ts';

describe('each rule finds what breaks it', () => {
  type Change = (snapshot: Snapshot) => void;
  const at =
    (type: string) =>
    (change: (properties: NonNullable<Snapshot['predictedResources'][0]['properties']>) => void): Change =>
    (snapshot) => {
      for (const resource of snapshot.predictedResources) if (resource.type === type) change(resource.properties);
    };
  const account = at('Microsoft.Storage/storageAccounts');
  const site = at('Microsoft.Web/sites');
  const assignment = at('Microsoft.Authorization/roleAssignments');
  const setting =
    (name: string, value: string): Change =>
    (snapshot) => {
      settingsOf(snapshot)[name] = value;
    };
  const without =
    (suffix: string): Change =>
    (snapshot) => {
      snapshot.predictedResources = snapshot.predictedResources.filter(({ id }) => !id.endsWith(suffix));
    };
  const everywhere = roles.scopesAreNarrow([
    ...watchedBy('everything'),
    ...subnetsOf('everything'),
    ...readBeforehand('everything'),
  ]);
  const moved =
    (scope: string): Change =>
    (snapshot) => {
      const [first] = snapshot.predictedResources.filter(({ type }) => type.endsWith('/roleAssignments'));
      if (first) first.id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${first.name}`;
    };
  const home = '/subscriptions/22222222-2222-2222-2222-222222222222';

  test.each<[string, Rule, Change]>([
    [
      'a shared key',
      data.storageIsClosed,
      account((of) => {
        of.allowSharedKeyAccess = true;
      }),
    ],
    [
      'a public blob',
      data.storageIsClosed,
      account((of) => {
        of.allowBlobPublicAccess = true;
      }),
    ],
    [
      'old TLS',
      data.storageIsClosed,
      account((of) => {
        of.minimumTlsVersion = 'TLS1_0';
      }),
    ],
    [
      'plain http',
      data.storageIsClosed,
      account((of) => {
        delete of.supportsHttpsTrafficOnly;
      }),
    ],
    [
      'a public container',
      data.containersAreClosed,
      at('Microsoft.Storage/storageAccounts/blobServices/containers')((of) => {
        of.publicAccess = 'Blob';
      }),
    ],
    ['evidence that can be changed', data.evidenceIsImmutable, without('/immutabilityPolicies/default')],
    [
      'evidence that can be appended to',
      data.evidenceIsImmutable,
      at('Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies')((of) => {
        of.allowProtectedAppendWrites = true;
      }),
    ],
    [
      'a vault by access policies',
      data.vaultIsClosed,
      at('Microsoft.KeyVault/vaults')((of) => {
        of.enableRbacAuthorization = false;
      }),
    ],
    [
      'a key that leaves the vault',
      data.vaultIsClosed,
      at('Microsoft.KeyVault/vaults/keys')((of) => {
        of.attributes.exportable = true;
      }),
    ],
    [
      'a key that decrypts',
      data.vaultIsClosed,
      at('Microsoft.KeyVault/vaults/keys')((of) => {
        of.keyOps.push('decrypt');
      }),
    ],
    [
      'blobs deleted for good',
      data.deletedBlobsAreKept,
      at('Microsoft.Storage/storageAccounts/blobServices')((of) => {
        delete of.deleteRetentionPolicy;
      }),
    ],
    [
      'keys of the topic',
      identity.localAuthenticationIsOff,
      at('Microsoft.EventGrid/topics')((of) => {
        of.disableLocalAuth = false;
      }),
    ],
    [
      'keys of the workspace',
      identity.localAuthenticationIsOff,
      at('Microsoft.OperationalInsights/workspaces')((of) => {
        delete of.features;
      }),
    ],
    [
      'keys of telemetry',
      identity.localAuthenticationIsOff,
      at('Microsoft.Insights/components')((of) => {
        of.DisableLocalAuth = false;
      }),
    ],
    [
      'basic credentials',
      identity.localAuthenticationIsOff,
      at('Microsoft.Web/sites/basicPublishingCredentialsPolicies')((of) => {
        of.allow = true;
      }),
    ],
    ['basic credentials by default', identity.basicPublishingIsOff, without('/basicPublishingCredentialsPolicies/scm')],
    [
      'a package by key',
      identity.connectionsAreByIdentity,
      site((of) => {
        of.functionAppConfig.deployment.storage.authentication.type = 'StorageAccountConnectionString';
      }),
    ],
    ['storage without a queue', identity.connectionsAreByIdentity, setting('AzureWebJobsStorage__queueServiceUri', '')],
    [
      'another identity',
      identity.connectionsAreByIdentity,
      setting('AZURE_CLIENT_ID', 'ffffffff-ffff-4fff-8fff-ffffffffffff'),
    ],
    ['telemetry by key', identity.connectionsAreByIdentity, setting('APPLICATIONINSIGHTS_AUTHENTICATION_STRING', '')],
    [
      'a role like Owner',
      roles.rolesAreListed,
      assignment((of) => {
        of.roleDefinitionId = `${home}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;
      }),
    ],
    [
      'a role without a reason',
      roles.assignmentsGiveReasons,
      assignment((of) => {
        of.description = '';
      }),
    ],
    [
      'a role for who knows what',
      roles.assignmentsNameTheKind,
      assignment((of) => {
        delete of.principalType;
      }),
    ],
    ['a role on the resource group', everywhere, moved(`${home}/resourceGroups/rg-test`)],
    ['a role on the subscription', everywhere, moved(home)],
    ['a role on somebody else’s storage', roles.builtInRolesAreAtHome, moved(`${home}/resourceGroups/rg-test`)],
    [
      'all actions',
      roles.actionsAreNamed,
      (snapshot) => {
        snapshot.predictedResources.push({
          id: 'x',
          name: 'x',
          type: 'Microsoft.Authorization/roleDefinitions',
          properties: { permissions: [{ actions: ['Microsoft.ContainerService/managedClusters/*'] }] },
        });
      },
    ],
    [
      'plain http to the app',
      app.appIsClosed,
      site((of) => {
        of.httpsOnly = false;
      }),
    ],
    [
      'a property of the site that Flex refuses',
      app.flexTakesTheSite,
      site((of) => {
        of.siteConfig.ftpsState = 'Disabled';
      }),
    ],
    ['a setting that Flex refuses', app.flexTakesTheSettings, setting('FUNCTIONS_WORKER_RUNTIME', 'node')],
    ['a time zone', app.flexTakesTheSettings, setting('TZ', 'Europe/Berlin')],
    ['a key as a setting', app.settingsHoldNoSecret, setting('KATAPROOF_ALERT_TOPIC_KEY', 'x')],
    ['a connection string as a setting', app.settingsHoldNoSecret, setting('AzureWebJobsStorage', 'x')],
    ['a key within a setting', app.settingsHoldNoSecret, setting('KATAPROOF_X', 'AccountName=a;AccountKey=b')],
    [
      'a call for keys',
      app.settingsHoldNoSecret,
      setting('KATAPROOF_X', "[listKeys('x', '2025-06-01').keys[0].value]"),
    ],
    [
      'an output of a key',
      app.outputsHoldNoSecret,
      (snapshot) => {
        snapshot.outputs = { STORAGE_KEY: 'x' };
      },
    ],
    [
      'an output that azd would not name so',
      app.outputsHoldNoSecret,
      (snapshot) => {
        snapshot.outputs = { siteName: 'x' };
      },
    ],
    [
      'an app that azd does not find',
      app.azdFindsItsResources,
      (snapshot) => {
        delete theOne(snapshot, 'Microsoft.Web/sites').tags?.['azd-service-name'];
      },
    ],
    [
      'a resource of no environment',
      app.azdFindsItsResources,
      (snapshot) => {
        delete theOne(snapshot, 'Microsoft.EventGrid/topics').tags;
      },
    ],
    [
      'a service without logs',
      app.logsGoToTheWorkspace,
      without('/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/to-workspace'),
    ],
  ])('%s', (_, rule, change) => {
    const snapshot = readSnapshot('everything');
    expect(rule(snapshot)).toEqual([]);
    change(snapshot);
    expect(rule(snapshot)).not.toEqual([]);
  });
});
