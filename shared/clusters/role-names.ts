/** The roles of infra/roles, as errors name them. A test compares the names. */
export const roleNames = {
  verifier: 'Kataproof Verifier',
  provisioner: 'Kataproof Provisioner',
  clusterReconciler: 'Kataproof Cluster Reconciler',
  clusterCreator: 'Kataproof Cluster Creator',
  runCommand: 'Kataproof Run Command',
  fleetQuery: 'Kataproof Fleet Query',
  preflight: 'Kataproof Preflight',
  subnetUser: 'Kataproof Subnet User',
  kubernetes: 'Kataproof Kubernetes',
  kubernetesNodes: 'Kataproof Kubernetes Nodes',
  kubernetesNamespace: 'Kataproof Kubernetes Namespace',
} as const;
