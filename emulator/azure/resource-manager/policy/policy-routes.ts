import { z } from 'zod';
import type { ArmFaults } from '../../../scenarios/scenario.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route } from '../protocol/match-route.ts';

const pool = z.looseObject({ securityProfile: z.looseObject({ enableVTPM: z.boolean().optional() }).optional() });

const body = z.looseObject({
  resourceDetails: z.looseObject({
    resourceContent: z.looseObject({
      type: z.string().optional(),
      properties: pool.extend({ agentPoolProfiles: z.array(pool).optional() }).optional(),
    }),
    apiVersion: z.string().optional(),
  }),
});

const agentPool = 'microsoft.containerservice/managedclusters/agentpools';

/**
 * Creates the route that asks what Azure Policy would do to a resource ("Policy Restrictions - Check At Resource Group Scope",
 * Microsoft.PolicyInsights 2024-10-01). Only what does not comply is told, and of that only what has the effect deny.
 */
export function createPolicyRoutes(faults: ArmFaults): Route[] {
  return [
    {
      method: 'POST',
      pattern:
        '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions',
      handle(call) {
        const { data } = body.safeParse(call.body);
        if (!data) throw new ArmError(400, 'InvalidRequestContent', 'The request content is not valid.');
        const { type = '', properties = {} } = data.resourceDetails.resourceContent;
        const pools = type.toLowerCase() === agentPool ? [properties] : (properties.agentPoolProfiles ?? []);
        const denied =
          faults.policyDemandsTrustedLaunch === true && pools.some((one) => one.securityProfile?.enableVTPM !== true);
        const policyEvaluations = denied ? [demandsTrustedLaunch(param(call, 'subscriptionId'))] : [];
        return { status: 200, body: { fieldRestrictions: [], contentEvaluationResult: { policyEvaluations } } };
      },
    },
  ];
}

function demandsTrustedLaunch(subscriptionId: string): unknown {
  const authorization = '/providers/Microsoft.Authorization';
  return {
    policyInfo: {
      policyDefinitionId: `/subscriptions/${subscriptionId}${authorization}/policyDefinitions/trusted-launch`,
      policyAssignmentId: `/subscriptions/${subscriptionId}${authorization}/policyAssignments/trusted-launch`,
    },
    evaluationResult: 'NonCompliant',
    evaluationDetails: {
      evaluatedExpressions: [
        {
          result: 'True',
          expressionKind: 'Field',
          expression: 'Microsoft.ContainerService/managedClusters/agentPools/securityProfile.enableVTPM',
          path: 'properties.securityProfile.enableVTPM',
          targetValue: 'true',
          operator: 'NotEquals',
        },
      ],
    },
    effectDetails: { policyEffect: 'Deny' },
  };
}
