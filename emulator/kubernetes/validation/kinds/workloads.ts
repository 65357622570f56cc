import type { V1DaemonSetSpec, V1DeploymentSpec, V1LabelSelector, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../api/seams.ts';
import { validatePodTemplate } from '../pods/pod.ts';
import {
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  nonNegative,
  notSupported,
  required,
} from '../rules/field-errors.ts';
import { dns1123Subdomain } from '../rules/formats.ts';
import { selects, shownSelector, sortedEntries, validateLabelSelector } from '../rules/labels.ts';
import { immutable, validateCoreMetadata, validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/** The rules for Deployments, ReplicaSets and DaemonSets (k8s.io/kubernetes/pkg/apis/apps/validation). */

const inNamespace = { namespaced: true, name: dns1123Subdomain };

const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector) =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;

function validateSelector(selector: V1LabelSelector | undefined, kind: string): FieldErrors {
  if (!selector) return [required('spec.selector')];
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(isEmpty(selector)
      ? [invalidValue('spec.selector', shownSelector(selector), `empty selector is invalid for ${kind}`)]
      : []),
  ];
}

function validateSelected(selector: V1LabelSelector | undefined, template: V1PodTemplateSpec): FieldErrors {
  if (!selector || isEmpty(selector) || validateLabelSelector(selector, '').length > 0) return [];
  const labels = template.metadata?.labels;
  if (selects(selector, labels ?? {})) return [];
  const shown = labels ? Object.fromEntries(sortedEntries(labels)) : null;
  return [invalidValue('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')];
}

function validateTemplate(
  selector: V1LabelSelector | undefined,
  template: V1PodTemplateSpec,
  kind: string,
): FieldErrors {
  return [...validateSelected(selector, template), ...validateLastingTemplate(template, kind)];
}

/** A template of pods that are to run for ever. */
function validateLastingTemplate(template: V1PodTemplateSpec, kind: string): FieldErrors {
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec ?? { containers: [] };
  return [
    ...validatePodTemplate(template, 'spec.template'),
    ...(restartPolicy === 'Always'
      ? []
      : [notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            'spec.template.spec.activeDeadlineSeconds',
            `activeDeadlineSeconds in ${kind} is not Supported`,
          ),
        ]),
  ];
}

/** A number, or a percentage of the pods. */
function validateShare(share: number | string | undefined, field: string): FieldErrors {
  if (share === undefined) return [];
  if (typeof share === 'number') return nonNegative(field, share);
  return /^[0-9]+%$/.test(share)
    ? []
    : eachInvalid(field, share, [
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ]);
}

const validateWhole = (share: number | string | undefined, field: string): FieldErrors =>
  typeof share === 'string' && /^[0-9]+%$/.test(share) && Number.parseInt(share, 10) > 100
    ? [invalidValue(field, share, 'must not be greater than 100%')]
    : [];

const isNone = (share: number | string | undefined) => share === 0 || share === '0%' || share === undefined;

function validateStrategy({ strategy }: V1DeploymentSpec): FieldErrors {
  const field = 'spec.strategy';
  const { type = '', rollingUpdate } = strategy ?? {};
  if (type === 'Recreate')
    return rollingUpdate
      ? [forbiddenField(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  if (type !== 'RollingUpdate') return [notSupported(`${field}.type`, type, ['Recreate', 'RollingUpdate'])];
  if (!rollingUpdate) return [required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = `${field}.rollingUpdate`;
  return [
    ...validateShare(maxUnavailable, `${at}.maxUnavailable`),
    ...validateShare(maxSurge, `${at}.maxSurge`),
    ...(isNone(maxUnavailable) && isNone(maxSurge)
      ? [invalidValue(`${at}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...validateWhole(maxUnavailable, `${at}.maxUnavailable`),
  ];
}

function validateDeploymentSpec(spec: V1DeploymentSpec): FieldErrors {
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateSelector(spec.selector, 'deployment'),
    ...validateTemplate(spec.selector, spec.template ?? {}, 'ReplicaSet'),
    ...validateStrategy(spec),
    ...nonNegative('spec.minReadySeconds', minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', deadline),
    ...(deadline !== undefined && deadline <= minReadySeconds
      ? [invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
}

const fixedSelector = (next: KubeObject, old: KubeObject): FieldErrors => {
  const selector: V1LabelSelector | undefined = next['spec']?.selector;
  return immutable('spec.selector', selector, old['spec']?.selector, selector ? shownSelector(selector) : null);
};

export const validateDeployment = (deployment: KubeObject): FieldErrors => [
  ...validateCoreMetadata(deployment, inNamespace),
  ...validateDeploymentSpec(deployment['spec'] ?? {}),
];

export const validateDeploymentUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateDeploymentSpec(next['spec'] ?? {}),
  ...fixedSelector(next, old),
];

function validateReplicaSetSpec(replicaSet: KubeObject): FieldErrors {
  const spec = replicaSet['spec'] ?? {};
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector(spec.selector, 'deployment'),
    ...validateTemplate(spec.selector, spec.template ?? {}, 'ReplicaSet'),
  ];
}

export const validateReplicaSet = (replicaSet: KubeObject): FieldErrors => [
  ...validateCoreMetadata(replicaSet, inNamespace),
  ...validateReplicaSetSpec(replicaSet),
];

export const validateReplicaSetUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateReplicaSetSpec(next),
  ...fixedSelector(next, old),
];

function validateUpdateStrategy({ updateStrategy }: V1DaemonSetSpec): FieldErrors {
  const field = 'spec.updateStrategy';
  const { type = '', rollingUpdate } = updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') return [notSupported(`${field}.type`, type, ['OnDelete', 'RollingUpdate'])];
  if (!rollingUpdate) return [required(`${field}.rollingUpdate`)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = `${field}.rollingUpdate`;
  const isNeither = isNone(maxUnavailable) && isNone(maxSurge);
  return [
    ...validateShare(maxUnavailable, `${at}.maxUnavailable`),
    ...validateWhole(maxUnavailable, `${at}.maxUnavailable`),
    ...validateShare(maxSurge, `${at}.maxSurge`),
    ...validateWhole(maxSurge, `${at}.maxSurge`),
    ...(isNeither
      ? [required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
      : !isNone(maxUnavailable) && !isNone(maxSurge)
        ? [invalidValue(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')]
        : []),
  ];
}

function validateDaemonSetSpec(spec: V1DaemonSetSpec): FieldErrors {
  const { selector, template = {} as V1PodTemplateSpec } = spec;
  return [
    ...(selector ? validateLabelSelector(selector, 'spec.selector') : []),
    ...validateSelected(selector, template),
    ...(selector && isEmpty(selector)
      ? [invalidValue('spec.selector', shownSelector(selector), 'empty selector is invalid for daemonset')]
      : []),
    ...validateLastingTemplate(template, 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateUpdateStrategy(spec),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ];
}

export const validateDaemonSet = (daemonSet: KubeObject): FieldErrors => [
  ...validateCoreMetadata(daemonSet, inNamespace),
  ...validateDaemonSetSpec(daemonSet['spec'] ?? {}),
];

export const validateDaemonSetUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateDaemonSetSpec(next['spec'] ?? {}),
  ...fixedSelector(next, old),
];
