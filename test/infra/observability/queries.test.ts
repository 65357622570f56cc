import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { attributeTable } from '../../../shared/telemetry/attribute-table.ts';
import { metricTable } from '../../../shared/telemetry/metric-table.ts';
import { ofType, readSnapshot } from '../snapshots/snapshot.ts';

const folder = join(import.meta.dirname, '../../../infra/observability');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

interface WorkbookItem {
  name: string;
  content: { query?: string };
}

const rules: { name: string; query: string; window: string; every: string; severity: number }[] =
  read('alert-rules.json');
const queries: [string, string][] = [
  ...rules.map(({ name, query }): [string, string] => [`alert rule ${name}`, query]),
  ...(read('workbook.json').items as WorkbookItem[]).flatMap(({ name, content }): [string, string][] =>
    content.query === undefined ? [] : [[`workbook ${name}`, content.query]],
  ),
];

/** Columns that queries use (Azure Monitor, "Azure Monitor Logs tables": AppMetrics, AppDependencies, AppTraces, StorageBlobLogs). */
const columns: Record<string, string[]> = {
  AppMetrics: [
    'TimeGenerated',
    'Name',
    'Sum',
    'Min',
    'Max',
    'ItemCount',
    'Properties',
    'AppRoleName',
    'AppRoleInstance',
  ],
  AppDependencies: [
    'TimeGenerated',
    'Name',
    'Success',
    'ResultCode',
    'DurationMs',
    'Properties',
    'OperationId',
    'Target',
  ],
  AppTraces: ['TimeGenerated', 'Message', 'SeverityLevel', 'Properties', 'OperationId', 'AppRoleInstance'],
  StorageBlobLogs: ['TimeGenerated', 'Category', 'OperationName', 'StatusText', 'ObjectKey', 'AccountName'],
};

/** The query without its texts, in which names of any kind may stand. */
const withoutTexts = (query: string) => query.replaceAll(/'[^']*'/g, "''");

/** What is wrong with a query, as sentences. */
function findMistakes(query: string): string[] {
  const bare = withoutTexts(query);
  const words = [...new Set(bare.match(/\b[A-Z]\w*/g) ?? [])];
  const tables = words.filter((word) => word in columns);
  const made = [...bare.matchAll(/\b([A-Z]\w*) = /g)].map(([, name]) => name);
  const known = [...tables, ...made, ...tables.flatMap((table) => columns[table] ?? [])];
  const names = [...query.matchAll(/'([a-z0-9]+(?:\.[a-z0-9_]+)+)'/g)].map(([, name = '']) => name);
  const metrics = names.filter((name) => name in metricTable) as (keyof typeof metricTable)[];
  const asked = [...query.matchAll(/Properties\['([^']+)'\]/g)].map(([, name = '']) => name);
  const ofMetrics = metrics.flatMap((name) => metricTable[name].attributes as readonly string[]);
  return [
    ...(tables.length === 0 ? ['asks no table'] : []),
    ...words.filter((word) => !known.includes(word)).map((word) => `${word} is no column`),
    ...names
      .filter((name) => !(name in metricTable) && !(name in attributeTable))
      .map((name) => `${name} is no name of ours`),
    ...(metrics.length > 0
      ? asked.filter((name) => !ofMetrics.includes(name)).map((name) => `${name} is no attribute of ${metrics}`)
      : []),
    ...asked.filter((name) => !(name in attributeTable)).map((name) => `${name} is no attribute`),
  ];
}

describe('a query', () => {
  test.each(queries)('of the %s names what there is', (_where, query) => {
    expect(findMistakes(query)).toEqual([]);
  });

  test.each([
    ["AppMetrics | where Name == 'kataproof.runs.finished'", 'kataproof.runs.finished is no name of ours'],
    [
      "AppMetrics | where Name == 'kataproof.runs.ended' | summarize sum(Sum) by tostring(Properties['kataproof.alert.sink'])",
      'kataproof.alert.sink is no attribute of kataproof.runs.ended',
    ],
    ['AppMetrics | where Valeu > 0', 'Valeu is no column'],
    ['customMetrics | take 1', 'asks no table'],
  ])('that asks %s is found', (query, mistake) => {
    expect(findMistakes(query)).toContain(mistake);
  });
});

test('the alert rule of dead letters looks into the container that event subscriptions write them to', () => {
  const { query } = rules.find(({ name }) => name === 'dead-letters') ?? { query: '' };
  const subscriptions = ofType(
    readSnapshot('events-of-everything'),
    'Microsoft.EventGrid/systemTopics/eventSubscriptions',
  );
  const containers = subscriptions.map(
    ({ properties }) => properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName,
  );
  expect([...new Set(containers)].map((name) => query.includes(`contains '/${name}/'`))).toEqual([true]);
});

test('every metric is shown in the workbook', () => {
  const shown = queries.filter(([where]) => where.startsWith('workbook')).map(([, query]) => query);
  const missing = Object.keys(metricTable).filter((name) => !shown.some((query) => query.includes(`'${name}'`)));
  expect(missing).toEqual([]);
});

/** "Create or edit a log search alert rule": these windows, and none that is shorter than the frequency. */
const windows = [
  'PT1M',
  'PT5M',
  'PT10M',
  'PT15M',
  'PT30M',
  'PT45M',
  'PT1H',
  'PT2H',
  'PT3H',
  'PT4H',
  'PT5H',
  'PT6H',
  'P1D',
  'P2D',
];

test.each(rules)('the rule $name looks as often and as far back as Azure allows', ({ every, window, severity }) => {
  expect(windows).toContain(window);
  expect(windows.indexOf(every)).toBeLessThanOrEqual(windows.indexOf(window));
  expect([0, 1, 2, 3, 4]).toContain(severity);
});

describe('what is deployed', () => {
  const defaults = readSnapshot('defaults');
  const everything = readSnapshot('everything');
  const rulesOf = (snapshot: typeof defaults) => ofType(snapshot, 'Microsoft.Insights/scheduledQueryRules');

  test('are all rules, each with an identity, for the workspace takes no keys', () => {
    expect(rulesOf(defaults)).toHaveLength(rules.length);
    for (const rule of rulesOf(defaults))
      expect((rule as { identity?: { type: string } }).identity?.type).toBe('UserAssigned');
    expect(rules.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['stale-fleet', 'shared-kernel', 'dead-letters']),
    );
  });

  test('tells whoever is named, and nobody else', () => {
    expect(ofType(defaults, 'Microsoft.Insights/actionGroups')).toEqual([]);
    const [group] = ofType(everything, 'Microsoft.Insights/actionGroups');
    expect(group?.properties.emailReceivers.map(({ emailAddress }: { emailAddress: string }) => emailAddress)).toEqual([
      'operators@example.com',
      'security@example.com',
    ]);
    for (const rule of rulesOf(everything)) expect(rule.properties.actions.actionGroups).toHaveLength(1);
  });

  test('has the workbook as it stands here', () => {
    const [workbook] = ofType(defaults, 'Microsoft.Insights/workbooks');
    expect(JSON.parse(workbook?.properties.serializedData)).toEqual(read('workbook.json'));
  });
});
