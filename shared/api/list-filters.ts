import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { DeliveryFilter } from '../ports/alert-states.ts';
import type { PostureFilter } from '../ports/postures.ts';
import type { RunFilter } from '../runs/run-filter.ts';
import { verdictSchema } from './answers/answer-parts.ts';
import { operationStatuses } from './answers/run-schemas.ts';
import { describeFilter, type FilterField, type FilterFields, fromMoment, oneOf, parseFilter } from './parse-filter.ts';
import { pageQuery } from './request-schemas.ts';

const cluster: FilterField<ClusterReference> & { operator: 'eq' } = {
  operator: 'eq',
  form: "a cluster's ARM id, in any case",
  parse: (literal) => {
    const id = parseClusterId(literal);
    return id && id.poolName === null && id.below === '' ? id.cluster : null;
  },
};

const runFields = {
  cluster,
  kind: oneOf(['provisioning', 'verification'] as const),
  status: oneOf(operationStatuses),
  verdict: oneOf(verdictSchema.options),
  since: fromMoment,
};

const alertFields = { cluster };

const postureFields = { cluster, verdict: oneOf(verdictSchema.options), since: fromMoment };

const stored = {
  NotStarted: { status: 'running', begun: false },
  Running: { status: 'running', begun: true },
  Succeeded: { status: 'done' },
  Failed: { status: 'failed' },
  Canceled: { status: 'cancelled' },
} as const;

/** Longer than any filter of all fields. */
const mostFilterChars = 1000;

const queryOf = (fields: FilterFields) =>
  pageQuery.extend({
    filter: z
      .string()
      .max(mostFilterChars)
      .optional()
      .meta({ description: `Which items the list has: ${describeFilter(fields)}` }),
  });

/** The query of the list of runs. */
export const runListQuery = queryOf(runFields);

/** The query of the list of postures, and of clusters, which are looked for by what is known of their pools. */
export const postureListQuery = queryOf(postureFields);

/** The query of the list of alerts. */
export const alertListQuery = queryOf(alertFields);

/** The filter of a list of runs. Throws HttpError 400. */
export function parseRunFilter(text: string | undefined): RunFilter {
  const { status, ...rest } = parseFilter(text, runFields);
  return { ...rest, ...(status && stored[status]) };
}

/** The filter of a list of postures or clusters. Throws HttpError 400. */
export function parsePostureFilter(text: string | undefined): PostureFilter {
  return parseFilter(text, postureFields);
}

/** The filter of a list of alerts. Throws HttpError 400. */
export function parseAlertFilter(text: string | undefined): Pick<DeliveryFilter, 'cluster'> {
  return parseFilter(text, alertFields);
}
