using '../new-cluster.bicep'

param clusterName = 'demo'
