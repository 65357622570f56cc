import { createHash } from 'node:crypto';

/** `aks-<pool>-<8 digits>-vmss00000N`: the digits belong to the cluster, the number is base 36. */
export function nodeName(clusterName: string, poolName: string, index: number): string {
  const digest = createHash('sha256').update(clusterName).digest().readUInt32BE(0);
  const digits = String(10_000_000 + (digest % 90_000_000));
  return `aks-${poolName}-${digits}-vmss${index.toString(36).padStart(6, '0')}`;
}
