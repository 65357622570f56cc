metadata description = 'How Kataproof is watched: a workbook, and alert rules that tell by e-mail. Their queries read what docs/telemetry.md names.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('E-mail addresses that the alert rules tell. Empty: the rules fire in the portal alone.')
param emails string[]

module workbook 'workbook.bicep' = {
  name: 'workbook'
  params: { location: location, tags: tags, workspaceName: workspaceName }
}

module alertRules 'alert-rules.bicep' = {
  name: 'alert-rules'
  params: {
    location: location
    tags: tags
    resourceToken: resourceToken
    workspaceName: workspaceName
    emails: emails
  }
}
