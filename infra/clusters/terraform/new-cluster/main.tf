# An AKS cluster that only Entra identities reach, with a System pool for the parts of AKS and a node pool whose pods can
# have a virtual machine of their own (Pod Sandboxing).

resource "azurerm_kubernetes_cluster" "this" {
  name                = var.cluster_name
  location            = var.location
  resource_group_name = var.resource_group_name
  dns_prefix          = var.cluster_name
  kubernetes_version  = var.kubernetes_version
  sku_tier            = var.sku_tier
  tags                = var.tags

  role_based_access_control_enabled = true
  local_account_disabled            = true
  run_command_enabled               = false
  oidc_issuer_enabled               = true
  workload_identity_enabled         = true

  automatic_upgrade_channel    = "patch"
  node_os_upgrade_channel      = "NodeImage"
  image_cleaner_enabled        = true
  image_cleaner_interval_hours = 48

  private_cluster_enabled = var.private_cluster

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    admin_group_object_ids = var.admin_group_object_ids
  }

  dynamic "api_server_access_profile" {
    for_each = var.private_cluster || length(var.authorized_ip_ranges) == 0 ? [] : [var.authorized_ip_ranges]

    content {
      authorized_ip_ranges = api_server_access_profile.value
    }
  }

  identity {
    type         = var.identity_id == null ? "SystemAssigned" : "UserAssigned"
    identity_ids = var.identity_id == null ? null : [var.identity_id]
  }

  node_provisioning_profile {
    mode = "Manual"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_policy      = var.network_policy == "none" ? null : var.network_policy
    load_balancer_sku   = "standard"
    service_cidr        = var.service_cidr
    dns_service_ip      = cidrhost(var.service_cidr, 10)
    pod_cidr            = var.pod_cidr
  }

  default_node_pool {
    name                         = "system"
    type                         = "VirtualMachineScaleSets"
    os_sku                       = "AzureLinux"
    vm_size                      = var.system_vm_size
    node_count                   = var.system_node_count
    zones                        = var.zones
    only_critical_addons_enabled = true
    vnet_subnet_id               = var.vnet_subnet_id
    host_encryption_enabled      = var.encryption_at_host
    temporary_name_for_rotation  = "systemtemp"
    tags                         = var.tags

    upgrade_settings {
      max_surge = "10%"
    }
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "kata" {
  name                  = var.pool_name
  kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id

  mode             = "User"
  os_type          = "Linux"
  os_sku           = "AzureLinux"
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
  host_encryption_enabled = var.encryption_at_host

  upgrade_settings {
    max_surge = "10%"
  }
}
