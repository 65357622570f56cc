import { ofType } from '../snapshots/snapshot.ts';
import { fault, mustBe, type Rule } from './rule.ts';

/** No key, no anonymous reader, no plain http, no old TLS. */
export const storageIsClosed: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Storage/storageAccounts').flatMap((account) =>
    mustBe(account, {
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      defaultToOAuthAuthentication: true,
      isLocalUserEnabled: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    }),
  );

export const containersAreClosed: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Storage/storageAccounts/blobServices/containers').flatMap((container) =>
    mustBe(container, { publicAccess: 'None' }),
  );

/** Azure itself refuses to change evidence, unless somebody asked for that to be left out. */
export const evidenceIsImmutable: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Storage/storageAccounts/blobServices/containers')
    .filter(({ id }) => id.endsWith('-evidence'))
    .flatMap((container) => {
      const policies = ofType(snapshot, `${container.type}/immutabilityPolicies`);
      const policy = policies.find(({ id }) => id.startsWith(`${container.id}/`));
      if (!policy) return [fault(container, 'has no policy that keeps it from being changed')];
      return [
        ...mustBe(policy, { allowProtectedAppendWrites: false }),
        ...(policy.properties.immutabilityPeriodSinceCreationInDays >= 1 ? [] : [fault(policy, 'lasts for no time')]),
      ];
    });

/** Roles decide on keys, and not policies of the vault; what is deleted can be had back; no key leaves it. */
export const vaultIsClosed: Rule = (snapshot) => [
  ...ofType(snapshot, 'Microsoft.KeyVault/vaults').flatMap((vault) =>
    mustBe(vault, {
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
    }),
  ),
  ...ofType(snapshot, 'Microsoft.KeyVault/vaults/keys').flatMap((key) =>
    mustBe(key, { 'attributes.exportable': false, 'keyOps.0': 'sign', 'keyOps.1': 'verify', 'keyOps.length': 2 }),
  ),
];

/** Deleted by mistake or by an intruder, evidence can be had back for some days. */
export const deletedBlobsAreKept: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Storage/storageAccounts/blobServices').flatMap((service) =>
    mustBe(service, { 'deleteRetentionPolicy.enabled': true, 'containerDeleteRetentionPolicy.enabled': true }),
  );
