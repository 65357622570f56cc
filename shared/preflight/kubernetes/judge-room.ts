import { nameSome } from '../../plain/name-some.ts';
import { failed, notChecked, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { unanswered } from './open-checks.ts';
import { type Amounts, addAmounts, inWords, type PodResources, toAmounts } from './pod-resources.ts';
import type { NodeRoom } from './trial-facts.ts';

const check = 'node-room';

/** Whether a pair fits onto the nodes that exist, beside what runs there. A new pool's nodes are empty. */
export function judgeRoom(reading: Reading<NodeRoom[]>, pods: PodResources[]): PreflightCheck {
  if (!reading.ok) return unanswered(check, reading.failure);
  const nodes = reading.value;
  if (nodes.length === 0)
    return notChecked(check, 'The pool has no node in the cluster now.', 'Check again when it has.');
  const pair = { ...addAmounts(...pods.map(({ requests }) => requests)), pods: pods.length };
  const full = nodes.filter((node) => lacking(node, pair).length > 0);
  const remedy = 'Free some room on these nodes, or add nodes to the pool.';
  if (full.length > 0) {
    const [first = nodes[0]] = full;
    const why = first ? lacking(first, pair).join(' and ') : '';
    const message = `No room for a pod pair on ${nameSome(full.map(({ nodeName }) => nodeName))}: ${why}.`;
    return full.length === nodes.length ? failed(check, message, remedy) : warning(check, message, remedy);
  }
  const unknown = nodes.some(({ taken }) => taken === null);
  const empty = `A pod pair fits onto ${nodes.length} node${nodes.length === 1 ? '' : 's'}`;
  if (!unknown) return passed(check, `${empty}, beside what runs there.`);
  return notChecked(
    check,
    `${empty} when they are empty. What runs there may not be read.`,
    'Nothing: a pod that finds no room is told.',
  );
}

function lacking({ allocatable, taken }: NodeRoom, pair: Amounts): string[] {
  const all = toAmounts(allocatable);
  return Object.entries(pair).flatMap(([name, wanted]) => {
    const left = (all[name] ?? Number.POSITIVE_INFINITY) - (taken?.[name] ?? 0);
    return wanted <= left
      ? []
      : [`${inWords(name, Math.max(0, left))} of ${name} is left, and ${inWords(name, wanted)} is needed`];
  });
}
