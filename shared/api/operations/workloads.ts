import { z } from 'zod';
import { replacements } from '../../manifests/plan-change.ts';
import { type Answer, defineOperation } from '../operation.ts';
import { foundFindingSchema, vmSchema } from '../workload-schemas.ts';

const tag = 'Workloads';

/** Media types of YAML, registered (RFC 9512) and not, and JSON. */
export const manifestTypes = [
  'application/yaml',
  'application/json',
  'text/yaml',
  'application/x-yaml',
  'text/x-yaml',
] as const;

/** Half of what etcd takes for one object. A stream is parsed at once, while nobody else is served. */
const mostManifestBytes = 512 * 1024;

const dnsName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const query = z.strictObject({
  runtimeClassName: z
    .string()
    .max(253)
    .regex(dnsName, 'must be the name of a RuntimeClass')
    .optional()
    .meta({ description: 'The class that pods get; the setting `KATAPROOF_RUNTIME_CLASS` when left out.' }),
  replace: z
    .enum(replacements)
    .default('none')
    .meta({ description: 'Which classes of others give way: `none`, those of `old` previews, or `all`.' }),
  namespace: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be the name of a namespace')
    .default('default')
    .meta({ description: 'For objects that name none.' }),
});

const body = z.string().meta({ description: 'Manifests: any number of YAML documents, or one JSON object.' });

const result = z
  .strictObject({
    index: z.int().meta({ description: 'Counts the objects from 0, those in lists one by one.' }),
    document: z.int().meta({ description: 'Counts the documents from 0.' }),
    line: z.int(),
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    changed: z.boolean().meta({ description: 'Whether its pods get the RuntimeClass.' }),
    runtimeClassName: z.string().nullable(),
    vm: vmSchema.nullable(),
    findings: z.array(foundFindingSchema),
    notes: z.array(z.string()),
  })
  .meta({ id: 'ManifestResult', description: 'What becomes of one object, and what the rules say of its pods.' });

const results = z.array(result);

const sandboxed: Answer = {
  description: 'The manifests, and what is to be said of each object.',
  schema: z
    .strictObject({
      manifests: z.string().meta({ description: 'As they came, with the RuntimeClass put in.' }),
      results,
    })
    .meta({ id: 'SandboxedManifests' }),
  texts: ['application/yaml'],
  headers: {
    'Kataproof-Changed': 'Objects whose pods get the RuntimeClass.',
    'Kataproof-Findings': 'Findings by severity: `high=1, low=2`; `none`.',
  },
};

const shared = {
  method: 'POST',
  role: 'reader',
  tag,
  query,
  body,
  consumes: manifestTypes,
  mostBytes: mostManifestBytes,
  refusals: [413, 415],
} as const;

export const sandboxWorkloads = defineOperation({
  ...shared,
  id: 'sandboxWorkloads',
  route: 'workloads/sandbox',
  summary: 'Lets the pods of manifests run in sandboxes, and changes nothing else of them',
  description:
    'Pods, Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs, CronJobs and lists of them get `runtimeClassName`; comments, order, anchors and formatting stay. Other kinds pass through. With `Accept: application/yaml` the manifests alone are answered, ready for `kubectl apply -f -`.',
  answers: { 200: sandboxed },
});

export const lintWorkloads = defineOperation({
  ...shared,
  id: 'lintWorkloads',
  route: 'workloads/lint',
  summary: 'What would be found about the pods of manifests in sandboxes, before there are any',
  answers: {
    200: {
      description: 'What is to be said of each object.',
      schema: z.strictObject({ results }).meta({ id: 'LintedManifests' }),
    },
  },
});
