metadata name = 'Kataproof'
metadata description = 'Everything that Kataproof needs for itself, in a resource group of its own, and its rights on the clusters that it watches.'

targetScope = 'subscription'

import { deadLetterContainerName, eventQueueName } from 'app/storage-names.bicep'
import { existingSystemTopic } from 'events/types.bicep'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment. The resource group is rg-<name>.')
param environmentName string

@minLength(1)
@metadata({ azd: { type: 'location' } })
@description('Azure region of what Kataproof needs for itself; the clusters may be anywhere. It must offer Flex Consumption and, with zoneRedundant, its availability zones.')
param location string

@description('Object id of who deploys, for reading evidence and dead letters, giving the latter to the app again and, with Durable Task Scheduler, its dashboard. Empty gives nobody a right.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
@description('Kind of principalId.')
param principalType string = 'User'

// --- What is watched

@description('Ids of subscriptions (GUIDs) of which all clusters are watched.')
param watchedSubscriptions string[] = []

@description('Resource ids of resource groups (/subscriptions/…/resourceGroups/…) of which all clusters are watched.')
param watchedResourceGroups string[] = []

@description('Resource ids of single clusters (…/providers/Microsoft.ContainerService/managedClusters/…) that are watched.')
param watchedClusters string[] = []

@description('Whether the app may add Kata node pools to watched clusters, and remove its own. Else it proves what is there.')
param mayProvision bool = true

@description('Whether the app may make clusters in the watched subscriptions and resource groups, and delete those that it made, where it may add node pools.')
param mayCreateClusters bool = false

@description('Resource ids of the subnets (…/virtualNetworks/…/subnets/…) of watched clusters with a network of their own, which new node pools join.')
param clusterSubnets string[] = []

@description('Resource ids of the user-assigned identities (…/userAssignedIdentities/…) of watched clusters that have one, for KATAPROOF_RECONCILE_CLUSTER, and of new ones, for mayCreateClusters: whoever writes a cluster must be allowed to assign its identity.')
param clusterIdentities string[] = []

@description('Ids of subscriptions (GUIDs) of which VM sizes, vCPU quotas, Kubernetes versions and policies are read before a node pool is added. Watched subscriptions are among them; name those in which single groups or clusters are watched, unless the app shall have no right on them as a whole.')
param preflightSubscriptions string[] = []

@description('Resource ids of those watched clusters that the app reaches by commands that Azure runs in them, where their API server has no way in (KATAPROOF_RUN_COMMAND). The right to do so is powerful, and is given on these alone.')
param runCommandClusters string[] = []

@description('Whether roles in Azure are what counts in the clusters (Azure RBAC for Kubernetes); where they do not count they do no harm. If false, apply the manifests of infra/kubernetes.')
param azureRbacInClusters bool = true

@description('GUIDs of role definitions that somebody has made of infra/roles/*.json, by the names of those files. Those that are left out are made by this deployment, which needs Owner or User Access Administrator where they are assigned.')
@sealed()
param existingRoles {
  provisioner: string?
  verifier: string?
  'cluster-reconciler': string?
  'cluster-creator': string?
  'subnet-user': string?
  'identity-user': string?
  'fleet-query': string?
  preflight: string?
  'run-command': string?
  kubernetes: string?
  'kubernetes-nodes': string?
} = {}

// --- What may be asked for

@minValue(1)
@maxValue(1000)
@description('The most nodes that a node pool which the app adds may have, or come to by autoscaling.')
param largestPool int = 1000

@description('The only VM sizes that nodes may have which the app adds; * stands for any characters. Empty: any.')
param allowedVmSizes string[] = []

@description('Whether every provisioning waits until somebody approves it, also when its caller asks for no approval.')
param requireApproval bool = false

@minValue(1)
@maxValue(168)
@description('How many hours a provisioning waits for approval before it ends.')
param approvalHours int = 24

@description('Whether somebody else than who asks for a provisioning must approve it, as far as both are known by Entra ID.')
param approvalFourEyes bool = true

// --- What reaches it

@allowed(['StorageQueue', 'AzureFunction'])
@description('How events of clusters reach the app: by a storage queue with the topic’s own identity, or by Event Grid calling the app’s functions, which have to be there first (a second step).')
param eventDelivery string = 'StorageQueue'

@description('Whether what AKS announces (maintenance, end of support; preview) reaches the app as well. It is told of whole subscriptions, so whoever deploys needs Microsoft.ResourceNotifications/systemTopics/subscribeToContainerServiceEventResources/action there.')
param subscribeToAnnouncements bool = false

@description('System topics of what is watched that are there already, which are used then: Azure allows one for each source and type. Each must have a system-assigned identity.')
param existingSystemTopics existingSystemTopic[] = []

// --- The app

@allowed(['22', '24'])
@description('Version of Node that the app runs on.')
param nodeVersion string = '24'

@minValue(0)
@maxValue(20)
@description('Instances that are always ready for orchestrations and activities. 0 saves their base price; a run then begins when an instance has started. With zoneRedundant and not 0, there are two at least.')
param alwaysReadyDurableInstances int = 1

@allowed([512, 2048, 4096])
@description('Memory of an instance in MB: a quarter of a core, one, or two.')
param instanceMemoryMB int = 2048

@minValue(40)
@maxValue(1000)
@description('The most instances that the app scales out to.')
param maximumInstanceCount int = 40

@allowed(['AzureStorage', 'DurableTaskScheduler'])
@description('Where Durable keeps the state of runs: the storage account, or a Durable Task Scheduler. Runs that are under way do not move to another one.')
param durableBackend string = 'AzureStorage'

@description('IP ranges (CIDR) that the Durable Task Scheduler answers. The app’s own address is fixed by fixedOutboundAddress alone.')
param schedulerAllowedAddresses string[] = ['0.0.0.0/0']

@description('Spreads app and storage over three availability zones. It cannot be changed for a storage account that exists.')
param zoneRedundant bool = false

@description('Further application settings (docs/settings.md), by name, as texts. Not for secrets: name one of a Key Vault, @Microsoft.KeyVault(SecretUri=…). Those that the template makes itself cannot be overridden.')
param appSettings { *: string } = {}

// --- Evidence

@description('Makes a Key Vault with a key that the app signs statements about evidence with (docs/evidence.md). A key of your own is named in appSettings instead (KATAPROOF_SIGNING_KEY), and needs a role for the app’s identity.')
param signEvidence bool = false

@minValue(0)
@maxValue(146000)
@description('For how many days Azure itself refuses to change or delete evidence. The policy is unlocked: who may write the storage account’s containers, the app’s identity among them, can take it away until somebody locks it. 0 makes none.')
param evidenceRetentionDays int = 365

@description('Whether somebody has locked that policy. Azure refuses to set a locked one again, so the deployment then leaves it as it is.')
param evidencePolicyLocked bool = false

@minValue(0)
@maxValue(146000)
@description('After how many days evidence is deleted, not less than evidenceRetentionDays. 0 keeps it.')
param evidenceDeletedAfterDays int = 0

// --- Network

@description('Runs the app in a virtual network and shuts the storage account for everything but private endpoints there and Azure’s trusted services, such as Event Grid.')
param privateNetwork bool = false

@description('Runs the app in a virtual network and gives its outgoing traffic one fixed address, which API servers with authorized IP ranges can list.')
param fixedOutboundAddress bool = false

@description('Address range of the virtual network, /26 or wider. It must not overlap with networks that it is peered with, such as those of private clusters.')
param networkAddressPrefix string = '10.76.0.0/24'

// --- Who may call

@description('Client id of an app registration. When given, no request without a token of Entra ID for it reaches the app; function keys are asked for as well.')
param authenticationClientId string = ''

@description('Tenant of that app registration.')
param authenticationTenantId string = tenant().tenantId

@allowed(['Return401', 'RedirectToLoginPage'])
@description('What a request without a token gets: 401, or the sign-in page. For the latter the app registration must trust the app’s identity as a federated credential.')
param authenticationUnauthenticatedAction string = 'Return401'

@description('Client ids of the applications that may call. Empty: any that Entra ID gives a token for the registration.')
param authenticationAllowedApplications string[] = []

@description('Object ids of the users, groups or service principals that may call. Empty: any.')
param authenticationAllowedPrincipals string[] = []

// --- Watching itself

@minValue(30)
@maxValue(730)
@description('How many days logs and telemetry are kept.')
param logRetentionDays int = 30

@description('Logs each operation on queues and tables too. Durable makes several a second, day and night.')
param logQueuesAndTables bool = false

@description('E-mail addresses that the alert rules tell: of a stale proof, a shared kernel, what was given up, timers that stand still. Empty: they fire in the portal alone.')
param alertEmails string[] = []

@minValue(0)
@description('What the resource group may cost a month, in the currency of the subscription’s bill: e-mails are sent at 80 percent and when the forecast exceeds it. 0 makes no budget.')
param budgetAmount int = 0

@description('First day of the month in which the budget is first deployed (yyyy-MM-01). Leave it as it is then: Azure lets nobody change it.')
param budgetStartDate string = ''

@description('E-mail addresses that are told of the budget.')
param budgetEmails string[] = []

var tags = { 'azd-env-name': environmentName }
var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))

var storageAccountName = 'st${resourceToken}'
var functionAppName = 'func-kataproof-${resourceToken}'
var vaultName = 'kv-${resourceToken}'
var workspaceName = 'log-kataproof-${resourceToken}'
var componentName = 'appi-kataproof-${resourceToken}'

func isGuid(text string) bool => length(text) == 36 && length(split(text, '-')) == 5

@description('Whether a part of an id can stand for a word of a form: the same word whatever its case, or anything for one in capitals.')
func fits(part string, word string) bool =>
  !empty(word) && word == toUpper(word) ? !empty(part) : toLower(part) == toLower(word)

func hasForm(id string, form string) bool =>
  length(split(id, '/')) == length(split(form, '/')) && empty(filter(
    range(0, length(split(form, '/'))),
    at => !fits(split(id, '/')[?at] ?? '', split(form, '/')[at])
  ))

@description('The id itself when it has the form; else the deployment fails, and says which one is wrong and what it has to look like.')
func checkedId(id string, form string, parameter string) string =>
  hasForm(id, form) && isGuid(split(id, '/')[?2] ?? '')
    ? id
    : fail('${parameter} has "${id}". It must be like ${form}, where SUBSCRIPTION is a GUID')

func checkedSubscription(id string, parameter string) string =>
  isGuid(id) ? id : fail('${parameter} has "${id}". It must be the GUID of a subscription')

var groupForm = '/subscriptions/SUBSCRIPTION/resourceGroups/GROUP'
var clusterForm = '${groupForm}/providers/Microsoft.ContainerService/managedClusters/CLUSTER'
var subnetForm = '${groupForm}/providers/Microsoft.Network/virtualNetworks/NETWORK/subnets/SUBNET'
var topicForm = '${groupForm}/providers/Microsoft.EventGrid/systemTopics/TOPIC'
var identityForm = '${groupForm}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/IDENTITY'

// Modules get these: a wrong one would fail there with a message that nobody understands.
var subscriptions = map(watchedSubscriptions, id => checkedSubscription(id, 'watchedSubscriptions'))
var groups = map(watchedResourceGroups, id => checkedId(id, groupForm, 'watchedResourceGroups'))
var clusters = map(watchedClusters, id => checkedId(id, clusterForm, 'watchedClusters'))
var subnets = map(clusterSubnets, id => checkedId(id, subnetForm, 'clusterSubnets'))
var watchedIds = concat(groups, clusters)
var watchedScopes = union(map(subscriptions, id => '/subscriptions/${id}'), watchedIds)
var fleetSubscriptions = union(map(subscriptions, id => toLower(id)), map(watchedIds, id => toLower(split(id, '/')[2])))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: group
  params: { location: location, tags: tags, resourceToken: resourceToken }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: workspaceName
    componentName: componentName
    principalId: identity.outputs.principalId
    retentionInDays: logRetentionDays
  }
}

// Read here and not put out by the module: who reads records of deployments finds no connection string.
resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  scope: group
  name: componentName
  dependsOn: [monitoring]
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: tags
    name: storageAccountName
    principalId: identity.outputs.principalId
    deployerId: principalId
    deployerType: principalType
    evidenceContainerName: '${toLower(appSettings.?KATAPROOF_TABLE_PREFIX ?? 'kataproof')}-evidence'
    evidenceRetentionDays: evidenceRetentionDays
    evidencePolicyLocked: evidencePolicyLocked
    evidenceDeletedAfterDays: evidenceDeletedAfterDays > 0 && evidenceDeletedAfterDays < evidenceRetentionDays
      ? fail('evidenceDeletedAfterDays is less than evidenceRetentionDays: until then Azure deletes nothing')
      : evidenceDeletedAfterDays
    zoneRedundant: zoneRedundant
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    logQueuesAndTables: logQueuesAndTables
  }
}

module signingKey 'app/signing-key.bicep' = if (signEvidence) {
  name: 'signing-key'
  scope: group
  params: {
    location: location
    tags: tags
    name: vaultName
    principalId: identity.outputs.principalId
    deployerId: principalId
    deployerType: principalType
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alertTopic 'app/alert-topic.bicep' = {
  name: 'alert-topic'
  scope: group
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'app/scheduler.bicep' = if (durableBackend == 'DurableTaskScheduler') {
  name: 'scheduler'
  scope: group
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    principalId: identity.outputs.principalId
    deployerId: principalId
    deployerType: principalType
    allowedAddresses: schedulerAllowedAddresses
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'app/network.bicep' = if (privateNetwork || fixedOutboundAddress) {
  name: 'network'
  scope: group
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    addressPrefix: parseCidr(networkAddressPrefix).cidr > 26
      ? fail('networkAddressPrefix is "${networkAddressPrefix}". It must be /26 or wider')
      : networkAddressPrefix
    fixedOutboundAddress: fixedOutboundAddress
    zoneRedundant: zoneRedundant
    workspaceId: monitoring.outputs.workspaceId
  }
}

module privateEndpoints 'app/private-endpoints.bicep' = if (privateNetwork) {
  name: 'private-endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    storageAccountId: storage.outputs.id
    vaultId: signEvidence ? signingKey!.outputs.vaultId : ''
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointsSubnetId
  }
}

var durableSettings = durableBackend == 'DurableTaskScheduler'
  ? {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.outputs.clientId}'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
      TASKHUB_NAME: scheduler!.outputs.taskHubName
    }
  // Letters and digits alone: queues, tables and containers are named after it.
  : { TASKHUB_NAME: 'kataproof' }

// Signing people in needs no client secret: the app registration trusts this identity.
var signInSettings = !empty(authenticationClientId) && authenticationUnauthenticatedAction == 'RedirectToLoginPage'
  ? { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.outputs.clientId }
  : {}

// By its name, so that a rotated key is used without a deployment.
var signingSettings = signEvidence
  ? { KATAPROOF_SIGNING_KEY: 'https://${vaultName}${environment().suffixes.keyvaultDns}/keys/evidence' }
  : {}

// As strict as asked for. What is left as it is by default can still be said by appSettings.
var limits = union(
  largestPool == 1000 ? {} : { KATAPROOF_LARGEST_POOL: string(largestPool) },
  empty(allowedVmSizes) ? {} : { KATAPROOF_ALLOWED_VM_SIZES: join(allowedVmSizes, ',') },
  requireApproval ? { KATAPROOF_REQUIRE_APPROVAL: 'true' } : {},
  approvalHours == 24 ? {} : { KATAPROOF_APPROVAL_HOURS: string(approvalHours) },
  approvalFourEyes ? {} : { KATAPROOF_APPROVAL_FOUR_EYES: 'false' },
  empty(runCommandClusters) ? {} : { KATAPROOF_RUN_COMMAND: 'when-unreachable' }
)

var ownSettings = {
  AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
  AzureWebJobsStorage__queueServiceUri: storage.outputs.queueEndpoint
  AzureWebJobsStorage__tableServiceUri: storage.outputs.tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.outputs.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
  // The exporters of host and app send nothing to anybody else.
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true'
  AZURE_CLIENT_ID: identity.outputs.clientId
  // Of this cloud; tokens are for the same address.
  AZURE_RESOURCE_MANAGER_ENDPOINT: environment().resourceManager
  AZURE_RESOURCE_MANAGER_AUDIENCE: environment().resourceManager
  KATAPROOF_TABLES_ENDPOINT: storage.outputs.tableEndpoint
  KATAPROOF_BLOBS_ENDPOINT: storage.outputs.blobEndpoint
  KATAPROOF_ALERT_TOPIC_ENDPOINT: alertTopic.outputs.endpoint
  KATAPROOF_FLEET_SUBSCRIPTIONS: join(fleetSubscriptions, ',')
  // The night lists of those what the allowed scopes name, and nothing wider.
  KATAPROOF_ALLOWED_SCOPES: join(watchedScopes, ',')
  // What new pools and clusters may refer to: what this deployment gives rights on for them, and what appSettings adds.
  KATAPROOF_ALLOWED_RESOURCE_SCOPES: join(
    filter(
      concat(clusterSubnets, clusterIdentities, [appSettings.?KATAPROOF_ALLOWED_RESOURCE_SCOPES ?? '']),
      id => !empty(id)
    ),
    ','
  )
}

// By identity, endpoints and roles of the modules before it, so that the host finds everything open at its first start.
module functionApp 'app/function-app.bicep' = {
  name: 'function-app'
  scope: group
  dependsOn: [privateEndpoints, signingKey]
  params: {
    location: location
    tags: tags
    name: functionAppName
    planName: 'plan-kataproof-${resourceToken}'
    identityId: identity.outputs.id
    subnetId: privateNetwork || fixedOutboundAddress ? network!.outputs.appSubnetId : ''
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyDurableInstances: alwaysReadyDurableInstances
    zoneRedundant: zoneRedundant
    appSettings: union(appSettings, ownSettings, limits, durableSettings, signInSettings, signingSettings)
    workspaceId: monitoring.outputs.workspaceId
  }
}

module clusterRoles 'roles/roles.bicep' = if (!empty(watchedScopes)) {
  name: 'cluster-roles-${resourceToken}'
  params: {
    principalId: identity.outputs.principalId
    suffix: '${environmentName} ${resourceToken}'
    watchedSubscriptions: subscriptions
    watchedResourceGroups: groups
    watchedClusters: clusters
    clusterSubnets: subnets
    clusterIdentities: map(clusterIdentities, id => checkedId(id, identityForm, 'clusterIdentities'))
    preflightSubscriptions: map(preflightSubscriptions, id => checkedSubscription(id, 'preflightSubscriptions'))
    runCommandClusters: map(runCommandClusters, id => checkedId(id, clusterForm, 'runCommandClusters'))
    mayProvision: mayProvision
    mayCreateClusters: mayCreateClusters
    // What the app is told it may do, and nothing else.
    mayReconcile: toLower(appSettings.?KATAPROOF_RECONCILE_CLUSTER ?? 'false') == 'true'
    queriesResourceGraph: toLower(appSettings.?KATAPROOF_FLEET_RESOURCE_GRAPH ?? 'false') == 'true'
    azureRbacInClusters: azureRbacInClusters
    hasOwnNamespace: !empty(appSettings.?KATAPROOF_NAMESPACE ?? '')
    existingRoles: existingRoles
  }
}

module authentication 'app/authentication.bicep' = if (!empty(authenticationClientId)) {
  name: 'authentication'
  scope: group
  dependsOn: [functionApp]
  params: {
    siteName: functionAppName
    clientId: authenticationClientId
    tenantId: authenticationTenantId
    unauthenticatedAction: authenticationUnauthenticatedAction
    allowedApplications: authenticationAllowedApplications
    allowedPrincipals: authenticationAllowedPrincipals
    // Event Grid calls them with their own key, and has no token.
    // The health probe says up or down to anybody; Event Grid brings the key of its extension.
    // The page holds nothing but itself: it signs people in, and asks the API as them.
    excludedPaths: concat(
      ['/api/health', '/api/page', '/api/page/*'],
      eventDelivery == 'AzureFunction' ? ['/runtime/webhooks/*'] : []
    )
  }
}

// A subscription keeps one deployment of a name, in one region: the name must be this environment's own.
module events 'events/events.bicep' = if (eventDelivery == 'StorageQueue') {
  name: 'events-${resourceToken}'
  dependsOn: [storage]
  params: {
    resourceGroupName: group.name
    location: location
    tags: tags
    resourceToken: resourceToken
    watchedSubscriptions: subscriptions
    watchedResourceGroups: groups
    watchedClusters: clusters
    announcements: subscribeToAnnouncements
    existingSystemTopics: map(existingSystemTopics, topic => {
      source: topic.source
      topicType: topic.topicType
      topicId: checkedId(topic.topicId, topicForm, 'existingSystemTopics')
    })
    destination: {
      kind: 'StorageQueue'
      functionAppId: ''
      storageAccountId: resourceId(
        subscription().subscriptionId,
        group.name,
        'Microsoft.Storage/storageAccounts',
        storageAccountName
      )
      queueName: eventQueueName
      deadLetterContainerName: deadLetterContainerName
    }
    workspaceId: monitoring.outputs.workspaceId
  }
}

module observability 'observability/observability.bicep' = {
  name: 'observability'
  scope: group
  dependsOn: [monitoring]
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    workspaceName: workspaceName
    emails: alertEmails
  }
}

module budget 'app/budget.bicep' = if (budgetAmount > 0) {
  name: 'budget'
  scope: group
  params: {
    name: 'budget-kataproof-${resourceToken}'
    amount: budgetAmount
    startDate: empty(budgetStartDate)
      ? fail('budgetStartDate must be given with budgetAmount, as yyyy-MM-01')
      : budgetStartDate
    emails: empty(budgetEmails) ? fail('budgetEmails must name somebody when budgetAmount is given') : budgetEmails
  }
}

@description('Resource group of everything that Kataproof needs for itself.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Address of the function app.')
output FUNCTION_APP_URL string = functionApp.outputs.url

@description('Name of the storage account.')
output STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('Name of the Key Vault whose key signs evidence; empty for none.')
output SIGNING_VAULT_NAME string = signEvidence ? vaultName : ''

@description('Name of the Log Analytics workspace.')
output LOG_ANALYTICS_WORKSPACE_NAME string = monitoring.outputs.workspaceName

@description('Name of the Application Insights component.')
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.componentName

@description('Name of the Event Grid topic of alerts.')
output ALERT_TOPIC_NAME string = alertTopic.outputs.name

@description('Object id of the app’s identity, which Kubernetes RBAC binds roles to.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Resource ids, as a JSON list, of the role assignments on what is watched. What an earlier deployment gave besides is taken back (npm run take-back).')
output CLUSTER_RIGHTS string = empty(watchedScopes)
  ? '[]'
  : string(flatten(concat(
      clusterRoles!.outputs.onSubscriptions,
      clusterRoles!.outputs.onResourceGroups,
      clusterRoles!.outputs.onClusters,
      clusterRoles!.outputs.onSubnets,
      clusterRoles!.outputs.onIdentities,
      clusterRoles!.outputs.onPreflightSubscriptions,
      clusterRoles!.outputs.onCommandClusters
    )))

@description('The fixed outgoing address of the app; empty when it has none.')
output OUTBOUND_ADDRESS string = privateNetwork || fixedOutboundAddress ? network!.outputs.outboundAddress : ''
