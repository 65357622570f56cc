/** Whether a resource belongs to a device plugin, such as `vendor.example/device` (Kubernetes, "Extended resources"). */
export function isExtendedResource(name: string): boolean {
  return name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name);
}
