output "pool_id" {
  description = "ARM id of the pool."
  value       = azurerm_kubernetes_cluster_node_pool.kata.id
}
