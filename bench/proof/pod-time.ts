import type { PodTimes } from '../../emulator/seams/cluster-record.ts';
import { spreadOf } from '../../scripts/measure/judge.ts';
import type { Span } from './run-account.ts';

/** When the pods of a pair could be used, or had ended. */
export type PodsOver = 'readyAtMs' | 'endedAtMs';

/** From the creation of the last pod until the last of them was `over`: meanwhile, whoever made them can only wait. */
export function podTime(pods: readonly PodTimes[], over: PodsOver): Span {
  if (pods.length !== 2) throw new Error(`There were ${pods.length} pods, and a pair is two.`);
  const { most: fromMs } = spreadOf(pods.map(({ createdAtMs }) => createdAtMs));
  const { most: lastOver } = spreadOf(pods.map((pod) => pod[over] ?? Number.NaN));
  return { fromMs, toMs: Math.max(fromMs, lastOver) };
}
