import { oldKataRuntimeClasses, soundsLikeKata } from '../../isolation/kata.ts';
import type { FindingRuleId } from '../finding-rules.ts';
import { isSandboxed, sandboxOf } from '../sandbox-of.ts';
import type { PodFacts } from '../workload-facts.ts';
import { findConflict } from './find-conflict.ts';
import { findHole } from './find-hole.ts';
import { findLowMemory, findMissingLimits } from './find-limits.ts';
import type { PodContext } from './pod-context.ts';
import { whyNotSandboxed } from './why-not-sandboxed.ts';

/** What is the matter with a pod, as half a sentence that begins with its verb; null for nothing. */
export type PodRule = (pod: PodFacts, context: PodContext) => string | null;

/** Only sandboxed pods have a wall that can have holes, and a VM. */
const ofSandboxed =
  (rule: (pod: PodFacts) => string | null): PodRule =>
  (pod, { runtimeClasses }) =>
    isSandboxed(pod, runtimeClasses) ? rule(pod) : null;

/** AKS's own Kata alone is built with the sizes that we know. */
const ofAksSandboxed =
  (rule: (pod: PodFacts) => string | null): PodRule =>
  (pod, { runtimeClasses }) =>
    sandboxOf(pod, runtimeClasses).state === 'sandboxed' ? rule(pod) : null;

/**
 * The rules about single pods, whoever asks: the look at a cluster, the list of its pods, and the check of manifests
 * before they get there.
 */
export const podRules = {
  'pod-sandbox-in-name-only': (pod, { runtimeClasses }) => {
    const sandbox = sandboxOf(pod, runtimeClasses);
    return sandbox.state === 'other-handler' && soundsLikeKata(sandbox.className)
      ? `its RuntimeClass ${sandbox.className} leads to the handler ${sandbox.handler}`
      : null;
  },
  'pod-not-sandboxed': whyNotSandboxed,
  'sandbox-conflict': (pod, { runtimeClasses }) => {
    const runtimeClass = runtimeClasses.find(({ name }) => name === pod.runtimeClassName);
    return runtimeClass && isSandboxed(pod, runtimeClasses) ? findConflict(pod, runtimeClass) : null;
  },
  'sandbox-memory-too-low': ofAksSandboxed(findLowMemory),
  'sandbox-limits-missing': ofAksSandboxed(findMissingLimits),
  'sandbox-host-path': ofSandboxed((pod) => findHole('sandbox-host-path', pod)),
  'sandbox-host-network': ofSandboxed((pod) => findHole('sandbox-host-network', pod)),
  'sandbox-host-processes': ofSandboxed((pod) => findHole('sandbox-host-processes', pod)),
  'sandbox-privileged': ofSandboxed((pod) => findHole('sandbox-privileged', pod)),
  'sandbox-device': ofSandboxed((pod) => findHole('sandbox-device', pod)),
  'sandbox-sub-path': ofSandboxed((pod) => findHole('sandbox-sub-path', pod)),
  'sandbox-user-namespace': ofSandboxed((pod) => findHole('sandbox-user-namespace', pod)),
  'sandbox-shared-empty-dir': ofSandboxed((pod) => findHole('sandbox-shared-empty-dir', pod)),
  'pod-on-old-class': ({ runtimeClassName }) =>
    runtimeClassName !== null && oldKataRuntimeClasses.includes(runtimeClassName) ? `uses ${runtimeClassName}` : null,
} satisfies Partial<Record<FindingRuleId, PodRule>>;

export type PodRuleId = keyof typeof podRules;
