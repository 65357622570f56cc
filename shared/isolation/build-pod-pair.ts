import type { V1Job, V1Namespace, V1PodSpec, V1Toleration } from '@kubernetes/client-node';
import type { NodeSnapshot, PodRole } from './evidence.ts';
import { expiresAtAnnotation, managedByLabel, managedByValue, roleLabel, runLabel, runLabelValue } from './labels.ts';
import type { PodPairNames } from './pod-pair-names.ts';
import { buildProbeScript } from './probe-script.ts';
import { reportBounds } from './report-format.ts';

export interface PodPairOptions {
  runId: string;
  names: PodPairNames;
  nodeName: string;
  /** 1 to 64 printable characters without blanks. */
  nonce: string;
  /** With a digest or a version tag: Deployment Safeguards refuse `latest`. */
  image: string;
  runtimeClassName: string;
  /** Those of the node's taints that the pods tolerate (`selectToleratedTaints`), and no other. */
  toleratedTaints: NodeSnapshot['taints'];
  activeDeadlineSeconds: number;
  ttlSecondsAfterFinished: number;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Limits equal to requests, above the minimums of Deployment Safeguards (100m, 100Mi), whose mutator would otherwise
 * choose for us and so size the VM; memory is twice Kata's floor of 128Mi.
 */
const resources = { cpu: '100m', memory: '256Mi' };

/**
 * Two Jobs, alike but for the RuntimeClass, that run the probe once on one node. They pass Pod Security `restricted`
 * and the AKS Deployment Safeguards, and leave by themselves after their deadline and time to live.
 */
export function buildPodPair(options: PodPairOptions): { sandboxed: V1Job; ordinary: V1Job } {
  if (!/^[!-~]+$/.test(options.nonce) || options.nonce.length > reportBounds.nonce)
    throw new RangeError(`A nonce has 1 to ${reportBounds.nonce} printable characters without blanks.`);
  return { sandboxed: buildJob(options, 'sandboxed'), ordinary: buildJob(options, 'ordinary') };
}

/** A namespace of a run's own, in which nothing that is not `restricted` can run. */
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
      // A verdict is never retried, and a second pod would blur whose evidence it is.
      backoffLimit: 0,
      activeDeadlineSeconds: options.activeDeadlineSeconds,
      ttlSecondsAfterFinished: options.ttlSecondsAfterFinished,
      template: {
        metadata: { labels, annotations: { ...annotations, 'sidecar.istio.io/inject': 'false' } },
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
        // Deployment Safeguards ask for both; the probe has ended long before either matters.
        readinessProbe: { exec: { command: ['true'] } },
        livenessProbe: { exec: { command: ['true'] } },
      },
    ],
  };
}

/** By affinity and not by `spec.nodeName`: only through the scheduler does the RuntimeClass's node selector count. */
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
