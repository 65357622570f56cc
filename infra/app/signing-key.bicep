metadata description = 'A Key Vault with the key that the app signs statements about evidence with. It never leaves the vault.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@maxLength(24)
@description('Name of the vault.')
param name string

@description('Object id of the app’s identity.')
param principalId string

@description('Object id of who deploys; empty for nobody.')
param deployerId string

@description('Kind of who deploys.')
@allowed(['User', 'ServicePrincipal'])
param deployerType string

@description('Whether only a private endpoint leads to the vault.')
param privateNetwork bool

@description('Resource id of the workspace that logs go to.')
param workspaceId string

var roles = loadJsonContent('built-in-roles.json')

// What it signed stays verifiable without it, by its public half. So it has no purge protection, which would keep its name
// for 90 days after a deployment was taken down.
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: []
      virtualNetworkRules: []
    }
  }

  // Made once: a later deployment adds no version.
  resource key 'keys' = {
    name: 'evidence'
    tags: tags
    properties: {
      kty: 'EC'
      curveName: 'P-256'
      keyOps: ['sign', 'verify']
      attributes: { enabled: true, exportable: false }
    }
  }
}

resource signs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::key.id, 'app', roles.keyVaultCryptoUser.id)
  scope: vault::key
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultCryptoUser.id)
    description: roles.keyVaultCryptoUser.reason
  }
}

resource readsKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerId)) {
  name: guid(vault::key.id, deployerId, roles.keyVaultReader.id)
  scope: vault::key
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultReader.id)
    description: roles.keyVaultReader.reason
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the vault.')
output vaultId string = vault.id
