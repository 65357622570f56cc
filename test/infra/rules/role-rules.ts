import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofType, type PredictedResource, type Snapshot } from '../snapshots/snapshot.ts';
import { fault, type Rule } from './rule.ts';

const builtIn: Record<string, { name: string; id: string; reason: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'infra', 'app', 'built-in-roles.json'), 'utf8'),
);

const assignments = (snapshot: Snapshot) => ofType(snapshot, 'Microsoft.Authorization/roleAssignments');

/** What an assignment gives its role on. */
const scopeOf = ({ id }: PredictedResource) =>
  id.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]*$/, '');

/** The GUID of the role that is assigned. */
const roleOf = ({ properties }: PredictedResource): string =>
  String(properties.roleDefinitionId).split('/').at(-1) ?? '';

/** A role of this list, with its reason, or one that the deployment defines itself. */
export const rolesAreListed: Rule = (snapshot) => {
  const own = ofType(snapshot, 'Microsoft.Authorization/roleDefinitions').map(({ name }) => name);
  const listed = new Set([...Object.values(builtIn).map(({ id }) => id), ...own]);
  return assignments(snapshot)
    .filter((assignment) => !listed.has(roleOf(assignment)))
    .map((assignment) => fault(assignment, `${roleOf(assignment)} stands in no list of roles`));
};

/** Whoever reads an assignment in the portal finds out why it is there. */
export const assignmentsGiveReasons: Rule = (snapshot) =>
  assignments(snapshot)
    .filter(({ properties }) => !(properties.description?.length > 20))
    .map((assignment) => fault(assignment, 'has no description'));

/** Without the kind, Azure looks the principal up, and does not find one that was made a moment ago. */
export const assignmentsNameTheKind: Rule = (snapshot) =>
  assignments(snapshot)
    .filter(({ properties }) => !['User', 'ServicePrincipal'].includes(properties.principalType))
    .map((assignment) => fault(assignment, 'does not say what kind of principal it is for'));

/** The resource group of the app in every snapshot. */
const ownGroup = '/subscriptions/22222222-2222-2222-2222-222222222222/resourcegroups/rg-test';

/** On one resource of our own; a whole group or subscription only where it was asked for. */
export const scopesAreNarrow =
  (watched: string[]): Rule =>
  (snapshot) => {
    const allowed = new Set(watched.map((id) => id.toLowerCase()));
    return assignments(snapshot)
      .filter((assignment) => {
        const scope = scopeOf(assignment).toLowerCase();
        return !scope.startsWith(`${ownGroup}/providers/`) && !allowed.has(scope);
      })
      .map((assignment) => fault(assignment, `${scopeOf(assignment)} is wider than was asked for, or elsewhere`));
  };

/** Each built-in role is worth something on one type of resource; on another one it would be a mistake. */
const homes: Record<string, RegExp> = {
  storageBlobDataOwner: /\/storageAccounts\/[^/]+$/,
  storageQueueDataContributor: /\/storageAccounts\/[^/]+$/,
  storageTableDataContributor: /\/storageAccounts\/[^/]+$/,
  storageBlobDataReader: /\/containers\/(dead-letters|[a-z0-9]+-evidence)$/,
  storageBlobDataContributor: /\/containers\/dead-letters$/,
  storageQueueDataMessageSender: /\/queues\/cluster-events$/,
  logAnalyticsDataReader: /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/,
  monitoringMetricsPublisher: /\/Microsoft\.Insights\/components\/[^/]+$/,
  eventGridDataSender: /\/Microsoft\.EventGrid\/topics\/[^/]+$/,
  keyVaultCryptoUser: /\/Microsoft\.KeyVault\/vaults\/[^/]+\/keys\/evidence$/,
  keyVaultReader: /\/Microsoft\.KeyVault\/vaults\/[^/]+\/keys\/evidence$/,
  durableTaskDataContributor: /\/taskHubs\/[^/]+$/,
};

export const builtInRolesAreAtHome: Rule = (snapshot) =>
  assignments(snapshot).flatMap((assignment) => {
    const key = Object.keys(builtIn).find((each) => builtIn[each]?.id === roleOf(assignment));
    if (key === undefined || homes[key]?.test(scopeOf(assignment))) return [];
    return [fault(assignment, `${key} on ${scopeOf(assignment)}`)];
  });

/** Roles of our own name each action. */
export const actionsAreNamed: Rule = (snapshot) =>
  ofType(snapshot, 'Microsoft.Authorization/roleDefinitions').flatMap((role) =>
    (role.properties.permissions as { actions?: string[]; dataActions?: string[] }[])
      .flatMap(({ actions = [], dataActions = [] }) => [...actions, ...dataActions])
      .filter((action) => action.includes('*'))
      .map((action) => fault(role, `has ${action}`)),
  );
