import type { DeletionOptions } from '../../api/deletion.ts';
import { isRecord } from '../../api/json.ts';
import { invalid } from '../../api/status-errors.ts';
import { type FieldErrors, invalidValue, notSupported } from '../../validation/rules/field-errors.ts';
import { loadObjectDecoder } from '../decoding/decode-object.ts';
import type { ApiCall } from '../requests/api-call.ts';
import { isTrue, wholeNumber } from '../requests/query-parameters.ts';
import { validateDryRun } from './write-options.ts';

export interface DeleteRequest extends DeletionOptions {
  dryRun: boolean;
  /** The deprecated `orphanDependents: false`, with which a deletion that takes its time is answered with 202. */
  accepts: boolean;
  preconditions: { uid?: string; resourceVersion?: string };
}

const policies: readonly unknown[] = ['Foreground', 'Background', 'Orphan'];

/** Reads the options of the query, as the fields that a body would have. Throws StatusError BadRequest. */
function optionsOfQuery(query: URLSearchParams): Record<string, unknown> {
  const grace = wholeNumber(query, 'gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: grace }),
    ...(query.has('orphanDependents') ? { orphanDependents: isTrue(query, 'orphanDependents') } : {}),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    dryRun: query.getAll('dryRun'),
  };
}

/** apimachinery/pkg/apis/meta/v1/validation: ValidateDeleteOptions. */
function validateDeleteOptions({ propagationPolicy, orphanDependents, dryRun }: Record<string, unknown>): FieldErrors {
  const isAsked = propagationPolicy !== undefined && propagationPolicy !== null;
  const isBoth = isAsked && orphanDependents !== undefined && orphanDependents !== null;
  const both = 'orphanDependents and deletionPropagation cannot be both set';
  return [
    ...(isBoth ? [invalidValue('propagationPolicy', propagationPolicy, both)] : []),
    ...(isAsked && !policies.includes(propagationPolicy)
      ? [notSupported('propagationPolicy', propagationPolicy, [...(policies as string[]), 'nil'])]
      : []),
    ...validateDryRun(Array.isArray(dryRun) ? dryRun : []),
  ];
}

/** Reads the DeleteOptions of the body. Only without a body do they come from the query. Throws StatusError. */
export async function parseDeleteRequest(call: ApiCall): Promise<DeleteRequest> {
  const decoder = await loadObjectDecoder();
  const options =
    call.body.length > 0 ? decoder.decodeDeleteOptions(call.body, call.contentType) : optionsOfQuery(call.query);
  return deleteRequestOf(options);
}

/** Checks DeleteOptions and reads what they ask. Throws StatusError Invalid. */
export function deleteRequestOf(options: Record<string, unknown>): DeleteRequest {
  const errors = validateDeleteOptions(options);
  if (errors.length > 0) throw invalid('DeleteOptions', 'meta.k8s.io', '', errors);
  const { gracePeriodSeconds: grace, orphanDependents, dryRun, preconditions } = options;
  const policy =
    options['propagationPolicy'] ??
    (typeof orphanDependents === 'boolean' ? (orphanDependents ? 'Orphan' : 'Background') : undefined);
  return {
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(policy === undefined ? {} : { propagationPolicy: policy as NonNullable<DeletionOptions['propagationPolicy']> }),
    accepts: orphanDependents === false,
    dryRun: Array.isArray(dryRun) && dryRun.length > 0,
    preconditions: isRecord(preconditions) ? preconditions : {},
  };
}
