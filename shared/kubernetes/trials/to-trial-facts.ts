import type { V1LimitRange, V1ResourceQuota, V1RuntimeClass } from '@kubernetes/client-node';
import type { LimitRangeFacts, QuotaFacts, RuntimeClassDetails } from '../../preflight/kubernetes/trial-facts.ts';

export function toRuntimeClassDetails({
  metadata,
  handler,
  overhead,
  scheduling,
}: V1RuntimeClass): RuntimeClassDetails {
  return {
    name: metadata?.name ?? '',
    handler,
    overhead: overhead?.podFixed ?? {},
    nodeSelector: scheduling?.nodeSelector ?? {},
  };
}

/** A quota is as its spec says; its status lags behind, and only there is what is used. */
export function toQuotaFacts({ metadata, spec, status }: V1ResourceQuota): QuotaFacts {
  const scopes = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] }));
  const selected = (spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName, operator, values }) => ({
    scopeName,
    operator,
    values: values ?? [],
  }));
  return {
    name: metadata?.name ?? '',
    hard: spec?.hard ?? {},
    used: status?.used ?? {},
    scopes: [...scopes, ...selected],
  };
}

export function toLimitRangeFacts({ metadata, spec }: V1LimitRange): LimitRangeFacts {
  const limits = (spec?.limits ?? []).map(({ type, min, max, _default, defaultRequest }) => ({
    type,
    min: min ?? {},
    max: max ?? {},
    defaults: { limits: _default ?? {}, requests: defaultRequest ?? {} },
  }));
  return { name: metadata?.name ?? '', limits };
}
