import type { MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import { reasonToSkip as reasonOfAnyHost } from '../../functions-host/cases/conformance-case.ts';

/** One thing that Kataproof must do on every Functions host; `run` rejects when it doesn't. */
export interface MainAppCase {
  /** A claim about the app. */
  name: string;
  /** What the target must offer for the case to make sense; with an emulated Azure, the master key is known too. */
  needs?: 'keys' | 'master-key' | 'emulated-azure' | 'restart';
  run(target: MainAppTarget): Promise<void>;
}

/** Why a case can't be asked of a target; undefined when it can. */
export function reasonToSkip(target: MainAppTarget, { needs }: MainAppCase): string | undefined {
  if (needs === 'emulated-azure' || needs === 'restart') {
    if (!target.azure) return 'it acts on clusters, and these would be real ones';
    if (needs === 'restart' && !target.restart) return 'this host cannot be killed from here';
    return undefined;
  }
  return reasonOfAnyHost(target, needs === undefined ? {} : { needs });
}
