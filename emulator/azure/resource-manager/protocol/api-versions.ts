import { ArmError } from './arm-error.ts';

/**
 * The versions of Microsoft.ContainerService that the emulator accepts. All of them get the shapes of the newest one.
 */
export const apiVersions = [
  '2026-06-01',
  '2026-05-01',
  '2026-04-01',
  '2026-03-01',
  '2026-02-01',
  '2026-01-01',
  '2025-10-01',
  '2025-09-01',
  '2025-08-01',
  '2025-07-01',
  '2025-05-01',
  '2025-04-01',
  '2025-03-01',
  '2025-02-01',
  // Azure's CLI 2.91 uses this version.
  '2026-03-02-preview',
  // Azure's CLI 2.45 uses this version.
  '2022-11-01',
];

/**
 * The list `orchestrators`, the predecessor of `kubernetesVersions`, has its own versions. Azure's CLI before 2.48 uses
 * them.
 */
const orchestratorsApiVersions = ['2019-04-01', '2017-09-30'];

/** Throws 400 when the api-version is missing or malformed, or when Microsoft.ContainerService does not have it. */
export function checkApiVersion(url: URL): void {
  const version = url.searchParams.get('api-version');
  if (!version)
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!/^\d{4}-\d{2}-\d{2}(-preview|-privatepreview)?$/.test(version))
    throw new ArmError(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
  // An extension resource, such as the permissions on a cluster, is of its own provider.
  if (!/\/providers\/microsoft\.containerservice\/(?!.*\/providers\/)/i.test(url.pathname)) return;
  const [type, supported] = /\/locations\/[^/]+\/orchestrators\/?$/i.test(url.pathname)
    ? ['locations/orchestrators', orchestratorsApiVersions]
    : ['managedClusters', apiVersions];
  if (!supported.includes(version))
    throw new ArmError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`,
    );
}
