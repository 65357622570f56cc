import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { readSettings } from '../../shared/settings/read-settings.ts';

/** What a caller may choose of a proof, by the flags of the command. */
export interface ProofChoices {
  '--image'?: string | undefined;
  '--runtime-class'?: string | undefined;
  '--namespace'?: string | undefined;
  '--parallel-nodes'?: string | undefined;
  '--vmm'?: string | undefined;
}

/** The setting of a deployment that each flag is. */
const settings: Record<keyof ProofChoices, string> = {
  '--image': 'KATAPROOF_PROBE_IMAGE',
  '--runtime-class': 'KATAPROOF_RUNTIME_CLASS',
  '--namespace': 'KATAPROOF_NAMESPACE',
  '--parallel-nodes': 'KATAPROOF_PARALLEL_NODES',
  '--vmm': 'KATAPROOF_VMM_NAMES',
};

/** A deployment has to keep its history somewhere. A proof keeps none, and calls nobody there. */
const storage = { KATAPROOF_TABLES_ENDPOINT: 'https://none.table.core.windows.net' };

/** How often a slow thing is looked at, in milliseconds: somebody waits. */
const pollMs = 2_000;

/**
 * The options of a proof: those of a deployment in which nothing else was set, checked as its settings are. `timeoutMs`
 * is how long the pods of a node may take; null for the default. Throws InvalidSettings, with the flags by name.
 */
export function planProof(choices: ProofChoices, timeoutMs: number | null): WorkflowOptions {
  const { workflow } = namingFlags(() => readSettings({ ...storage, ...namedAsSettings(choices) }));
  const pairDeadlineMs = timeoutMs ?? workflow.pairDeadlineMs;
  return {
    ...workflow,
    ...{ pairDeadlineMs, pollMs, taskHub: 'kataproof-prove' },
    expiryMs: Math.max(pairDeadlineMs, workflow.expiryMs),
  };
}

function namedAsSettings(choices: ProofChoices): Record<string, string> {
  const entries = Object.entries(choices) as [keyof ProofChoices, string | undefined][];
  return Object.fromEntries(entries.flatMap(([flag, value]) => (value === undefined ? [] : [[settings[flag], value]])));
}

/** What is wrong with a setting is wrong with its flag. */
function namingFlags<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KataproofError)) throw error;
    const lines = error.message.split('\n').filter((line) => line.startsWith('- '));
    const told = lines.map((line) => line.replace(/^- (\S+)/, (_, name: string) => flagOf(name)));
    throw new KataproofError(error.code, told.join('\n') || error.message);
  }
}

function flagOf(setting: string): string {
  return Object.entries(settings).find(([, name]) => name === setting)?.[0] ?? setting;
}
