using '../kata-pool.bicep'

param clusterName = 'demo'
