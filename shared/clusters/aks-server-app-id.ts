/**
 * Application id of the AKS server app in Entra, whose tokens API servers accept. It is the same in every cloud (kubelogin
 * book, "Azure Kubernetes Service AAD Server").
 */
export const aksServerAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';
