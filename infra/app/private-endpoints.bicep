metadata description = 'Private endpoints of the storage account’s blobs, queues and tables, and of the vault, with their DNS zones.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Resource id of the storage account.')
param storageAccountId string

@description('Resource id of the Key Vault; empty for none.')
param vaultId string

@description('Resource id of the virtual network that resolves the names.')
param networkId string

@description('Resource id of the subnet for the endpoints.')
param subnetId string

var storageServices = map(['blob', 'queue', 'table'], service => {
  name: service
  zone: 'privatelink.${service}.${environment().suffixes.storage}'
  targetId: storageAccountId
})

// The zone of privatelink.vaultcore.azure.net, for vaults of .vault.azure.net, and so in the other clouds.
var vaultService = {
  name: 'vault'
  zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  targetId: vaultId
}

var services = concat(storageServices, empty(vaultId) ? [] : [vaultService])

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: 'kataproof'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for service in services: {
    name: 'pe-${service.name}-kataproof-${resourceToken}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        { name: service.name, properties: { privateLinkServiceId: service.targetId, groupIds: [service.name] } }
      ]
    }
  }
]

resource registrations 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (service, index) in services: {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service.name, properties: { privateDnsZoneId: zones[index].id } }]
    }
  }
]
