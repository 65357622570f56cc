import { z } from 'zod';
import type { AccessRule, KubernetesFaults } from './scenario.ts';

/** A rule of Kubernetes' RBAC. */
export const accessRule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
  namespace: z.string().nullable(),
}) satisfies z.ZodType<AccessRule>;

const seededObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.enum(['Namespace', 'ResourceQuota', 'LimitRange', 'RuntimeClass', 'Deployment']),
  metadata: z.looseObject({ name: z.string() }),
});

/** What goes wrong in one cluster, as far as JSON can tell it. */
export const seededFaults = z.strictObject({
  access: z.array(accessRule).exactOptional(),
  objects: z.array(seededObject).exactOptional(),
  accessReviewsForbidden: z.boolean().exactOptional(),
  accessReviewsFail: z.boolean().exactOptional(),
  apiServerSilent: z.boolean().exactOptional(),
  runtimeClassOnlyAfterUpdate: z.boolean().exactOptional(),
}) satisfies z.ZodType<KubernetesFaults>;
