import type {
  V1DownwardAPIVolumeFile,
  V1KeyToPath,
  V1PersistentVolumeClaimTemplate,
  V1ProjectedVolumeSource,
  V1Volume,
  V1VolumeProjection,
} from '@kubernetes/client-node';
import { parseExactQuantity } from '../../api/canonical-quantity.ts';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../rules/field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../rules/formats.ts';
import { sortedEntries, validateAnnotations, validateLabels } from '../rules/labels.ts';
import { validateFieldRef, validateResourceFieldRef, volumeFields } from './environment.ts';
import { validateFilePath, validateLocalPath, validateNoBacksteps } from './paths.ts';

const need = (value: unknown, field: string): FieldErrors => (value ? [] : [required(field)]);
const needEach = (source: object, fields: string[], field: string): FieldErrors =>
  fields.flatMap((name) => need((source as Record<string, unknown>)[name], `${field}.${name}`));

const validateMode = (mode: number | undefined, field: string): FieldErrors =>
  mode !== undefined && (mode > 0o777 || mode < 0)
    ? [invalidValue(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];

const validateItems = (items: V1KeyToPath[] | undefined, field: string): FieldErrors =>
  (items ?? []).flatMap(({ key, path = '', mode }, index) => {
    const at = `${field}[${index}]`;
    return [
      ...need(key, `${at}.key`),
      ...need(path, `${at}.path`),
      ...validateFilePath(path, `${at}.path`),
      ...validateMode(mode, `${at}.mode`),
    ];
  });

function validateDownwardFile(file: V1DownwardAPIVolumeFile, field: string): FieldErrors {
  const { path = '', fieldRef, resourceFieldRef, mode } = file;
  const source = fieldRef
    ? [
        ...validateFieldRef(fieldRef, volumeFields, `${field}.fieldRef`),
        ...(resourceFieldRef
          ? [invalidValue(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')]
          : []),
      ]
    : resourceFieldRef
      ? validateResourceFieldRef(resourceFieldRef, true, `${field}.resourceFieldRef`)
      : [required(field, 'one of fieldRef and resourceFieldRef is required')];
  return [
    ...need(path, `${field}.path`),
    ...validateFilePath(path, `${field}.path`),
    ...source,
    ...validateMode(mode, `${field}.mode`),
  ];
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function validateHostPath({ path = '', type }: { path?: string; type?: string }, field: string): FieldErrors {
  if (path === '') return [required(`${field}.path`)];
  return [
    ...validateNoBacksteps(path, `${field}.path`),
    ...(type !== undefined && !hostPathTypes.includes(type)
      ? [notSupported(`${field}.type`, type, hostPathTypes)]
      : []),
  ];
}

function validateToken(token: NonNullable<V1VolumeProjection['serviceAccountToken']>, field: string, parent: string) {
  const { expirationSeconds = 3600, path = '' } = token;
  const at = `${field}.expirationSeconds`;
  return [
    ...(expirationSeconds < 600
      ? [invalidValue(at, expirationSeconds, 'may not specify a duration less than 10 minutes')]
      : []),
    ...(expirationSeconds > 2 ** 32
      ? [invalidValue(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
      : []),
    ...(path === '' ? [required(`${parent}.path`)] : validateFilePath(path, `${parent}.path`)),
  ];
}

function validateProjection(
  projection: V1VolumeProjection,
  at: string,
  field: string,
  paths: Set<string>,
): FieldErrors {
  const { secret, configMap, downwardAPI, serviceAccountToken } = projection;
  const conflict = (path: string | undefined, shown: string) => {
    if (!path) return [];
    const isTaken = paths.has(path);
    paths.add(path);
    return isTaken ? [invalidValue(field, shown, 'conflicting duplicate paths')] : [];
  };
  const keyed = (source: { name?: string; items?: V1KeyToPath[] } | undefined, name: string) =>
    source
      ? [
          ...need(source.name, `${at}.${name}.name`),
          ...(source.items ?? []).flatMap((item, index) => [
            ...validateItems([item], `${at}.${name}.items`).map((error) => ({
              ...error,
              field: error.field.replace('.items[0]', `.items[${index}]`),
            })),
            ...conflict(item.path, source.name ?? ''),
          ]),
        ]
      : [];
  const kinds = Object.values(projection).filter((source) => source !== undefined).length;
  return [
    ...keyed(secret, 'secret'),
    ...keyed(configMap, 'configMap'),
    ...(downwardAPI?.items ?? []).flatMap((file) => [
      ...validateDownwardFile(file, `${at}.downwardAPI`),
      ...conflict(file.path, file.path),
    ]),
    ...(serviceAccountToken ? validateToken(serviceAccountToken, `${at}.serviceAccountToken`, field) : []),
    ...(kinds > 1 ? [forbiddenField(at, 'may not specify more than 1 volume type per source')] : []),
  ];
}

function validateProjected({ defaultMode, sources = [] }: V1ProjectedVolumeSource, field: string): FieldErrors {
  const paths = new Set<string>();
  return [
    ...validateMode(defaultMode, `${field}.defaultMode`),
    ...sources.flatMap((source, index) => validateProjection(source, `${field}.sources[${index}]`, field, paths)),
  ];
}

function validateClaimTemplate(template: V1PersistentVolumeClaimTemplate | undefined, field: string): FieldErrors {
  if (!template) return [required(field)];
  const { accessModes = [], resources } = template.spec ?? {};
  const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  return [
    ...validateAnnotations(template.metadata?.annotations, `${field}.metadata.annotations`),
    ...validateLabels(template.metadata?.labels, `${field}.metadata.labels`),
    ...(accessModes.length === 0 ? [required(`${field}.spec.accessModes`, 'at least 1 access mode is required')] : []),
    ...accessModes
      .filter((mode) => !modes.includes(mode))
      .map((mode) => notSupported(`${field}.spec.accessModes`, mode, modes)),
    ...need(resources?.requests?.['storage'], `${field}.spec.resources[storage]`),
  ];
}

function validateDriver(driver: string, field: string): FieldErrors {
  return [
    ...need(driver, field),
    ...(driver.length > 63 ? [tooLong(field, 63)] : []),
    ...eachInvalid(field, driver, dns1123Subdomain(driver.toLowerCase())),
  ];
}

function validateAzureDisk(disk: NonNullable<V1Volume['azureDisk']>, field: string): FieldErrors {
  const { cachingMode, kind, diskURI = '' } = disk;
  const oneOf = (value: string | undefined, supported: string[], at: string) =>
    value === undefined || supported.includes(value) ? [] : [notSupported(at, value, supported)];
  const managed = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
  const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
  const isManaged = kind === 'Managed';
  const wanted = isManaged ? '/subscriptions/' : 'https://';
  return [
    ...needEach(disk, ['diskName', 'diskURI'], field),
    ...oneOf(cachingMode, ['None', 'ReadOnly', 'ReadWrite'], `${field}.cachingMode`),
    ...oneOf(kind, ['Dedicated', 'Managed', 'Shared'], `${field}.kind`),
    ...(kind !== undefined && !diskURI.startsWith(wanted)
      ? [notSupported(`${field}.diskURI`, diskURI, [isManaged ? managed : blob])]
      : []),
  ];
}

const reservedOptions = (options: Record<string, string> | undefined, field: string): FieldErrors =>
  sortedEntries(options).flatMap(([key]) =>
    /(^|\.)(kubernetes|k8s)\.io$/.test((key.split('/')[0] ?? '').toLowerCase())
      ? [invalidValue(`${field}[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')]
      : [],
  );

type Source = Exclude<keyof V1Volume, 'name'>;
type SourceRule = (source: never, field: string) => FieldErrors;

/** The sources of a volume in the order in which Kubernetes looks at them: the second one of a volume is refused. */
const sourceRules: [Source, SourceRule][] = [
  [
    'emptyDir',
    ({ sizeLimit }: { sizeLimit?: string }, field) =>
      sizeLimit !== undefined && parseExactQuantity(sizeLimit).nanos < 0n
        ? [forbiddenField(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [],
  ],
  ['hostPath', validateHostPath],
  [
    'gitRepo',
    (repo: { repository?: string; directory?: string }, field) => [
      ...need(repo.repository, `${field}.repository`),
      ...validateLocalPath(repo.directory ?? '', `${field}.directory`),
    ],
  ],
  ['gcePersistentDisk', (source: object, field) => needEach(source, ['pdName'], field)],
  ['awsElasticBlockStore', (source: object, field) => needEach(source, ['volumeID'], field)],
  [
    'secret',
    (secret: NonNullable<V1Volume['secret']>, field) => [
      ...need(secret.secretName, `${field}.secretName`),
      ...validateMode(secret.defaultMode, `${field}.defaultMode`),
      ...validateItems(secret.items, `${field}.items`),
    ],
  ],
  [
    'nfs',
    (nfs: { path?: string }, field) => [
      ...needEach(nfs, ['server', 'path'], field),
      ...(nfs.path?.startsWith('/') ? [] : [invalidValue(`${field}.path`, nfs.path ?? '', 'must be an absolute path')]),
    ],
  ],
  ['iscsi', (source: object, field) => needEach(source, ['targetPortal', 'iqn'], field)],
  ['glusterfs', (source: object, field) => needEach(source, ['endpoints', 'path'], field)],
  ['flocker', () => []],
  ['persistentVolumeClaim', (source: object, field) => needEach(source, ['claimName'], field)],
  ['rbd', (source: object, field) => needEach(source, ['monitors', 'image'], field)],
  ['cinder', (source: object, field) => needEach(source, ['volumeID'], field)],
  ['cephfs', (source: object, field) => needEach(source, ['monitors'], field)],
  ['quobyte', (source: object, field) => needEach(source, ['volume'], field)],
  [
    'downwardAPI',
    (source: NonNullable<V1Volume['downwardAPI']>, field) => [
      ...validateMode(source.defaultMode, `${field}.defaultMode`),
      ...(source.items ?? []).flatMap((file) => validateDownwardFile(file, field)),
    ],
  ],
  ['fc', () => []],
  [
    'flexVolume',
    ({ driver, options }: NonNullable<V1Volume['flexVolume']>, field) => [
      ...need(driver, `${field}.driver`),
      ...reservedOptions(options, `${field}.options`),
    ],
  ],
  [
    'configMap',
    (map: NonNullable<V1Volume['configMap']>, field) => [
      ...need(map.name, `${field}.name`),
      ...validateMode(map.defaultMode, `${field}.defaultMode`),
      ...validateItems(map.items, `${field}.items`),
    ],
  ],
  ['azureFile', (source: object, field) => needEach(source, ['secretName', 'shareName'], field)],
  ['vsphereVolume', (source: object, field) => needEach(source, ['volumePath'], field)],
  ['photonPersistentDisk', (source: object, field) => needEach(source, ['pdID'], field)],
  ['portworxVolume', (source: object, field) => needEach(source, ['volumeID'], field)],
  ['azureDisk', validateAzureDisk],
  ['storageos', (source: object, field) => needEach(source, ['volumeName'], field)],
  ['projected', validateProjected],
  ['scaleIO', (source: object, field) => needEach(source, ['gateway', 'system', 'volumeName'], field)],
  ['csi', ({ driver = '' }: { driver?: string }, field) => validateDriver(driver, `${field}.driver`)],
  [
    'ephemeral',
    ({ volumeClaimTemplate }: NonNullable<V1Volume['ephemeral']>, field) =>
      validateClaimTemplate(volumeClaimTemplate, `${field}.volumeClaimTemplate`),
  ],
  [
    'image',
    (image: { reference?: string; pullPolicy?: string }, field) => {
      const policies = ['Always', 'IfNotPresent', 'Never'];
      const { reference, pullPolicy = 'IfNotPresent' } = image;
      return [
        ...need(reference, `${field}.reference`),
        ...(policies.includes(pullPolicy) ? [] : [notSupported(`${field}.pullPolicy`, pullPolicy, policies)]),
      ];
    },
  ],
];

function validateSource(volume: V1Volume, field: string): FieldErrors {
  const given = sourceRules.filter(([source]) => volume[source] !== undefined);
  if (given.length === 0) return [required(field, 'must specify a volume type')];
  return given.flatMap(([source, rule], index) => {
    // Kubernetes writes one of them wrongly.
    const name = source === 'downwardAPI' ? 'downwarAPI' : source;
    return index === 0
      ? rule(volume[source] as never, `${field}.${source}`)
      : [forbiddenField(`${field}.${name}`, 'may not specify more than 1 volume type')];
  });
}

/** Validates the volumes of a pod. Returns those that can be mounted as well: only what is valid can be. */
export function validateVolumes(
  volumes: V1Volume[],
  field: string,
): { errors: FieldErrors; mountable: ReadonlyMap<string, V1Volume> } {
  const mountable = new Map<string, V1Volume>();
  const errors = volumes.flatMap((volume, index) => {
    const { name } = volume;
    const at = `${field}[${index}]`;
    const own = [
      ...validateSource(volume, at),
      ...(name ? eachInvalid(`${at}.name`, name, dns1123Label(name)) : [required(`${at}.name`)]),
      ...(mountable.has(name) ? [duplicate(`${at}.name`, name)] : []),
    ];
    if (own.length === 0) mountable.set(name, volume);
    return own;
  });
  return { errors, mountable };
}
