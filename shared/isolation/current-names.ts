import { kataRuntime, kataRuntimeClassName, oldKataRuntimeClasses, oldKataRuntimes } from './kata.ts';

/** The fields of a pool or a pod that have had other values in previews, with the names that ARM and Kubernetes give them. */
export type NamedField = 'workloadRuntime' | 'osSKU' | 'runtimeClassName';

interface FieldNames {
  current: readonly string[];
  /** What previews, drafts and other distributions of Kata have called the same. */
  old: readonly string[];
  /** Why there is no other one. */
  why: string;
}

/**
 * All names that there are and were. The OS SKU was `Mariner`, then `CBLMariner` (Microsoft Learn, "Azure Linux container host
 * for AKS"); `kata-qemu` is a class of kata-deploy, which Microsoft's first drafts of Pod Sandboxing told people to use.
 */
export const fieldNames: Readonly<Record<NamedField, FieldNames>> = {
  workloadRuntime: { current: [kataRuntime], old: oldKataRuntimes, why: 'only such pools sandbox pods' },
  osSKU: {
    current: ['AzureLinux', 'AzureLinux3'],
    old: ['CBLMariner', 'Mariner'],
    why: 'AKS makes Kata pools of Azure Linux alone',
  },
  runtimeClassName: {
    current: [kataRuntimeClassName],
    old: [...oldKataRuntimeClasses, 'kata-qemu'],
    why: 'it is the class that AKS installs',
  },
};

/** Whether a value means what the current name means, in whatever case ARM writes it. */
export function isNameOf(field: NamedField, value: string): boolean {
  const { current, old } = fieldNames[field];
  return [...current, ...old].some((name) => name.toLowerCase() === value.toLowerCase());
}

/**
 * Why a value of a new pool or pod is refused, completing the sentence "osSKU …": an old name is answered with the current
 * one. Null for a current name, which must be written as Azure and Kubernetes write it.
 */
export function whyNotCurrent(field: NamedField, value: string): string | null {
  const { current, old, why } = fieldNames[field];
  if (current.includes(value)) return null;
  const meant = current.map((name) => `"${name}"`).join(' or ');
  const wasOld = old.some((name) => name.toLowerCase() === value.toLowerCase());
  return wasOld ? `must be ${meant}: "${value}" is its name of earlier days` : `must be ${meant}, or left out: ${why}`;
}

/**
 * Why a RuntimeClass that a caller names is not the one that this app tests, completing the sentence "runtimeClassName …".
 * `tested` is the setting, which decides; null where they are the same.
 */
export function whyNotTested(value: string, tested: string): string | null {
  if (value === tested) return null;
  if (tested === kataRuntimeClassName) return whyNotCurrent('runtimeClassName', value);
  return `must be "${tested}", or left out: it is the class that this app tests (KATAPROOF_RUNTIME_CLASS)`;
}
