import { z } from 'zod';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { findMistakes } from '../errors/find-mistakes.ts';
import { type NamedField, whyNotCurrent } from '../isolation/current-names.ts';
import { asRecord } from '../plain/as-record.ts';
import { isRecord } from '../plain/is-record.ts';
import type { PoolWishes } from '../preflight/azure/judge-wishes.ts';
import { nodePoolSchema } from './node-pool/node-pool-schema.ts';
import { poolName } from './node-pool/pool-fields.ts';
import { findConflicts, provisioningFields } from './request-schemas.ts';

/** What a preflight looks at: a pool to be made, with what was wished for beside it, or what exists (`pool` is null). */
interface Subject {
  pool: PoolSpec | null;
  poolName: string | null;
  wishes: PoolWishes;
}

/** Not the schema of a provisioning's pool: the table answers what a provisioning refuses. */
const documented = z.unknown().meta({
  description:
    'A pool as a provisioning takes it, also with names of earlier days and what no Kata pool can have; the name of a pool that exists; or nothing for every Kata node.',
  override: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }] },
});

const subject = documented.transform((value, check): Subject => {
  const { wishes, rest } = takeWishes(value);
  const { data, mistakes } =
    typeof value === 'string' ? findMistakes(poolName, value) : findMistakes(nodePoolSchema, rest);
  for (const { path, message } of mistakes ?? []) check.addIssue({ code: 'custom', path: [...path], message });
  if (data === null) return z.NEVER;
  return typeof data === 'string'
    ? { pool: null, poolName: data, wishes }
    : { pool: data, poolName: data.name, wishes };
});

/** What is looked at where no pool is named: every Kata node of the cluster. */
export const wholeCluster: Subject = { pool: null, poolName: null, wishes: {} };

/** The body of `POST /api/preflights`. */
export const preflightSchema = z
  .strictObject({ ...provisioningFields.shape, nodePool: subject.optional() })
  .superRefine(({ nodePool, ...asked }, check) => {
    if (asked.newCluster && !nodePool?.pool)
      return check.addIssue({
        code: 'custom',
        path: ['nodePool'],
        message: 'must be the pool that a new cluster gets',
      });
    if (!nodePool?.pool) return;
    for (const { path, message } of findConflicts({ ...asked, nodePool: nodePool.pool }))
      check.addIssue({ code: 'custom', path, message });
  });

const named: NamedField[] = ['workloadRuntime', 'osSKU', 'runtimeClassName'];

/** Takes what only a preflight answers out of a pool; what is of a wrong type stays, to be refused. */
function takeWishes(value: unknown): { wishes: PoolWishes; rest: unknown } {
  if (!isRecord(value)) return { wishes: {}, rest: value };
  const { securityProfile, artifactStreamingProfile, ...rest } = value;
  const names = Object.fromEntries(named.flatMap((field) => namesIn(rest, field)));
  const old = Object.entries(names).filter(([field, name]) => whyNotCurrent(field as NamedField, name) !== null);
  const [security, streaming] = [asRecord(securityProfile), asRecord(artifactStreamingProfile)];
  const trustedLaunch = [security['enableVTPM'], security['enableSecureBoot']].includes(true);
  const wishes = {
    ...names,
    enableFIPS: rest['enableFIPS'] === true,
    trustedLaunch,
    artifactStreaming: streaming['enabled'] === true,
    spot: rest['scaleSetPriority'] === 'Spot',
  };
  const taken = [
    ...old.map(([field]) => field),
    ...(wishes.enableFIPS ? ['enableFIPS'] : []),
    ...(wishes.spot ? ['scaleSetPriority', 'scaleSetEvictionPolicy', 'spotMaxPrice'] : []),
  ];
  const { enableVTPM, enableSecureBoot, ...otherSecurity } = security;
  return {
    wishes,
    rest: {
      ...Object.fromEntries(Object.entries(rest).filter(([field]) => !taken.includes(field))),
      ...(securityProfile !== undefined && !trustedLaunch && { securityProfile }),
      ...(trustedLaunch && Object.keys(otherSecurity).length > 0 && { securityProfile: otherSecurity }),
      ...(artifactStreamingProfile !== undefined && !wishes.artifactStreaming && { artifactStreamingProfile }),
    },
  };
}

function namesIn(pool: Record<string, unknown>, field: NamedField): [NamedField, string][] {
  const name = pool[field];
  return typeof name === 'string' && name.length <= 100 ? [[field, name]] : [];
}
