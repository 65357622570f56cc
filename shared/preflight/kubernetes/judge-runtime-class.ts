import {
  isKataHandler,
  isUpstreamKataHandler,
  kataHandlers,
  kataNodeLabel,
  kataRuntimeClassName,
  oldKataNodeLabels,
  oldKataRuntimeClasses,
} from '../../isolation/kata.ts';
import { failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { unanswered } from './open-checks.ts';
import type { RuntimeClassDetails } from './trial-facts.ts';

const check = 'runtime-class';

const useCurrent = `Set KATAPROOF_RUNTIME_CLASS to ${kataRuntimeClassName}, or take the setting away.`;

/**
 * Whether the class under test is there and leads to Kata on the nodes of the pool. AKS may install its own class with the
 * first Kata pool, or when the cluster is updated: before that its absence is only worth a warning.
 */
export function judgeRuntimeClass(
  name: string,
  reading: Reading<RuntimeClassDetails | null>,
  { newPool, poolLabels }: { newPool: boolean; poolLabels: Record<string, string> },
): PreflightCheck {
  if (!reading.ok) return unanswered(check, reading.failure);
  const { value } = reading;
  if (isOldName(name)) {
    const message = `${name} is the name of a preview, or of another distribution: AKS calls the class ${kataRuntimeClassName}.`;
    // Pools of the previews may run on for years with the class that they came with.
    const works = !newPool && isKataHandler(value?.handler ?? null);
    return works ? warning(check, message, useCurrent) : failed(check, message, useCurrent);
  }
  return value ? judgeDetails(value, poolLabels) : judgeAbsence(name, newPool);
}

function isOldName(name: string): boolean {
  return oldKataRuntimeClasses.includes(name) || isUpstreamKataHandler(name);
}

function judgeAbsence(name: string, newPool: boolean): PreflightCheck {
  const absent = `The cluster has no RuntimeClass ${name}`;
  if (name !== kataRuntimeClassName) return failed(check, `${absent}.`, `Create it. ${useCurrent}`);
  const update = 'AKS installs it when the cluster is updated: az aks update, or KATAPROOF_RECONCILE_CLUSTER.';
  return newPool
    ? warning(check, `${absent} yet. AKS may install it with the first Kata pool.`, `If it stays absent: ${update}`)
    : failed(check, `${absent}, without which no sandboxed pod can be made.`, update);
}

function judgeDetails(found: RuntimeClassDetails, poolLabels: Record<string, string>): PreflightCheck {
  const { name, handler, overhead, nodeSelector } = found;
  if (!isKataHandler(handler))
    return failed(
      check,
      `RuntimeClass ${name} has the handler ${handler}, which is none of Kata's (${kataHandlers.join(', ')}): its pods share the kernel of their node.`,
      useCurrent,
    );
  const old = Object.keys(nodeSelector).filter((label) => oldKataNodeLabels.includes(label));
  if (old.length > 0)
    return failed(
      check,
      `RuntimeClass ${name} selects nodes by ${old.join(', ')}, a label of a preview: AKS marks Kata nodes with ${kataNodeLabel}.`,
      useCurrent,
    );
  const doubts = [
    ...(overhead['memory']
      ? []
      : ['it has no overhead, so the memory of the virtual machine itself is counted nowhere']),
    ...Object.entries(nodeSelector)
      .filter(([label, value]) => !isOnNodes(label, value, poolLabels))
      .map(([label, value]) => `it selects nodes by ${label}=${value}, which the nodes may not carry`),
  ];
  if (doubts.length > 0) return warning(check, `RuntimeClass ${name}: ${doubts.join('; ')}.`, useCurrent);
  return passed(
    check,
    `RuntimeClass ${name} has the handler ${handler}, with ${overhead['memory']} of overhead a pod.`,
  );
}

/** Labels of AKS and of Kubernetes itself are on nodes without anybody's asking. */
function isOnNodes(label: string, value: string, poolLabels: Record<string, string>): boolean {
  if (label === kataNodeLabel) return value === 'true';
  return poolLabels[label] === value || /(^|\.)(kubernetes\.io|kubernetes\.azure\.com)\//.test(label);
}
