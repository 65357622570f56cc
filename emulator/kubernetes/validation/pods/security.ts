import type {
  V1AppArmorProfile,
  V1PodSecurityContext,
  V1PodSpec,
  V1SeccompProfile,
  V1SecurityContext,
  V1Sysctl,
} from '@kubernetes/client-node';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../rules/field-errors.ts';
import { unixId } from '../rules/formats.ts';
import { internalSecurityContext } from '../rules/internal-types.ts';
import { validateLocalPath } from './paths.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccomp(profile: V1SeccompProfile | undefined, field: string): FieldErrors {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const at = `${field}.localhostProfile`;
  const errors: FieldErrors = [];
  if (!type) errors.push(required(`${field}.type`, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${field}.type`, type, profileTypes));
  if (type === 'Localhost')
    errors.push(
      ...(localhostProfile === undefined
        ? [required(at, 'must be set when seccomp type is Localhost')]
        : validateLocalPath(localhostProfile, at)),
    );
  else if (localhostProfile !== undefined)
    errors.push(
      invalidValue(
        at,
        { Type: type ?? '', LocalhostProfile: localhostProfile },
        'can only be set when seccomp type is Localhost',
      ),
    );
  return errors;
}

function validateAppArmor(profile: V1AppArmorProfile | undefined, field: string): FieldErrors {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const at = `${field}.localhostProfile`;
  if (!type) return [required(`${field}.type`, 'type is required when appArmorProfile is set')];
  if (!profileTypes.includes(type)) return [notSupported(`${field}.type`, type, profileTypes)];
  if (type !== 'Localhost')
    return localhostProfile === undefined
      ? []
      : [invalidValue(at, localhostProfile, 'can only be set when AppArmor type is Localhost')];
  if (localhostProfile?.trim()) {
    const isPadded = localhostProfile !== localhostProfile.trim();
    return isPadded ? [invalidValue(at, localhostProfile, 'must not be padded with whitespace')] : [];
  }
  return [required(at, 'must be set when AppArmor type is Localhost')];
}

const validateId = (id: number | undefined, field: string): FieldErrors =>
  id === undefined ? [] : eachInvalid(field, id, unixId(id));

const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlName = `^(${sysctlSegment}[\\./])*${sysctlSegment}$`;

function validateSysctls(sysctls: V1Sysctl[], spec: V1PodSpec, field: string): FieldErrors {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name = '' }, index) => {
    const at = `${field}[${index}].name`;
    const errors: FieldErrors = [];
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !new RegExp(sysctlName).test(name))
      errors.push(invalidValue(at, name, `must have at most 253 characters and match regex ${sysctlName}`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    const plain = name.replaceAll('/', '.');
    if (spec.hostNetwork && plain.startsWith('net.'))
      errors.push(invalidValue(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(plain))
      errors.push(invalidValue(at, name, "may not be specified when 'hostIPC' is true"));
    return errors;
  });
}

const oneOf = (value: string | undefined, supported: string[], field: string): FieldErrors =>
  value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)];

/** Validates the part of a pod's security that concerns the whole pod. */
export function validatePodSecurityContext(spec: V1PodSpec, specField: string): FieldErrors {
  const context: V1PodSecurityContext = spec.securityContext ?? {};
  const field = `${specField}.securityContext`;
  return [
    ...validateId(context.fsGroup, `${field}.fsGroup`),
    ...validateId(context.runAsUser, `${field}.runAsUser`),
    ...validateId(context.runAsGroup, `${field}.runAsGroup`),
    ...(context.supplementalGroups ?? []).flatMap((id, index) =>
      validateId(id, `${field}.supplementalGroups[${index}]`),
    ),
    ...(spec.shareProcessNamespace && spec.hostPID
      ? [
          invalidValue(
            `${field}.shareProcessNamespace`,
            true,
            'ShareProcessNamespace and HostPID cannot both be enabled',
          ),
        ]
      : []),
    ...validateSysctls(context.sysctls ?? [], spec, `${field}.sysctls`),
    ...oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${field}.fsGroupChangePolicy`),
    ...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`),
    ...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`),
    ...oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], `${field}.supplementalGroupsPolicy`),
    ...oneOf(context.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${field}.seLinuxChangePolicy`),
  ];
}

function validateEscalation(context: V1SecurityContext, field: string): FieldErrors {
  if (context.allowPrivilegeEscalation !== false) return [];
  const shown = internalSecurityContext(context);
  const refuse = (why: string) =>
    invalidValue(field, shown, `cannot set \`allowPrivilegeEscalation\` to false and ${why}`);
  const admin = (context.capabilities?.add ?? []).filter((capability) => capability === 'CAP_SYS_ADMIN');
  return [
    ...(context.privileged ? [refuse('`privileged` to true')] : []),
    ...admin.map(() => refuse('`capabilities.Add` CAP_SYS_ADMIN')),
  ];
}

/** Validates the security of one container. `hostUsers` is whether the pod shares the node's users. */
export function validateSecurityContext(
  context: V1SecurityContext | undefined,
  hostUsers: boolean,
  field: string,
): FieldErrors {
  if (!context) return [];
  const { procMount } = context;
  return [
    ...validateId(context.runAsUser, `${field}.runAsUser`),
    ...validateId(context.runAsGroup, `${field}.runAsGroup`),
    ...oneOf(procMount, ['Default', 'Unmasked'], `${field}.procMount`),
    ...(hostUsers && procMount === 'Unmasked'
      ? [invalidValue(`${field}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`')]
      : []),
    ...validateSeccomp(context.seccompProfile, `${field}.seccompProfile`),
    ...validateEscalation(context, field),
    ...validateAppArmor(context.appArmorProfile, `${field}.appArmorProfile`),
  ];
}

/** Refuses namespaces of the node in a pod with users of its own. */
export function validateHostUsers(spec: V1PodSpec, field: string): FieldErrors {
  if (spec.hostUsers !== false) return [];
  const why = 'when `pod.Spec.HostUsers` is false';
  return [
    ...(spec.hostNetwork ? [forbiddenField(`${field}.hostNetwork`, why)] : []),
    ...(spec.hostPID ? [forbiddenField(`${field}.HostPID`, why)] : []),
    ...(spec.hostIPC ? [forbiddenField(`${field}.HostIPC`, why)] : []),
  ];
}
