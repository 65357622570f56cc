metadata description = 'A virtual network for the app, with one outgoing address that stays when asked for.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Address range of the virtual network, /26 or wider.')
param addressPrefix string

@description('Whether a NAT gateway gives all outgoing traffic one fixed public address.')
param fixedOutboundAddress bool

@description('Whether the NAT gateway’s address is kept in three availability zones.')
param zoneRedundant bool

@description('Resource id of the workspace that logs go to.')
param workspaceId string

resource rules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: 'nsg-kataproof-${resourceToken}'
  location: location
  tags: tags
  // Azure's own rules let the network itself in, and nobody from outside.
  properties: { securityRules: [] }
}

resource address 'Microsoft.Network/publicIPAddresses@2024-07-01' = if (fixedOutboundAddress) {
  name: 'pip-kataproof-${resourceToken}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  zones: zoneRedundant ? ['1', '2', '3'] : []
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' }
}

resource gateway 'Microsoft.Network/natGateways@2024-07-01' = if (fixedOutboundAddress) {
  name: 'ng-kataproof-${resourceToken}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }] }
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet-kataproof-${resourceToken}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 0)
          networkSecurityGroup: { id: rules.id }
          natGateway: fixedOutboundAddress ? { id: gateway.id } : null
          // Flex Consumption runs on it ("Virtual network integration" of its plan).
          delegations: [{ name: 'flex-consumption', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 1)
          networkSecurityGroup: { id: rules.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

var allLogs = [{ categoryGroup: 'allLogs', enabled: true }]
var allMetrics = [{ category: 'AllMetrics', enabled: true }]

resource ruleDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: rules
  properties: { workspaceId: workspaceId, logs: allLogs }
}

resource networkDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: network
  // Its one log is of protected virtual machines, and Azure Government refuses it (Azure/avdaccelerator#685).
  properties: { workspaceId: workspaceId, metrics: allMetrics }
}

resource addressDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (fixedOutboundAddress) {
  name: 'to-workspace'
  scope: address
  properties: { workspaceId: workspaceId, logs: allLogs, metrics: allMetrics }
}

@description('Resource id of the virtual network.')
output id string = network.id

@description('Resource id of the subnet that the app runs in.')
output appSubnetId string = network::app.id

@description('Resource id of the subnet for private endpoints.')
output endpointsSubnetId string = network::endpoints.id

@description('The address that all outgoing traffic has; empty when it is not fixed.')
output outboundAddress string = fixedOutboundAddress ? address!.properties.ipAddress : ''
