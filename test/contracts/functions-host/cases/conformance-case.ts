import type { ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';

/** One thing that every Functions host must do; `run` rejects when the target doesn't. */
export interface ConformanceCase {
  /** A claim about the host. */
  name: string;
  /** What the target must offer for the case to make sense. */
  needs?: 'keys' | 'master-key';
  run(target: ConformanceTarget): Promise<void>;
}

/** Why a case can't be asked of a target; undefined when it can. */
export function reasonToSkip(target: ConformanceTarget, { needs }: Pick<ConformanceCase, 'needs'>): string | undefined {
  if (needs === 'keys' && !target.asksForKeys) return 'this host asks for no keys';
  if (needs !== undefined && target.masterKey === undefined) return 'no master key is known';
  return undefined;
}
