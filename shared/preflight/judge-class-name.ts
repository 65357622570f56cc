import { whyNotTested } from '../isolation/current-names.ts';
import type { Refusal } from './judge-pool-request.ts';

/** Why a body may not name this RuntimeClass; null for the one that the app tests (`tested`), and where none is named. */
export function judgeClassName(named: string | undefined, tested: string): Refusal | null {
  const why = named === undefined ? null : whyNotTested(named, tested);
  const target = 'nodePool.runtimeClassName';
  return why === null ? null : { code: 'InvalidRequest', kind: 'wrong', target, message: `${target}: ${why}` };
}
