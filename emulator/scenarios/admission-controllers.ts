import type { AdmissionWebhook, NewObject, NewPod } from './scenario.ts';

interface Container {
  name?: string;
  image?: string;
  livenessProbe?: object;
  readinessProbe?: object;
}

/** The webhook of Gatekeeper, through which Azure Policy and Deployment Safeguards speak too. */
const gatekeeper = (change: Partial<AdmissionWebhook> & Pick<AdmissionWebhook, 'deny'>): AdmissionWebhook => ({
  name: 'validation.gatekeeper.sh',
  resources: ['pods'],
  sideEffects: 'None',
  denialCode: 403,
  ...change,
});

/** "Kubernetes cluster containers should only use allowed images" (its words: Azure/kubeflow-aks, issue 39). */
export const allowedImages = gatekeeper({
  deny: (pod) =>
    containersOf(pod)
      .map(
        ({ name, image }) =>
          `[azurepolicy-k8sazurev2containerallowedimag-5ee1d79beab0bf8e481a] Container image ${image} for container ${name} has not been allowed.`,
      )
      .join('\n'),
});

/** "Kubernetes clusters should not use the default namespace" (the name of its constraint: Azure/AKS, issue 4769). */
export const noDefaultNamespace = gatekeeper({
  deny: ({ metadata }) =>
    metadata.namespace === 'default'
      ? `[azurepolicy-k8sazurev1blockdefault-412ab5a03df011a5e8c6] Usage of the default namespace is not allowed, name: ${metadata.name}, kind: Pod`
      : null,
});

/** A constraint of one's own (Gatekeeper's library, `K8sRequiredLabels`). */
export const ownersOfNamespaces = gatekeeper({
  resources: ['namespaces'],
  deny: ({ metadata: { labels } }) =>
    labels?.['owner'] ? null : '[all-must-have-owner] you must provide labels: {"owner"}',
});

/** Deployment Safeguards, level Enforce (Microsoft Learn, "Use Deployment Safeguards": both probes are required). */
export const requiredProbes = gatekeeper({
  deny: (pod) => {
    const missing = containersOf(pod).flatMap((container) =>
      (['readinessProbe', 'livenessProbe'] as const)
        .filter((probe) => !container[probe])
        .map(
          (probe) =>
            `[azurepolicy-k8sazurev2containerenforceprob-0e8a839bcd103e7b96a8] Container <${container.name}> in your Pod <${pod.metadata.name}> has no <${probe}>. Required probes: ["readinessProbe", "livenessProbe"]`,
        ),
    );
    return missing.length > 0 ? missing.join('\n') : null;
  },
});

/**
 * Kyverno with `require-labels`. A rule for pods is made for Jobs as well ("Auto-Gen Rules For Pod Controllers"), and a denial
 * has no status of its own (kyverno `pkg/webhooks/utils/block.go` has the words).
 */
export const requiredTeam: AdmissionWebhook = {
  name: 'validate.kyverno.svc-fail',
  resources: ['pods', 'jobs'],
  sideEffects: 'NoneOnDryRun',
  deny: ({ kind, metadata: { namespace, name, labels } }) => {
    if (labels?.['team']) return null;
    const [rule, path] = kind === 'Job' ? ['autogen-check-team', '/spec/template'] : ['check-team', ''];
    return `\n\nresource ${kind}/${namespace}/${name} was blocked due to the following policies \n\nrequire-labels:\n  ${rule}: 'validation error: label ''team'' is required. rule ${rule} failed at\n    path ${path}/metadata/labels/team/'\n`;
  },
};

/** A webhook that may not be asked without doing something. */
export const sideEffects: AdmissionWebhook = {
  name: 'inventory.example.com',
  resources: ['pods', 'jobs', 'namespaces'],
  sideEffects: 'Some',
  deny: () => null,
};

/** A webhook whose server is gone, with `failurePolicy: Fail`. */
export const unreachable: AdmissionWebhook = {
  name: 'gone.example.com',
  resources: ['pods'],
  sideEffects: 'None',
  unreachable: true,
  deny: () => null,
};

/** Gives containers other limits than they ask for, as the Vertical Pod Autoscaler does. */
export const otherLimits: AdmissionWebhook = {
  name: 'vpa.k8s.io',
  resources: ['pods'],
  sideEffects: 'None',
  change: (pod) => {
    for (const container of containersOf(pod)) {
      const amounts = { cpu: '200m', memory: '512Mi' };
      Object.assign(container, { resources: { requests: { ...amounts }, limits: { ...amounts } } });
    }
  },
};

/** Injects the init container of a service mesh, which no namespace of level `restricted` lets in. */
export function injectNetworkSetup({ spec }: NewPod): void {
  spec['initContainers'] = [
    {
      name: 'istio-init',
      image: 'mcr.microsoft.com/oss/istio/proxyv2:1.27.1-distroless',
      args: ['istio-iptables'],
      resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '2', memory: '1Gi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
        runAsNonRoot: false,
        runAsUser: 0,
      },
    },
  ];
}

function containersOf({ spec }: NewObject): Container[] {
  return (spec as { containers?: Container[] } | undefined)?.containers ?? [];
}
