# A node pool whose pods can have a virtual machine of their own (Pod Sandboxing), for a cluster that exists.

data "azurerm_kubernetes_cluster" "this" {
  name                = var.cluster_name
  resource_group_name = var.resource_group_name
}

resource "azurerm_kubernetes_cluster_node_pool" "kata" {
  name                  = var.pool_name
  kubernetes_cluster_id = data.azurerm_kubernetes_cluster.this.id

  mode             = "User"
  os_type          = "Linux"
  os_sku           = var.os_sku
  workload_runtime = "KataVmIsolation"
  vm_size          = var.vm_size

  # A number beside the autoscaler would undo at every apply what it has done since.
  node_count           = var.autoscaling == null ? var.node_count : null
  auto_scaling_enabled = var.autoscaling != null
  min_count            = var.autoscaling == null ? null : var.autoscaling.min_count
  max_count            = var.autoscaling == null ? null : var.autoscaling.max_count
  zones                = var.zones

  node_taints = var.node_taints
  node_labels = var.node_labels
  tags        = var.tags

  vnet_subnet_id          = var.vnet_subnet_id
  pod_subnet_id           = var.pod_subnet_id
  max_pods                = var.max_pods
  host_encryption_enabled = var.encryption_at_host

  upgrade_settings {
    max_surge = "10%"
  }
}
