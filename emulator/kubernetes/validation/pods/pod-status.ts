import { isIP } from 'node:net';
import type { V1ContainerStatus, V1PodSpec, V1PodStatus } from '@kubernetes/client-node';
import type { KubeObject } from '../../api/seams.ts';
import { eachInvalid, type FieldErrors, forbiddenField, invalidValue } from '../rules/field-errors.ts';
import { dns1123Subdomain, labelKey } from '../rules/formats.ts';
import { immutable, validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/** What `/status` of a pod may say (k8s.io/kubernetes/pkg/apis/core/validation: ValidatePodStatusUpdate). */

export const notAnAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

/** The path is Kubernetes' own. */
const validateConditions = ({ conditions = [] }: V1PodStatus): FieldErrors =>
  conditions.flatMap(({ type }, index) =>
    systemConditions.includes(type) ? [] : eachInvalid(`metadata.conditions[${index}].Type`, type, labelKey(type)),
  );

/** A container that has ended for good does not run again. */
function validateTransitions(
  next: V1ContainerStatus[] | undefined,
  old: V1ContainerStatus[] | undefined,
  field: string,
  mayRestart: (name: string, exitCode: number) => boolean,
): FieldErrors {
  return (old ?? []).flatMap(({ name, state }, index) => {
    const ended = state?.terminated;
    if (!ended || mayRestart(name, ended.exitCode)) return [];
    return (next ?? [])
      .filter((status) => status.name === name && !status.state?.terminated)
      .map(() => forbiddenField(`${field}[${index}].state`, 'may not be transitioned to non-terminated state'));
  });
}

function validateContainerStates(next: V1PodStatus, old: V1PodStatus, spec: V1PodSpec): FieldErrors {
  const byPolicy = (_name: string, exitCode: number) =>
    spec.restartPolicy === 'Always' || (spec.restartPolicy === 'OnFailure' && exitCode !== 0);
  const isSidecar = (name: string) =>
    (spec.initContainers ?? []).some((container) => container.name === name && container.restartPolicy === 'Always');
  return [
    ...validateTransitions(next.containerStatuses, old.containerStatuses, 'status.containerStatuses', byPolicy),
    ...validateTransitions(
      next.initContainerStatuses,
      old.initContainerStatuses,
      'status.initContainerStatuses',
      (name, exitCode) => byPolicy(name, exitCode) || isSidecar(name),
    ),
    ...validateTransitions(
      next.ephemeralContainerStatuses,
      old.ephemeralContainerStatuses,
      'status.ephemeralContainerStatuses',
      () => false,
    ),
  ];
}

function validateAddresses(addresses: string[], field: string): FieldErrors {
  const families = addresses.map((address) => isIP(address));
  const isPair = families.length === 2 && new Set(families).size === 2 && !families.includes(0);
  return [
    ...addresses.flatMap((address, index) =>
      families[index] === 0 ? [invalidValue(`${field}[${index}]`, address, notAnAddress)] : [],
    ),
    ...(addresses.length > 1 && !isPair
      ? [
          invalidValue(
            field,
            addresses.map((ip) => ({ IP: ip })),
            'may specify no more than one IP for each IP family',
          ),
        ]
      : []),
  ];
}

/** The single address of a status stands above its list (core/v1 conversion). */
const addressesOf = (list: { ip?: string }[] | undefined, only: string | undefined): string[] => {
  const addresses = (list ?? []).map(({ ip = '' }) => ip);
  return only && addresses[0] !== only ? [only] : addresses;
};

export function validatePodStatus(pod: KubeObject, oldPod: KubeObject): FieldErrors {
  const next: V1PodStatus = pod['status'] ?? {};
  const old: V1PodStatus = oldPod['status'] ?? {};
  const { nominatedNodeName = '', qosClass } = next;
  return [
    ...validateCoreMetadataUpdate(pod.metadata, oldPod.metadata),
    ...validateConditions(next),
    ...(nominatedNodeName !== '' && nominatedNodeName !== old.nominatedNodeName
      ? eachInvalid('status.nominatedNodeName', nominatedNodeName, dns1123Subdomain(nominatedNodeName))
      : []),
    ...immutable('status.qosClass', qosClass, old.qosClass),
    ...validateContainerStates(next, old, oldPod['spec']),
    ...validateAddresses(addressesOf(next.podIPs, next.podIP), 'status.podIPs'),
    ...validateAddresses(addressesOf(next.hostIPs, next.hostIP), 'status.hostIPs'),
  ];
}
