import { isIP } from 'node:net';
import type { V1HostAlias, V1PodDNSConfig, V1PodResourceClaim, V1PodSpec } from '@kubernetes/client-node';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  inRange,
  invalidValue,
  notSupported,
  required,
} from '../rules/field-errors.ts';
import {
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  type Format,
  labelKey,
} from '../rules/formats.ts';
import { validateLabels } from '../rules/labels.ts';
import { validateRequirements } from '../rules/resources.ts';
import {
  type PodSurroundings,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers.ts';
import { notAnAddress } from './pod-status.ts';
import {
  validateAffinity,
  validateSchedulingGates,
  validateSpreadConstraints,
  validateTolerations,
} from './scheduling.ts';
import { validateHostUsers, validatePodSecurityContext } from './security.ts';
import { validateVolumes } from './volumes.ts';

const mostSeconds = 2 ** 31 - 1;

const checkOptional = (value: string | undefined, format: Format, field: string): FieldErrors =>
  value ? eachInvalid(field, value, format(value)) : [];

/** An enumerated field: empty is missing, and only `supported` are known. */
function known(value: string | undefined, supported: string[], field: string): FieldErrors {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

function validateClaims(claims: V1PodResourceClaim[], field: string): FieldErrors {
  const names = new Set<string>();
  return claims.flatMap((claim, index) => {
    const at = `${field}[${index}]`;
    const { name = '', resourceClaimName: claimName, resourceClaimTemplateName: templateName } = claim;
    const isRepeated = names.has(name);
    names.add(name);
    const shown = { Name: name, ResourceClaimName: claimName ?? null, ResourceClaimTemplateName: templateName ?? null };
    return [
      ...(name === ''
        ? [required(`${at}.name`)]
        : isRepeated
          ? [duplicate(`${at}.name`, name)]
          : eachInvalid(`${at}.name`, name, dns1123Label(name))),
      ...(claimName !== undefined && templateName !== undefined
        ? [
            invalidValue(
              at,
              shown,
              'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
            ),
          ]
        : []),
      ...(claimName === undefined && templateName === undefined
        ? [invalidValue(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')]
        : []),
      ...checkOptional(claimName, dns1123Subdomain, `${at}.resourceClaimName`),
      ...checkOptional(templateName, dns1123Subdomain, `${at}.resourceClaimTemplateName`),
    ];
  });
}

const validIp = (address: string | undefined, field: string): FieldErrors =>
  isIP(address ?? '') === 0 ? [invalidValue(field, address ?? '', notAnAddress)] : [];

function validateDns(policy: string | undefined, config: V1PodDNSConfig | undefined, field: string): FieldErrors {
  if (policy === 'None' && !config) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  if (policy === 'None' && !config?.nameservers?.length)
    return [required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  const tooManyServers = nameservers.length > 3;
  return [
    ...(tooManyServers
      ? [invalidValue(`${field}.nameservers`, nameservers, 'must not have more than 3 nameservers')]
      : []),
    ...nameservers.flatMap((server, index) => validIp(server, `${field}.nameservers[${index}]`)),
    ...(searches.length > 32
      ? [invalidValue(`${field}.searches`, searches, 'must not have more than 32 search paths')]
      : []),
    ...searches
      .map((search) => search.replace(/(?<=.)\.$/, ''))
      .flatMap((search, index) =>
        search === '.'
          ? []
          : eachInvalid(`${field}.searches[${index}]`, search, dns1123SubdomainWithUnderscore(search)),
      ),
    ...options.flatMap(({ name }, index) =>
      name ? [] : [required(`${field}.options[${index}]`, 'must not be empty')],
    ),
  ];
}

const validateHostAliases = (aliases: V1HostAlias[], field: string): FieldErrors =>
  aliases.flatMap(({ ip, hostnames = [] }, index) => [
    ...validIp(ip, `${field}[${index}].ip`),
    ...hostnames.flatMap((name, position) =>
      eachInvalid(`${field}[${index}].hostnames[${position}]`, name, dns1123Subdomain(name)),
    ),
  ]);

/** With the node's network, a port of the container is one of the node. */
function validateHostNetwork(spec: V1PodSpec, isPod: boolean, field: string): FieldErrors {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ hostPort = 0, containerPort }, position) =>
      (isPod || hostPort !== 0) && hostPort !== containerPort
        ? [
            invalidValue(
              `${field}.containers[${index}].ports[${position}].hostPort`,
              hostPort,
              'must match `containerPort` when `hostNetwork` is true',
            ),
          ]
        : [],
    ),
  );
}

/** The part of a pod spec after its containers that says where and as whom the pod runs. */
function validatePlace(spec: V1PodSpec, field: string): FieldErrors {
  const { activeDeadlineSeconds: deadline, os, preemptionPolicy } = spec;
  return [
    ...checkOptional(spec.serviceAccountName, dns1123Subdomain, `${field}.serviceAccountName`),
    ...checkOptional(spec.nodeName, dns1123Subdomain, `${field}.nodeName`),
    ...(deadline !== undefined && (deadline < 1 || deadline > mostSeconds)
      ? [invalidValue(`${field}.activeDeadlineSeconds`, deadline, inRange(1, mostSeconds))]
      : []),
    ...checkOptional(spec.hostname, dns1123Label, `${field}.hostname`),
    ...checkOptional(spec.subdomain, dns1123Label, `${field}.subdomain`),
    ...validateTolerations(spec.tolerations ?? [], `${field}.tolerations`),
    ...validateHostAliases(spec.hostAliases ?? [], `${field}.hostAliases`),
    ...checkOptional(spec.priorityClassName, dns1123Subdomain, `${field}.priorityClassName`),
    ...(spec.runtimeClassName === undefined
      ? []
      : eachInvalid(`${field}.runtimeClassName`, spec.runtimeClassName, dns1123Subdomain(spec.runtimeClassName))),
    ...(preemptionPolicy === undefined
      ? []
      : known(preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${field}.preemptionPolicy`)),
    ...(spec.overhead ? validateRequirements({ limits: spec.overhead }, `${field}.overhead`) : []),
    ...(os && !os.name ? [required(`${field}.os.name`, 'cannot be empty')] : []),
    ...(os?.name && !['linux', 'windows'].includes(os.name)
      ? [notSupported(`${field}.os`, os.name, ['linux', 'windows'])]
      : []),
  ];
}

function validateAllContainers(spec: V1PodSpec, pod: PodSurroundings, field: string): FieldErrors {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec;
  return [
    ...validateContainers(containers, pod, `${field}.containers`),
    ...validateInitContainers(initContainers, containers, pod, `${field}.initContainers`),
    ...validateEphemeralContainers(
      ephemeralContainers,
      [...containers, ...initContainers],
      pod,
      `${field}.ephemeralContainers`,
    ),
  ];
}

/**
 * Validates a pod spec, in a pod or in a template, with its defaults set (core/validation: ValidatePodSpec). The errors
 * are in Kubernetes' order.
 */
export function validatePodSpec(spec: V1PodSpec, field: string, { isPod }: { isPod: boolean }): FieldErrors {
  const { errors, mountable } = validateVolumes(spec.volumes ?? [], `${field}.volumes`);
  const claims = spec.resourceClaims ?? [];
  const pod: PodSurroundings = {
    volumes: mountable,
    resourceClaims: claims.map(({ name }) => name).filter(Boolean),
    gracePeriod: spec.terminationGracePeriodSeconds ?? 30,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers !== false,
  };
  return [
    ...errors,
    ...validateClaims(claims, `${field}.resourceClaims`),
    ...validateAllContainers(spec, pod, field),
    ...(spec.resources?.claims
      ? [forbiddenField(`${field}.resources.claims`, 'claims cannot be set for Resources at pod-level')]
      : []),
    ...validateHostNetwork(spec, isPod, field),
    ...known(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${field}.restartPolicy`),
    ...known(spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], `${field}.dnsPolicy`),
    ...validateLabels(spec.nodeSelector, `${field}.nodeSelector`),
    ...validatePodSecurityContext(spec, field),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateDns(spec.dnsPolicy, spec.dnsConfig, `${field}.dnsConfig`),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType = '' }, index) =>
      eachInvalid(`${field}.readinessGates[${index}].conditionType`, conditionType, labelKey(conditionType)),
    ),
    ...validateSchedulingGates(spec.schedulingGates ?? [], `${field}.schedulingGates`),
    ...validateSpreadConstraints(spec.topologySpreadConstraints ?? [], `${field}.topologySpreadConstraints`),
    ...validateHostUsers(spec, field),
    ...validatePlace(spec, field),
  ];
}
