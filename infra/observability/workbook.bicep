metadata description = 'The workbook: verdicts, the age of proofs, calls of Azure, alerts, one run from its start to its end.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Name of the Log Analytics workspace, which the workbook belongs to.')
param workspaceName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspace.id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Kataproof'
    category: 'workbook'
    sourceId: workspace.id
    serializedData: loadTextContent('workbook.json')
  }
}

@description('Resource id of the workbook.')
output id string = workbook.id
