import { z } from 'zod';
import { partsOf, type Scope } from '../clusters/allowed-scopes.ts';
import type { Mistake } from '../errors/find-mistakes.ts';
import { alertSettings } from './alert-settings.ts';
import { apiSettings } from './api-settings.ts';
import { azureSettings } from './azure-settings.ts';
import { findingSettings } from './finding-settings.ts';
import { fleetSettings } from './fleet-settings.ts';
import { housekeepingSettings } from './housekeeping-settings.ts';
import { proofSettings } from './proof-settings.ts';
import { provisioningSettings } from './provisioning-settings.ts';
import { storageSettings } from './storage-settings.ts';
import { telemetrySettings } from './telemetry-settings.ts';

/**
 * The blob endpoint beside a table endpoint, in every cloud: `https://account.blob…` for `https://account.table…`. Null
 * for a custom domain.
 */
export const blobsBeside = (tables: string | undefined) =>
  tables && /^https:\/\/[^/]+\.table\./.test(tables) ? tables.replace('.table.', '.blob.') : null;

/**
 * Every setting with its format and its default. Each has a SettingNote (setting-note.ts), from which `npm run docs` writes
 * docs/settings.md, in this order. A format is made when it is asked for: a start needs those of the settings that are set.
 */
export const settingFormats = {
  ...storageSettings,
  ...azureSettings,
  ...apiSettings,
  ...alertSettings,
  ...proofSettings,
  ...provisioningSettings,
  ...findingSettings,
  ...fleetSettings,
  ...housekeepingSettings,
  ...telemetrySettings,
};

type Formats = { [Name in keyof typeof settingFormats]: ReturnType<(typeof settingFormats)[Name]> };

/** The settings as parsed, before they are grouped. */
export type ReadSettings = z.output<z.ZodObject<Formats>>;

/** All of them as one schema: for documents, and for whoever compares. */
export function buildSettingsSchema(): z.ZodObject<Formats> {
  return z.object(
    Object.fromEntries(Object.entries(settingFormats).map(([name, format]) => [name, format()])) as Formats,
  );
}

/**
 * The rules between settings. Lists every one that is broken, also where a setting that is `given` is wrong by itself: in
 * `read` that has its default.
 */
export function findConflicts(read: ReadSettings, given: ReadonlySet<string>): Mistake[] {
  const found: Mistake[] = [];
  const refuse = (name: keyof ReadSettings, message: string) => void found.push({ path: [name], message });
  const stores = ['KATAPROOF_STORAGE_CONNECTION_STRING', 'KATAPROOF_TABLES_ENDPOINT'].filter((name) =>
    given.has(name),
  ).length;
  if (stores === 0)
    refuse(
      'KATAPROOF_TABLES_ENDPOINT',
      'must be set, or KATAPROOF_STORAGE_CONNECTION_STRING: the history of runs is kept there',
    );
  if (stores === 2)
    refuse('KATAPROOF_TABLES_ENDPOINT', 'and KATAPROOF_STORAGE_CONNECTION_STRING are both set: unset one');
  if (given.has('KATAPROOF_BLOBS_ENDPOINT') && given.has('KATAPROOF_STORAGE_CONNECTION_STRING'))
    refuse('KATAPROOF_BLOBS_ENDPOINT', 'and KATAPROOF_STORAGE_CONNECTION_STRING are both set: unset one');
  if (
    read.KATAPROOF_TABLES_ENDPOINT &&
    !given.has('KATAPROOF_BLOBS_ENDPOINT') &&
    !blobsBeside(read.KATAPROOF_TABLES_ENDPOINT)
  )
    refuse('KATAPROOF_BLOBS_ENDPOINT', 'must be set: KATAPROOF_TABLES_ENDPOINT does not tell where the blobs are');
  if (given.has('KATAPROOF_ALERT_TOPIC_KEY') && !given.has('KATAPROOF_ALERT_TOPIC_ENDPOINT'))
    refuse('KATAPROOF_ALERT_TOPIC_ENDPOINT', 'must be set, since KATAPROOF_ALERT_TOPIC_KEY is');
  if (given.has('KATAPROOF_ALERT_TOPIC_ENDPOINT') && read.KATAPROOF_ALERT_SINKS.some(({ name }) => name === 'topic'))
    refuse('KATAPROOF_ALERT_SINKS', "must have no sink named topic: that is KATAPROOF_ALERT_TOPIC_ENDPOINT's name");
  if (read.KATAPROOF_FLEET_SUBSCRIPTIONS.some((id) => !mayList(read.KATAPROOF_ALLOWED_SCOPES, id)))
    refuse(
      'KATAPROOF_FLEET_SUBSCRIPTIONS',
      'must name no subscription of which KATAPROOF_ALLOWED_SCOPES allows nothing: its clusters would never be proven',
    );
  if (read.KATAPROOF_RETENTION_DAYS * 24 <= read.KATAPROOF_APPROVAL_HOURS)
    refuse(
      'KATAPROOF_RETENTION_DAYS',
      'must be longer than KATAPROOF_APPROVAL_HOURS: a run that waits would lose the claim of its pool and its Operation-Id',
    );
  if (read.KATAPROOF_PAIR_DEADLINE_MINUTES > read.KATAPROOF_EXPIRY_MINUTES)
    refuse(
      'KATAPROOF_EXPIRY_MINUTES',
      'must not be less than KATAPROOF_PAIR_DEADLINE_MINUTES: pods would expire early',
    );
  return found;
}

function mayList(allowed: Scope[] | undefined, subscriptionId: string): boolean {
  return partsOf(allowed ?? null, { subscriptionId, resourceGroup: null, clusterName: null }).length > 0;
}
