import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { provisioningSchema } from '../request-schemas.ts';

const plan = z
  .strictObject({
    steps: z
      .array(z.strictObject({ name: z.string(), what: z.string() }))
      .meta({ description: 'What a run would do, in its order.' }),
    nodes: z
      .array(
        z.strictObject({
          pool: z.string(),
          vmSize: z.string(),
          count: z.int().meta({ description: 'Nodes at the beginning.' }),
          atMost: z.int().meta({ description: 'Nodes that the autoscaler may have; `count` without one.' }),
          surge: z
            .int()
            .meta({ description: 'Nodes that each upgrade adds for as long as it takes, beyond `atMost`.' }),
          vcpus: z.int().nullable().meta({
            description: 'vCPUs of the quotas that one node takes, by the name of its size; null where it says none.',
          }),
          until: z.enum(['cleanup', 'cleanup-unless-isolated', 'removed-by-you']),
        }),
      )
      .meta({ description: 'The nodes that would be paid for.' }),
    notes: z.array(z.string()),
    azureCli: z.string().meta({ description: 'Commands of the Azure CLI, 2.80 or later, for a POSIX shell.' }),
    armTemplate: z.string().meta({ description: 'A template of Azure Resource Manager, for the resource group.' }),
    bicep: z.string(),
    terraform: z.string(),
  })
  .meta({ id: 'Plan', description: 'What a provisioning would do, and the same resources for other tools.' });

export const planProvisioning = defineOperation({
  id: 'planProvisioning',
  method: 'POST',
  route: 'plans',
  role: 'reader',
  tag: 'Plans',
  summary: 'What a provisioning would do and cost, and the same for az, ARM, Bicep and Terraform; nothing is done',
  description: 'Takes the body of a provisioning, and refuses what a provisioning refuses at once.',
  body: provisioningSchema,
  answers: { 200: { description: 'The plan.', schema: plan } },
  refusals: [404, 409, 424, 503],
});
