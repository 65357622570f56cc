import { z } from 'zod';
import type { PolicyDenial } from '../../preflight/azure/offers.ts';

const text = z.string().nullish();

const evaluation = z.looseObject({
  policyInfo: z.looseObject({ policyAssignmentId: text }).nullish(),
  evaluationResult: text,
  effectDetails: z.looseObject({ policyEffect: text }).nullish(),
  evaluationDetails: z
    .looseObject({
      reason: text,
      evaluatedExpressions: z.array(z.looseObject({ path: text, expression: text })).nullish(),
    })
    .nullish(),
});

/** The answer to `POST …/checkPolicyRestrictions`: that nothing is denied, too, it says by one of its two parts. */
export const policyAnswer = z
  .looseObject({
    fieldRestrictions: z.array(z.unknown()).nullish(),
    contentEvaluationResult: z.looseObject({ policyEvaluations: z.array(evaluation).nullish() }).nullish(),
  })
  .refine(
    ({ fieldRestrictions, contentEvaluationResult }) => Boolean(fieldRestrictions ?? contentEvaluationResult),
    'it has neither fieldRestrictions nor contentEvaluationResult',
  );

/** The evaluations that mean a refusal. Without `includeAuditEffect`, those of other effects are not even told. */
export function denialsIn({ contentEvaluationResult }: z.infer<typeof policyAnswer>): PolicyDenial[] {
  return (contentEvaluationResult?.policyEvaluations ?? [])
    .filter(({ evaluationResult }) => evaluationResult?.toLowerCase() === 'noncompliant')
    .filter(({ effectDetails }) => /^deny$/i.test(effectDetails?.policyEffect ?? 'deny'))
    .map(({ policyInfo, evaluationDetails }) => {
      const paths = (evaluationDetails?.evaluatedExpressions ?? []).flatMap(
        ({ path, expression }) => path ?? expression ?? [],
      );
      return {
        assignment: policyInfo?.policyAssignmentId?.split('/').at(-1) ?? 'unknown',
        reason: evaluationDetails?.reason ?? [...new Set(paths)].join(', '),
      };
    });
}
