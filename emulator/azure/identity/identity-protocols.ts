/**
 * What differs between the api-versions of App Service's managed identity endpoint (Microsoft Learn, "REST endpoint
 * reference").
 */
export interface IdentityProtocol {
  apiVersion: string;
  /** The header that carries the secret, and the app setting that holds it. */
  secretHeader: string;
  secretSetting: string;
  clientIdParameter: string;
  renderExpiry(expiresOnSeconds: number): string;
}

/**
 * The newest version comes first. Current libraries use it; Azure's CLI uses the older one, up to version 2.45 at
 * least.
 */
export const identityProtocols: readonly [IdentityProtocol, ...IdentityProtocol[]] = [
  {
    apiVersion: '2019-08-01',
    secretHeader: 'X-IDENTITY-HEADER',
    secretSetting: 'IDENTITY_HEADER',
    clientIdParameter: 'client_id',
    renderExpiry: String,
  },
  {
    apiVersion: '2017-09-01',
    secretHeader: 'secret',
    secretSetting: 'MSI_SECRET',
    clientIdParameter: 'clientid',
    renderExpiry: renderDateTime,
  },
];

/** .NET's invariant culture writes a DateTimeOffset like this: `09/14/2026 05:06:07 +00:00`. */
function renderDateTime(secondsSinceEpoch: number): string {
  const [date = '', time = ''] = new Date(secondsSinceEpoch * 1000).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time} +00:00`;
}
