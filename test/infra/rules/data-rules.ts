import { ofType } from '../snapshots/snapshot.ts';
import { mustBe, type Rule } from './rule.ts';

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

/** Deleted by mistake or by an intruder, evidence can be had back for some days. */
export const deletedBlobsAreKept: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Storage/storageAccounts/blobServices').flatMap((service) =>
    mustBe(service, { 'deleteRetentionPolicy.enabled': true, 'containerDeleteRetentionPolicy.enabled': true }),
  );
