using '../main.bicep'

param environmentName = 'test'
param location = 'westeurope'

param watchedResourceGroups = [
  '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/resourceGroups/clusters-east'
  '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/resourceGroups/clusters-west'
]

param mayProvision = false
param evidenceRetentionDays = 0

param appSettings = {
  KATAPROOF_NAMESPACE: 'kataproof'
}
