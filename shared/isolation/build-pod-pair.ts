import type { V1Job, V1Namespace, V1PodSpec, V1Toleration } from '@kubernetes/client-node';
import type { NodeSnapshot, PodRole } from './evidence.ts';
import { optOutAnnotations, optOutLabels } from './known-injectors.ts';
import { expiresAtAnnotation, managedByLabel, managedByValue, roleLabel, runLabel, runLabelValue } from './labels.ts';
import type { PodPairNames } from './pod-pair-names.ts';
import { buildProbeScript } from './probe-script.ts';
import { reportBounds } from './report-format.ts';

/** Everything that the manifests of a pod pair are built from. */
export interface PodPairOptions {
  runId: string;
  names: PodPairNames;
  nodeName: string;
  /** At least one printable character and at most `reportBounds.nonce`, without blanks. */
  nonce: string;
  /** Must have a digest or a version tag: Deployment Safeguards refuse `latest`. */
  image: string;
  runtimeClassName: string;
  /** The taints of the node that both pods tolerate (`selectToleratedTaints`). They tolerate no others. */
  toleratedTaints: NodeSnapshot['taints'];
  activeDeadlineSeconds: number;
  ttlSecondsAfterFinished: number;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Limits equal requests and are not below the minimums of the AKS Deployment Safeguards (100m, 100Mi). Otherwise their
 * mutator would choose other limits, and limits decide the size of the VM. The memory is twice Kata's minimum of 128Mi.
 */
const resources = { cpu: '100m', memory: '256Mi' };

/** With the API server's defaults, so that the live pod shows it as we asked for it. */
const harmlessProbe = {
  exec: { command: ['true'] },
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

/**
 * Builds two Jobs that run the probe once on one node. They differ only in name, role label and RuntimeClass. They
 * satisfy Pod Security `restricted` and the AKS Deployment Safeguards, and Kubernetes removes them after their deadline
 * and time to live. Throws RangeError for a nonce that a report could not carry.
 */
export function buildPodPair(options: PodPairOptions): { sandboxed: V1Job; ordinary: V1Job } {
  if (!/^[!-~]+$/.test(options.nonce) || options.nonce.length > reportBounds.nonce)
    throw new RangeError(`A nonce has 1 to ${reportBounds.nonce} printable characters without blanks.`);
  return { sandboxed: buildJob(options, 'sandboxed'), ordinary: buildJob(options, 'ordinary') };
}

/** Builds a run's own namespace, in which Pod Security admits only `restricted` pods. */
export function buildNamespace(options: { name: string; runId: string; expiresAt: string }): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: options.name,
      labels: {
        ...ourLabels(options.runId),
        'pod-security.kubernetes.io/enforce': 'restricted',
        'istio-injection': 'disabled',
      },
      annotations: { [expiresAtAnnotation]: options.expiresAt },
    },
  };
}

function ourLabels(runId: string): Record<string, string> {
  return { [managedByLabel]: managedByValue, [runLabel]: runLabelValue(runId) };
}

function buildJob(options: PodPairOptions, role: PodRole): V1Job {
  const labels = { ...ourLabels(options.runId), [roleLabel]: role };
  const annotations = { [expiresAtAnnotation]: options.expiresAt };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: options.names[role], namespace: options.names.namespace, labels, annotations },
    spec: {
      completions: 1,
      parallelism: 1,
      // A verdict is never retried, and with a second pod it would be unclear which pod gave the evidence.
      backoffLimit: 0,
      activeDeadlineSeconds: options.activeDeadlineSeconds,
      ttlSecondsAfterFinished: options.ttlSecondsAfterFinished,
      template: {
        metadata: { labels: { ...labels, ...optOutLabels }, annotations: { ...annotations, ...optOutAnnotations } },
        spec: buildPodSpec(options, role),
      },
    },
  };
}

function buildPodSpec(options: PodPairOptions, role: PodRole): V1PodSpec {
  return {
    ...(role === 'sandboxed' ? { runtimeClassName: options.runtimeClassName } : {}),
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    affinity: { nodeAffinity: pinTo(options.nodeName) },
    tolerations: tolerate(options.toleratedTaints),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'probe',
        image: options.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', buildProbeScript()],
        env: [{ name: 'KATAPROOF_NONCE', value: options.nonce }],
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        resources: { requests: { ...resources }, limits: { ...resources } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        },
        // Deployment Safeguards require both probes. The container has ended long before either of them matters.
        readinessProbe: { ...harmlessProbe },
        livenessProbe: { ...harmlessProbe },
      },
    ],
  };
}

/**
 * Pins the pod by affinity and not by `spec.nodeName`, because only the scheduler applies the node selector of the
 * RuntimeClass.
 */
function pinTo(nodeName: string): NonNullable<NonNullable<V1PodSpec['affinity']>['nodeAffinity']> {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }],
    },
  };
}

function tolerate(taints: NodeSnapshot['taints']): V1Toleration[] {
  return taints.map(({ key, value, effect }) => ({ key, operator: 'Equal', value, effect }));
}
