using '../main.bicep'

param environmentName = 'test'
param location = 'westeurope'

param watchedSubscriptions = [
  'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
  'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'
]
