metadata description = 'The role definitions of this folder by the names of their files.'

@export()
var roleFiles = {
  verifier: loadJsonContent('verifier.json')
  provisioner: loadJsonContent('provisioner.json')
  'cluster-reconciler': loadJsonContent('cluster-reconciler.json')
  'cluster-creator': loadJsonContent('cluster-creator.json')
  'subnet-user': loadJsonContent('subnet-user.json')
  'identity-user': loadJsonContent('identity-user.json')
  'fleet-query': loadJsonContent('fleet-query.json')
  preflight: loadJsonContent('preflight.json')
  'run-command': loadJsonContent('run-command.json')
  kubernetes: loadJsonContent('kubernetes.json')
  'kubernetes-nodes': loadJsonContent('kubernetes-nodes.json')
}

@export()
@description('A role and where its definition is.')
type assignedRole = {
  @description('Name of its file, without .json.')
  name: string

  @description('GUID of its definition.')
  id: string
}
