import type { ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';

/** One thing that every Functions host must do. `run` rejects when the target does not. */
export interface ConformanceCase {
  /** A claim about the host. */
  name: string;
  /** What the target must have so that the case makes sense. */
  needs?: 'keys' | 'master-key' | 'queues';
  run(target: ConformanceTarget): Promise<void>;
}

/** Says why a case cannot run on a target; undefined when it can. */
export function reasonToSkip(target: ConformanceTarget, { needs }: Pick<ConformanceCase, 'needs'>): string | undefined {
  if (needs === 'keys' && !target.asksForKeys) return 'this host asks for no keys';
  if (needs === 'queues')
    return target.storageConnection === undefined ? 'the queues of its storage are not ours to write to' : undefined;
  if (needs !== undefined && target.masterKey === undefined) return 'no master key is known';
  return undefined;
}
