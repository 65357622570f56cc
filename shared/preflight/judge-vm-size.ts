import { shorten } from '../plain/shorten.ts';
import { familiesWithoutKata, sizesWithNestedVirtualization } from './vm-size-table.ts';

/** Whether AKS will accept a size, and why. */
export interface VmSizeJudgement {
  likelihood: 'likely' | 'unlikely' | 'unknown';
  reason: string;
}

interface ParsedSize {
  family: string;
  /** Letters after the number of vCPUs, e.g. `ads`. */
  features: string;
  /** The part between features and generation, e.g. `a100` or `cc`. */
  variant: string | null;
  generation: number;
  constrained: boolean;
}

/**
 * Judges whether AKS will accept a VM size for a Kata pool. This is advice only: only AKS knows, its list changes, and
 * it refuses a wrong size at once (`InvalidWorkloadRuntimeSettingError`). So a caller must not refuse `unknown`.
 */
export function judgeVmSize(size: string): VmSizeJudgement {
  const parsed = parseSize(size);
  if (!parsed) return { likelihood: 'unknown', reason: `"${shorten(size, 60)}" has no form of VM size that we know.` };
  const { family, features, generation } = parsed;
  if (features.includes('p')) return unlikely('ARM64 sizes cannot run Kata node pools.');
  if (isListed(parsed)) return { likelihood: 'likely', reason: 'The size is known to have nested virtualization.' };
  const refusal = familiesWithoutKata[family];
  if (refusal !== undefined) return unlikely(refusal);
  if (['d', 'e'].includes(family) && generation < 3) return unlikely('Nested virtualization came with generation 3.');
  if (['d', 'e'].includes(family) && features.includes('a') && generation < 5)
    return unlikely('AMD sizes have nested virtualization from generation 5 on.');
  return { likelihood: 'unknown', reason: 'The size is not on the list of sizes known to have nested virtualization.' };
}

function unlikely(reason: string): VmSizeJudgement {
  return { likelihood: 'unlikely', reason };
}

/** Sizes with the GPU Radeon V710 are the only exception among the N series (Azure/skewer). */
function isListed({ family, features, variant, generation, constrained }: ParsedSize): boolean {
  if (constrained) return false;
  if (variant !== null) return family === 'nv' && features === 'ads' && variant === 'v710' && generation === 5;
  return (sizesWithNestedVirtualization[family]?.[generation] ?? '').split(' ').includes(features || '-');
}

function parseSize(size: string): ParsedSize | null {
  const match = /^standard_([a-z]+)\d+(-\d+)?([a-z]*)(?:_(?!v\d{1,2}$)([a-z]+\d*))?(?:_v(\d{1,2}))?$/.exec(
    size.toLowerCase(),
  );
  if (!match) return null;
  const [, family = '', constrained, features = '', variant, generation] = match;
  return {
    family,
    features,
    variant: variant ?? null,
    generation: generation === undefined ? 1 : Number(generation),
    constrained: constrained !== undefined,
  };
}
