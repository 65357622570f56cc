import { z } from 'zod';

/** A kubeconfig as this app gives it: one cluster, and a user who gets a token of their own. */
export const kubeconfigSchema = z
  .strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('Config'),
    'current-context': z.string(),
    clusters: z.array(
      z.strictObject({
        name: z.string(),
        cluster: z.strictObject({ server: z.url(), 'certificate-authority-data': z.string() }),
      }),
    ),
    contexts: z.array(
      z.strictObject({ name: z.string(), context: z.strictObject({ cluster: z.string(), user: z.string() }) }),
    ),
    users: z.array(
      z.strictObject({
        name: z.string(),
        user: z.strictObject({
          exec: z.strictObject({
            apiVersion: z.string(),
            command: z.string(),
            args: z.array(z.string()),
            installHint: z.string(),
            interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']),
            provideClusterInfo: z.boolean(),
          }),
        }),
      }),
    ),
  })
  .meta({ id: 'Kubeconfig', description: 'What kubectl reads to find the cluster and to log in. It holds no secret.' });

export type Kubeconfig = z.infer<typeof kubeconfigSchema>;
