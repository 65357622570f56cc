metadata description = 'The workbook: verdicts, the age of proofs, calls of Azure, alerts, one run from its start to its end.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the Log Analytics workspace, which the workbook belongs to.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceId, 'kataproof-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Kataproof'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('workbook.json')
  }
}

@description('Resource id of the workbook.')
output id string = workbook.id
