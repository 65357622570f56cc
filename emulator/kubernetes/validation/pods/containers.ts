import type {
  V1Container,
  V1ContainerPort,
  V1ContainerResizePolicy,
  V1ContainerRestartRule,
  V1EphemeralContainer,
  V1Volume,
  V1VolumeDevice,
  V1VolumeMount,
} from '@kubernetes/client-node';
import {
  checkEnum,
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  missing,
  notSupported,
  required,
  tooMany,
} from '../rules/field-errors.ts';
import { dns1123Label, portName, portNumber } from '../rules/formats.ts';
import { validateRequirements } from '../rules/resources.ts';
import { validateEnvironment, validateEnvironmentSources } from './environment.ts';
import { validateLocalPath, validateNoBacksteps } from './paths.ts';
import { forbidHealth, validateHealth } from './probes.ts';
import { validateSecurityContext } from './security.ts';

/** What the containers of a pod must fit. */
export interface PodSurroundings {
  volumes: ReadonlyMap<string, V1Volume>;
  resourceClaims: string[];
  /** In seconds. */
  gracePeriod: number;
  restartPolicy: string;
  hostUsers: boolean;
}

const protocols = ['SCTP', 'TCP', 'UDP'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const restartPolicies = ['Always', 'Never', 'OnFailure'];

function validatePorts(ports: V1ContainerPort[], field: string): FieldErrors {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort = 0, hostPort = 0, protocol }, index) => {
    const at = `${field}[${index}]`;
    const errors: FieldErrors = [];
    if (name) {
      const wrong = portName(name);
      if (wrong.length > 0) errors.push(...eachInvalid(`${at}.name`, name, wrong));
      else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      else names.add(name);
    }
    if (containerPort === 0) errors.push(required(`${at}.containerPort`));
    else errors.push(...eachInvalid(`${at}.containerPort`, containerPort, portNumber(containerPort)));
    if (hostPort !== 0) errors.push(...eachInvalid(`${at}.hostPort`, hostPort, portNumber(hostPort)));
    return [...errors, ...checkEnum(`${at}.protocol`, protocol, protocols)];
  });
}

function validatePropagation(mount: V1VolumeMount, container: V1Container, field: string): FieldErrors {
  const { mountPropagation: mode, recursiveReadOnly: recursive, readOnly } = mount;
  const modes = ['Bidirectional', 'HostToContainer', 'None'];
  const at = `${field}.recursiveReadOnly`;
  const errors: FieldErrors = [];
  if (mode !== undefined && !modes.includes(mode)) errors.push(notSupported(`${field}.mountPropagation`, mode, modes));
  if (mode === 'Bidirectional' && !container.securityContext?.privileged)
    errors.push(
      forbiddenField(
        `${field}.mountPropagation`,
        'Bidirectional mount propagation is available only to privileged containers',
      ),
    );
  if (recursive === undefined || recursive === 'Disabled') return errors;
  if (recursive !== 'Enabled' && recursive !== 'IfPossible')
    return [...errors, notSupported(at, recursive, ['Disabled', 'Enabled', 'IfPossible'])];
  if (!readOnly) errors.push(forbiddenField(at, 'may only be specified when readOnly is true'));
  if (mode !== undefined && mode !== 'None')
    errors.push(forbiddenField(at, 'may only be specified when mountPropagation is None or not specified'));
  return errors;
}

function validateSubPath(mount: V1VolumeMount, volume: V1Volume | undefined, at: string, field: string): FieldErrors {
  const { subPath, subPathExpr } = mount;
  const onImage = (path: string | undefined, name: string) =>
    path && volume?.image ? [invalidValue(`${at}.${name}`, path, 'not allowed in image volume sources')] : [];
  return [
    ...onImage(subPath, 'subPath'),
    ...onImage(subPathExpr, 'subPathExpr'),
    ...(subPath ? validateLocalPath(subPath, `${field}.subPath`) : []),
    ...(subPath && subPathExpr
      ? [invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive')]
      : []),
    ...(subPathExpr ? validateLocalPath(subPathExpr, `${field}.subPathExpr`) : []),
  ];
}

function validateMounts(container: V1Container, volumes: PodSurroundings['volumes'], field: string): FieldErrors {
  const paths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const { name = '', mountPath = '' } = mount;
    const at = `${field}[${index}]`;
    const errors: FieldErrors = [];
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(missing(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (devices.some((device) => device.name === name))
      errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices'));
    if (devices.some(({ devicePath }) => devicePath === mountPath))
      errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    return [
      ...errors,
      ...validateSubPath(mount, volumes.get(name), at, field),
      ...validatePropagation(mount, container, field),
    ];
  });
}

function validateDevices(devices: V1VolumeDevice[], volumes: PodSurroundings['volumes'], field: string): FieldErrors {
  const names = new Set<string>();
  const paths = new Set<string>();
  return devices.flatMap(({ name = '', devicePath = '' }, index) => {
    const at = `${field}[${index}]`;
    const volume = volumes.get(name);
    const errors: FieldErrors = [];
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalidValue(`${at}.name`, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral)
      errors.push(
        invalidValue(
          `${at}.name`,
          name,
          'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        ),
      );
    if (!volume) errors.push(missing(`${at}.name`, name));
    if (devicePath === '') errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalidValue(`${at}.devicePath`, devicePath, 'must be unique'));
    if (validateNoBacksteps(devicePath, at).length > 0)
      errors.push(invalidValue(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    names.add(name);
    paths.add(devicePath);
    return errors;
  });
}

function validateResizePolicies(policies: V1ContainerResizePolicy[], podRestart: string, field: string): FieldErrors {
  const seen = new Set<string>();
  return policies.flatMap(({ resourceName, restartPolicy }, index) => {
    const repeated = seen.has(resourceName) ? [duplicate(`${field}[${index}]`, resourceName)] : [];
    seen.add(resourceName);
    return [
      ...repeated,
      ...checkEnum(field, resourceName, ['cpu', 'memory']),
      ...checkEnum(field, restartPolicy, ['NotRequired', 'RestartContainer']),
      ...(podRestart === 'Never' && restartPolicy !== 'NotRequired'
        ? [invalidValue(field, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'")]
        : []),
    ];
  });
}

function validateRestartRules(rules: V1ContainerRestartRule[], field: string): FieldErrors {
  const actions = ['Restart', 'RestartAllContainers'];
  return [
    ...(rules.length > 20 ? [tooMany(field, rules.length, 20)] : []),
    ...rules.flatMap(({ action, exitCodes }, index) => {
      const at = `${field}[${index}]`;
      const operator = exitCodes?.operator ?? '';
      return [
        ...(actions.includes(action) ? [] : [notSupported(`${at}.action`, action ?? '', actions)]),
        ...(exitCodes === undefined
          ? [required(`${at}.exitCodes`, 'must be specified')]
          : operator === 'In' || operator === 'NotIn'
            ? []
            : [notSupported(`${at}.exitCodes.operator`, operator, ['In', 'NotIn'])]),
      ];
    }),
  ];
}

function validateRestart({ restartPolicy, restartPolicyRules = [] }: V1Container, field: string): FieldErrors {
  const at = `${field}.restartPolicy`;
  return [
    ...(restartPolicyRules.length > 0 && restartPolicy === undefined
      ? [required(at, 'must specify restartPolicy when restart rules are used')]
      : []),
    ...(restartPolicy !== undefined && !restartPolicies.includes(restartPolicy)
      ? [notSupported(at, restartPolicy, restartPolicies)]
      : []),
    ...validateRestartRules(restartPolicyRules, `${field}.restartPolicyRules`),
  ];
}

/** What holds for containers of all three lists. */
function validateCommon(container: V1Container, pod: PodSurroundings, field: string): FieldErrors {
  const { name, image, env = [], envFrom = [], ports = [], volumeDevices = [], resizePolicy = [] } = container;
  return [
    ...(name ? eachInvalid(`${field}.name`, name, dns1123Label(name)) : [required(`${field}.name`)]),
    ...(image ? [] : [required(`${field}.image`)]),
    ...checkEnum(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      'File',
      'FallbackToLogsOnError',
    ]),
    ...validatePorts(ports, `${field}.ports`),
    ...validateEnvironment(env, `${field}.env`),
    ...validateEnvironmentSources(envFrom, `${field}.envFrom`),
    ...validateMounts(container, pod.volumes, `${field}.volumeMounts`),
    ...validateDevices(volumeDevices, pod.volumes, `${field}.volumeDevices`),
    ...checkEnum(`${field}.imagePullPolicy`, container.imagePullPolicy, pullPolicies),
    ...validateRequirements(container.resources ?? {}, `${field}.resources`, pod.resourceClaims),
    ...validateResizePolicies(resizePolicy, pod.restartPolicy, `${field}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, pod.hostUsers, `${field}.securityContext`),
  ];
}

/** A port of the node can be taken once. The errors of `ports` are told at `field`. */
function validateHostPorts(containers: V1Container[], field: string): FieldErrors {
  const taken = new Set<string>();
  return containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ hostPort, hostIP = '', protocol }, position) => {
      if (!hostPort) return [];
      const port = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(port)) return [duplicate(`${field}[${index}].ports[${position}].hostPort`, port)];
      taken.add(port);
      return [];
    }),
  );
}

export function validateContainers(containers: V1Container[], pod: PodSurroundings, field: string): FieldErrors {
  if (containers.length === 0) return [required(field)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const name = container.name ?? '';
    const repeated = names.has(name) ? [duplicate(`${at}.name`, name)] : [];
    names.add(name);
    return [
      ...validateCommon(container, pod, at),
      ...repeated,
      ...validateHealth(container, pod.gracePeriod, at),
      ...validateRestart(container, at),
    ];
  });
  return [...errors, ...validateHostPorts(containers, field)];
}

export function validateInitContainers(
  containers: V1Container[],
  regular: V1Container[],
  pod: PodSurroundings,
  field: string,
): FieldErrors {
  const names = new Set(regular.map(({ name }) => name ?? ''));
  return containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const name = container.name ?? '';
    const repeated = names.has(name) ? [duplicate(`${at}.name`, name)] : [];
    if (name !== '') names.add(name);
    const isSidecar = container.restartPolicy === 'Always';
    return [
      ...validateCommon(container, pod, at),
      ...validateRestart(container, at),
      ...repeated,
      ...validateHostPorts([container], field),
      ...(isSidecar ? validateHealth(container, pod.gracePeriod, at) : forbidHealth(container, at)),
    ];
  });
}

const forbiddenInEphemeral = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
] as const;

const isSet = (value: unknown): boolean =>
  value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);

export function validateEphemeralContainers(
  containers: V1EphemeralContainer[],
  others: V1Container[],
  pod: PodSurroundings,
  field: string,
): FieldErrors {
  const names = new Set(others.map(({ name }) => name));
  const all = new Set(names);
  return containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const { name, targetContainerName: target } = container;
    const repeated = all.has(name) ? [duplicate(`${at}.name`, name)] : [];
    all.add(name);
    return [
      ...validateCommon(container, pod, at),
      ...validateImageSpace([container], field, index),
      ...repeated,
      ...(target && !names.has(target) ? [missing(`${at}.targetContainerName`, target)] : []),
      ...forbiddenInEphemeral
        .filter((part) => isSet(container[part]))
        .map((part) => forbiddenField(`${at}.${part}`, 'cannot be set for an Ephemeral Container')),
    ];
  });
}

/** A pod, unlike a template, has no space around the name of an image. `first` is the index of the first container. */
export const validateImageSpace = (containers: V1Container[], field: string, first = 0): FieldErrors =>
  containers.flatMap(({ image = '' }, index) =>
    image === image.trim()
      ? []
      : [invalidValue(`${field}[${first + index}].image`, image, 'must not have leading or trailing whitespace')],
  );
