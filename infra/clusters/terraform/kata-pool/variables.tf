variable "cluster_name" {
  description = "Name of the cluster. It must run Kubernetes 1.28 or later."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group of the cluster."
  type        = string
}

variable "pool_name" {
  description = "Name of the pool: 1 to 12 lower-case letters and digits, beginning with a letter."
  type        = string
  default     = "kata"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,11}$", var.pool_name))
    error_message = "The name must be 1 to 12 lower-case letters and digits, beginning with a letter."
  }
}

variable "vm_size" {
  description = "A VM size of generation 2 with nested virtualization."
  type        = string
  default     = "Standard_D4s_v5"
}

variable "node_count" {
  description = "Number of nodes. Where they are scaled, the cluster autoscaler decides alone."
  type        = number
  default     = 1

  validation {
    condition     = var.node_count >= 1 && var.node_count <= 1000
    error_message = "There must be 1 to 1000 nodes."
  }
}

variable "autoscaling" {
  description = "Bounds of the cluster autoscaler; null for a fixed number of nodes."
  type        = object({ min_count = number, max_count = number })
  default     = null
}

variable "zones" {
  description = "Availability zones, such as 1, 2 and 3; null for none."
  type        = set(string)
  default     = null
}

variable "node_taints" {
  description = "Taints of the form key=value:Effect, such as sandbox=kata:NoSchedule, so that only pods that tolerate them come here."
  type        = list(string)
  default     = []
}

variable "node_labels" {
  description = "Labels of the nodes, beside those that AKS sets."
  type        = map(string)
  default     = {}
}

variable "vnet_subnet_id" {
  description = "ARM id of the subnet of the nodes. It must be given where the other pools of the cluster have one, and only there."
  type        = string
  default     = null
}

variable "pod_subnet_id" {
  description = "ARM id of the subnet of the pods, where the other pools of the cluster have one."
  type        = string
  default     = null
}

variable "max_pods" {
  description = "Pods on one node; null for the default of AKS."
  type        = number
  default     = null
}

variable "os_sku" {
  description = "AzureLinux3 on clusters before Kubernetes 1.32, where AzureLinux means Azure Linux 2, of which no images are left."
  type        = string
  default     = "AzureLinux"

  validation {
    condition     = contains(["AzureLinux", "AzureLinux3"], var.os_sku)
    error_message = "Kata node pools run on AzureLinux or AzureLinux3."
  }
}

variable "encryption_at_host" {
  description = "Encrypts disks and caches on the host. The subscription must have the feature EncryptionAtHost."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the pool and its machines."
  type        = map(string)
  default     = {}
}
