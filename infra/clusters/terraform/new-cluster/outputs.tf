output "cluster_id" {
  description = "ARM id of the cluster, as Kataproof takes it in requests and in watchedClusters."
  value       = azurerm_kubernetes_cluster.this.id
}

output "oidc_issuer_url" {
  description = "Issuer of the tokens of service accounts, for federated credentials of workload identities."
  value       = azurerm_kubernetes_cluster.this.oidc_issuer_url
}
