import { z } from 'zod';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { proofSettings } from '../../shared/settings/proof-settings.ts';

/** What a caller may choose of a proof; the rest is as in a deployment without settings of its own. */
export interface ProofChoices {
  image?: string | undefined;
  runtimeClass?: string | undefined;
  namespace?: string | undefined;
  parallelNodes?: string | undefined;
  vmmNames?: string | undefined;
  /** Milliseconds that the pods of a node may take; null for the default. */
  timeoutMs: number | null;
}

const schema = z.object(proofSettings);

const minuteMs = 60_000;

/** How often a slow thing is looked at, in milliseconds. A person waits. */
const pollMs = 2_000;

/**
 * The options of a proof, checked as the deployment's settings are. Returns the mistakes, each with its flag.
 */
export function planProof(choices: ProofChoices): { options: WorkflowOptions } | { mistakes: string[] } {
  const read = schema.safeParse({
    KATAPROOF_PROBE_IMAGE: choices.image,
    KATAPROOF_RUNTIME_CLASS: choices.runtimeClass,
    KATAPROOF_NAMESPACE: choices.namespace,
    KATAPROOF_PARALLEL_NODES: choices.parallelNodes,
    KATAPROOF_VMM_NAMES: choices.vmmNames,
  });
  if (!read.success)
    return {
      mistakes: read.error.issues.map(
        ({ path, message }) => `${flags[String(path[0])] ?? String(path[0])} ${message}.`,
      ),
    };
  const chosen = read.data;
  const pairDeadlineMs = choices.timeoutMs ?? chosen.KATAPROOF_PAIR_DEADLINE_MINUTES * minuteMs;
  return {
    options: {
      poolDeadlineMs: pairDeadlineMs,
      pairDeadlineMs,
      pollMs,
      watchMs: chosen.KATAPROOF_WATCH_SECONDS * 1000,
      parallelNodes: chosen.KATAPROOF_PARALLEL_NODES,
      reconcileCluster: false,
      expiryMs: Math.max(pairDeadlineMs, chosen.KATAPROOF_EXPIRY_MINUTES * minuteMs),
      runtimeClassName: chosen.KATAPROOF_RUNTIME_CLASS,
      vmmNames: chosen.KATAPROOF_VMM_NAMES,
      probeImage: chosen.KATAPROOF_PROBE_IMAGE,
      namespace: chosen.KATAPROOF_NAMESPACE ?? null,
      // Nothing is remembered and nobody is told, so neither matters.
      freshForMs: minuteMs,
      flapThreshold: 1,
      taskHub: 'kataproof-prove',
    },
  };
}

const flags: Record<string, string> = {
  KATAPROOF_PROBE_IMAGE: '--image',
  KATAPROOF_RUNTIME_CLASS: '--runtime-class',
  KATAPROOF_NAMESPACE: '--namespace',
  KATAPROOF_PARALLEL_NODES: '--parallel-nodes',
  KATAPROOF_VMM_NAMES: '--vmm',
};
