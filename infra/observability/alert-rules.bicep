metadata description = 'Alert rules on logs. Each asks with an identity of its own, because the workspace takes no keys.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('E-mail addresses that are told. Empty: the rules fire in the portal alone.')
param emails string[]

var rules = loadJsonContent('alert-rules.json')
var roles = loadJsonContent('../app/built-in-roles.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-kataproof-${resourceToken}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'Kataproof'
    emailReceivers: [
      for (email, index) in emails: { name: 'email-${index}', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-kataproof-alerts-${resourceToken}'
  location: location
  tags: tags
}

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, 'alerts', roles.logAnalyticsDataReader.id)
  scope: workspace
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.logAnalyticsDataReader.id)
    description: roles.logAnalyticsDataReader.reason
  }
}

resource alertRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-kataproof-${rule.name}-${resourceToken}'
    location: location
    tags: tags
    kind: 'LogAlert'
    identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
    dependsOn: [reads]
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspace.id]
      evaluationFrequency: rule.every
      windowSize: rule.window
      // A table is made when its first row arrives.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.fires == 'LessThanOne' ? 'LessThan' : 'GreaterThan'
            threshold: rule.fires == 'LessThanOne' ? 1 : 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(emails) ? [] : [people.id] }
    }
  }
]
