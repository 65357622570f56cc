terraform {
  required_version = ">= 1.5"

  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
      # workload_runtime takes KataVmIsolation from 4.78 on. What is used here is the same in 5.
      version = ">= 4.78, < 6.0"
    }
  }
}

# The subscription is that of ARM_SUBSCRIPTION_ID, the identity that of the Azure CLI or of ARM_* variables.
provider "azurerm" {
  features {}
}
