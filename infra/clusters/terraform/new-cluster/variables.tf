variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group of the cluster; it must exist."
  type        = string
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "kubernetes_version" {
  description = "Version of Kubernetes, such as 1.35; null for the default of AKS. From 1.32 on, AzureLinux means Azure Linux 3."
  type        = string
  default     = null
}

variable "sku_tier" {
  description = "Free has no uptime SLA. Standard has one."
  type        = string
  default     = "Standard"

  validation {
    condition     = contains(["Free", "Standard", "Premium"], var.sku_tier)
    error_message = "The tier must be Free, Standard or Premium."
  }
}

variable "admin_group_object_ids" {
  description = "Object ids of Entra groups whose members administer the cluster, beside those who have a role of Azure RBAC for Kubernetes."
  type        = list(string)
  default     = []
}

variable "identity_id" {
  description = "ARM id of a user-assigned identity for the control plane; null for a system-assigned one. Clusters in a virtual network of their own need one with the role Network Contributor on the subnet."
  type        = string
  default     = null
}

variable "authorized_ip_ranges" {
  description = "IP ranges that reach the API server; empty for all. The outgoing addresses of Kataproof must be among them."
  type        = list(string)
  default     = []
}

variable "private_cluster" {
  description = "Gives the API server a private address only."
  type        = bool
  default     = false
}

variable "network_policy" {
  description = "Network policy engine. Cilium is no choice: Kata needs its load balancing at sockets confined to the host, and AKS does not let anybody set that."
  type        = string
  default     = "calico"

  validation {
    condition     = contains(["azure", "calico", "none"], var.network_policy)
    error_message = "The network policy engine must be azure, calico or none."
  }
}

variable "vnet_subnet_id" {
  description = "ARM id of the subnet of all nodes; null for a virtual network that AKS manages."
  type        = string
  default     = null
}

variable "service_cidr" {
  description = "Addresses of services: a range that no network has that the cluster is in or is peered with. AKS refuses one that overlaps with the subnet."
  type        = string
  default     = "10.0.0.0/16"
}

variable "pod_cidr" {
  description = "Addresses of pods, of an overlay that only the cluster sees: a range that the network does not have."
  type        = string
  default     = "10.244.0.0/16"
}

variable "system_vm_size" {
  description = "VM size of the System pool."
  type        = string
  default     = "Standard_D4ds_v5"
}

variable "system_node_count" {
  description = "Number of nodes of the System pool."
  type        = number
  default     = 2

  validation {
    condition     = var.system_node_count >= 1 && var.system_node_count <= 1000
    error_message = "There must be 1 to 1000 nodes."
  }
}

variable "zones" {
  description = "Availability zones of both pools, such as 1, 2 and 3; null for none."
  type        = set(string)
  default     = null
}

variable "pool_name" {
  description = "Name of the Kata pool: 1 to 12 lower-case letters and digits, beginning with a letter."
  type        = string
  default     = "kata"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,11}$", var.pool_name))
    error_message = "The name must be 1 to 12 lower-case letters and digits, beginning with a letter."
  }
}

variable "vm_size" {
  description = "VM size of the Kata pool: one of generation 2 with nested virtualization."
  type        = string
  default     = "Standard_D4s_v5"
}

variable "node_count" {
  description = "Number of nodes of the Kata pool. Where they are scaled, the cluster autoscaler decides alone."
  type        = number
  default     = 1

  validation {
    condition     = var.node_count >= 1 && var.node_count <= 1000
    error_message = "There must be 1 to 1000 nodes."
  }
}

variable "autoscaling" {
  description = "Bounds of the cluster autoscaler for the Kata pool; null for a fixed number of nodes."
  type        = object({ min_count = number, max_count = number })
  default     = null
}

variable "node_taints" {
  description = "Taints of the Kata pool of the form key=value:Effect, such as sandbox=kata:NoSchedule, so that only pods that tolerate them come here."
  type        = list(string)
  default     = []
}

variable "node_labels" {
  description = "Labels of the nodes of the Kata pool, beside those that AKS sets."
  type        = map(string)
  default     = {}
}

variable "encryption_at_host" {
  description = "Encrypts disks and caches of all nodes on their hosts. The subscription must have the feature EncryptionAtHost."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the cluster, its pools and their machines."
  type        = map(string)
  default     = {}
}
