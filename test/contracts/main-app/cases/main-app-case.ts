import type { MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import { reasonToSkip as reasonOfAnyHost } from '../../functions-host/cases/conformance-case.ts';

/** One thing that Kataproof must do on every Functions host. `run` rejects when it does not. */
export interface MainAppCase {
  /** A claim about the app. */
  name: string;
  /** What the target must have so that the case makes sense. With an emulated Azure, the master key is known too. */
  needs?: 'keys' | 'master-key' | 'queues' | 'emulated-azure' | 'restart';
  run(target: MainAppTarget): Promise<void>;
}

/** Says why a case cannot run on a target; undefined when it can. */
export function reasonToSkip(target: MainAppTarget, { needs }: MainAppCase): string | undefined {
  if (needs === 'emulated-azure' || needs === 'restart') {
    if (!target.azure) return 'it acts on clusters, and these would be real ones';
    if (needs === 'restart' && !target.restart) return 'this host cannot be killed from here';
    return undefined;
  }
  return reasonOfAnyHost(target, needs === undefined ? {} : { needs });
}
