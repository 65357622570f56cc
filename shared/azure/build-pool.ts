import type { AgentPool } from '@azure/arm-containerservice';
import { tagWithRun } from '../clusters/run-tag.ts';
import { agentPoolProperties } from '../plans/agent-pool-properties.ts';
import type { CompletePool } from '../preflight/complete-pool.ts';

/** Builds the body of the pool's PUT, with the SDK's names and the tag of the run. */
export function buildPool(pool: CompletePool, runId: string): AgentPool {
  const { type, ...properties } = agentPoolProperties({ ...pool, tags: tagWithRun(pool.tags, runId) });
  return { ...properties, typePropertiesType: type };
}
