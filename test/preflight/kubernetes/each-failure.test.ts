import { describe, expect, test } from '@jest/globals';
import type { AdmissionWebhook, KubernetesFaults, SeededObject } from '../../../emulator/scenarios/scenario.ts';
import type { CheckOutcome } from '../../../shared/preflight/preflight-check.ts';
import { type TableOptions, tableOf, writesAmong } from '../../support/kubernetes/cluster-table.ts';
import { overlays, readAccess } from '../../support/kubernetes/read-access.ts';

const webhook = (change: Partial<AdmissionWebhook>): KubernetesFaults => ({
  webhooks: [
    { name: 'validation.gatekeeper.sh', resources: ['pods'], sideEffects: 'None', denialCode: 403, ...change },
  ],
});
const denying = (message: string, change: Partial<AdmissionWebhook> = {}) =>
  webhook({ deny: () => message, ...change });
const imageMessage =
  '[azurepolicy-containerallowedimages-1] Container image busybox for container probe has not been allowed.';
const defaultMessage = '[azurepolicy-blockdefault-1] Usage of the default namespace is not allowed, name: p, kind: Pod';

const place = 'kataproof';
const namespace = (labels = {}): SeededObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: place, labels },
});
const bounded = (kind: 'ResourceQuota' | 'LimitRange', spec: object): SeededObject[] => [
  namespace(),
  { apiVersion: 'v1', kind, metadata: { name: 'bound', namespace: place }, spec },
];
const inPlace = { options: { namespace: place } };
const kataClass = (name: string, handler: string, scheduling?: object): SeededObject => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  ...{ handler, overhead: { podFixed: { memory: '600Mi' } }, scheduling },
});
const without = (verb: string, resource: string) =>
  readAccess(`${overlays}/whole-cluster`).map((rule) =>
    rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
  );

type Row = [title: string, given: TableOptions, check: string, outcome: CheckOutcome, told: RegExp];

const rows: Row[] = [
  [
    'an API server that is silent',
    { faults: { apiServerSilent: true } },
    'api-server',
    'failed',
    /did not answer|longer/,
  ],
  [
    'what depends on it',
    { faults: { apiServerSilent: true } },
    'kubernetes-rights',
    'could-not-check',
    /ClusterUnreachable/,
  ],
  [
    'a right that a proof needs',
    { faults: { access: without('create', 'jobs') } },
    'kubernetes-rights',
    'failed',
    /create jobs\.batch/,
  ],
  [
    'a right that only these checks need',
    { faults: { access: without('create', 'pods') } },
    'kubernetes-rights',
    'warning',
    /create pods/,
  ],
  [
    'pods that may not be tried',
    { faults: { access: without('create', 'pods') } },
    'admission-of-ordinary-pod',
    'could-not-check',
    /Forbidden/,
  ],
  [
    'rights that may not be asked about',
    { faults: { accessReviewsForbidden: true } },
    'kubernetes-rights',
    'could-not-check',
    /Forbidden/,
  ],
  [
    'rights of which nobody decides',
    { faults: { accessReviewsFail: true } },
    'kubernetes-rights',
    'could-not-check',
    /get, list nodes; .*context deadline exceeded/,
  ],
  [
    'a class that AKS has not installed yet',
    { faults: { runtimeClassOnlyAfterUpdate: true } },
    'runtime-class',
    'warning',
    /yet/,
  ],
  [
    'its pods',
    { faults: { runtimeClassOnlyAfterUpdate: true } },
    'admission-of-sandboxed-pod',
    'could-not-check',
    /not found/,
  ],
  [
    'a class of a preview',
    { options: { runtimeClassName: 'kata-mshv-vm-isolation' } },
    'runtime-class',
    'failed',
    /calls the class kata-vm-isolation/,
  ],
  [
    "another distribution's class",
    { options: { runtimeClassName: 'kata-qemu' } },
    'runtime-class',
    'failed',
    /calls the class kata-vm-isolation/,
  ],
  [
    'a class of another handler',
    { faults: { objects: [kataClass('own', 'runc')] }, options: { runtimeClassName: 'own' } },
    'runtime-class',
    'failed',
    /handler runc/,
  ],
  [
    'a class that selects a label of a preview',
    {
      faults: {
        objects: [
          kataClass('own', 'kata', { nodeSelector: { 'kubernetes.azure.com/kata-mshv-vm-isolation': 'true' } }),
        ],
      },
      options: { runtimeClassName: 'own' },
    },
    'runtime-class',
    'failed',
    /preview/,
  ],
  [
    'Gatekeeper',
    { faults: denying(imageMessage) },
    'admission-of-ordinary-pod',
    'failed',
    /denied the request: \[azurepolicy-.* has not been allowed\./,
  ],
  [
    'Gatekeeper of the default namespace alone',
    { faults: denying(defaultMessage) },
    'admission-of-ordinary-pod',
    'could-not-check',
    /Usage of the default namespace/,
  ],
  [
    'Gatekeeper of both',
    { faults: denying(`${defaultMessage}\n${imageMessage}`) },
    'admission-of-ordinary-pod',
    'failed',
    /has not been allowed/,
  ],
  [
    'Kyverno, which answers 400',
    {
      faults: denying(
        "policy Pod/default/p for resource violation: \n\nrequire-team:\n  check-team: 'validation error: label team is required.'",
        { name: 'validate.kyverno.svc-fail', denialCode: 0 },
      ),
    },
    'admission-of-sandboxed-pod',
    'failed',
    /label team is required/,
  ],
  [
    "Kyverno's policies in CEL, of which one is about the default namespace",
    {
      faults: denying(
        'Policy no-default failed: Using the default namespace is not allowed.; Policy require-team failed: no team',
        {
          name: 'vpol.validate.kyverno.svc-fail',
          denialCode: 0,
        },
      ),
    },
    'admission-of-sandboxed-pod',
    'failed',
    /^(?!.*no-default).*Policy require-team failed: no team/,
  ],
  [
    'a policy about Jobs',
    { faults: denying(imageMessage, { resources: ['jobs'] }) },
    'admission-of-jobs',
    'failed',
    /has not been allowed/,
  ],
  [
    'a policy about namespaces',
    { faults: denying('[owner] you must provide labels: {"owner"}', { resources: ['namespaces'] }) },
    'admission-of-namespace',
    'failed',
    /must provide labels/,
  ],
  [
    'a webhook with side effects',
    { faults: webhook({ sideEffects: 'Some', deny: () => null }) },
    'admission-of-ordinary-pod',
    'could-not-check',
    /does not support dry run/,
  ],
  [
    'a webhook that gives no answer',
    { faults: webhook({ unreachable: true, deny: () => null }) },
    'admission-of-ordinary-pod',
    'could-not-check',
    /failed calling webhook/,
  ],
  [
    'a class that is dropped',
    { faults: { webhookDropsRuntimeClass: true } },
    'admission-of-sandboxed-pod',
    'failed',
    /removed its runtimeClassName/,
  ],
  [
    'limits that are changed',
    {
      faults: webhook({
        change: ({ spec }) => {
          for (const one of (spec as { containers: { resources: object }[] }).containers)
            one.resources = { requests: { cpu: '100m', memory: '2Gi' }, limits: { cpu: '100m', memory: '2Gi' } };
        },
      }),
    },
    'admission-of-sandboxed-pod',
    'warning',
    /limits of memory are 2048Mi, not 256Mi/,
  ],
  ['a namespace that is not there', inPlace, 'admission-of-jobs', 'failed', /no namespace kataproof/],
  [
    'a quota with too little for one pair',
    { ...inPlace, faults: { objects: bounded('ResourceQuota', { hard: { 'requests.memory': '1Gi' } }) } },
    'resource-quota',
    'failed',
    /leaves 1024Mi of requests\.memory, and 1112Mi is needed/,
  ],
  [
    'a quota with too little for all pairs',
    {
      ...inPlace,
      order: { pool: null, poolName: null },
      faults: { objects: bounded('ResourceQuota', { hard: { pods: '3' } }) },
    },
    'resource-quota',
    'warning',
    /Not 4 pairs/,
  ],
  [
    'a quota of other pods',
    { ...inPlace, faults: { objects: bounded('ResourceQuota', { hard: { pods: '1' }, scopes: ['Terminating'] }) } },
    'resource-quota',
    'passed',
    /counts our pods/,
  ],
  [
    'a range that is too narrow',
    {
      ...inPlace,
      faults: { objects: bounded('LimitRange', { limits: [{ type: 'Container', max: { memory: '128Mi' } }] }) },
    },
    'limit-range',
    'failed',
    /at most 128Mi of memory/,
  ],
  [
    'a range of what our containers do not set, whose default they get',
    {
      ...inPlace,
      faults: {
        objects: bounded('LimitRange', {
          limits: [{ type: 'Container', min: { 'ephemeral-storage': '1Mi' }, max: { 'ephemeral-storage': '1Gi' } }],
        }),
      },
    },
    'limit-range',
    'passed',
    /keep to bound/,
  ],
  [
    'a range of whole pods that asks for what nobody sets',
    {
      ...inPlace,
      faults: { objects: bounded('LimitRange', { limits: [{ type: 'Pod', max: { 'ephemeral-storage': '1Gi' } }] }) },
    },
    'limit-range',
    'failed',
    /of ephemeral-storage a Pod/,
  ],
  [
    'a range of whole pods',
    { ...inPlace, faults: { objects: bounded('LimitRange', { limits: [{ type: 'Pod', max: { memory: '128Mi' } }] }) } },
    'admission-of-ordinary-pod',
    'failed',
    /maximum memory usage per Pod is 128Mi/,
  ],
  [
    'nodes that are full',
    { withNodes: true, order: { pool: null, poolName: 'kata' }, pool: { memoryMiB: 1024 } },
    'node-room',
    'failed',
    /No room/,
  ],
];

describe('a preflight finds in a cluster, and writes nothing', () => {
  test.each(rows)('%s', async (_title, given, check, outcome, told) => {
    const { rows: found, requests } = await tableOf(given);
    expect(found[check]).toMatchObject({ outcome, message: expect.stringMatching(told) });
    expect(found[check]?.remedy === null).toBe(outcome === 'passed');
    expect(writesAmong(requests)).toEqual([]);
  });

  test.each([
    [
      'validate.kyverno.svc-fail',
      "resource Pod/default/p was blocked due to the following policies\n\nrequire-team:\n  check-team: 'no team'",
      /Kyverno refused it \(policy require-team\)/,
    ],
    [
      'vpol.validate.kyverno.svc-fail',
      'Policy require-team failed: no team; Policy allowed-images error: no registry',
      /Kyverno refused it \(policy require-team, allowed-images\)/,
    ],
    [
      'validation.gatekeeper.sh',
      '[all-must-have-owner] no owner',
      /Gatekeeper refused it \(constraint all-must-have-owner\)/,
    ],
    ['validation.gatekeeper.sh', imageMessage, /Azure Policy .*\(constraint azurepolicy-containerallowedimages-1\)/],
    ['pods.example.com', 'no', /The webhook pods\.example\.com refused it/],
  ])('who denied, by name: %s', async (name, message, told) => {
    const { rows: found } = await tableOf({ faults: denying(message, { name, denialCode: 0 }) });
    expect(found['admission-of-ordinary-pod']?.remedy).toMatch(told);
  });

  test('nothing in a cluster where all is well', async () => {
    const { checks, requests } = await tableOf();
    expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(writesAmong(requests)).toEqual([]);
  });
});
