import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const infra = join(import.meta.dirname, '..', '..', 'infra');
const read = (file: string) => readFileSync(join(infra, file), 'utf8');
const template = JSON.parse(read('azuredeploy.json'));
const sources = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(bicep|json)$/.test(file),
);

describe('parameters', () => {
  const parameters: Record<string, { type: string; metadata?: { description?: string } }> = template.parameters;
  const placeholders: Record<string, { value: string }> = JSON.parse(read('main.parameters.json')).parameters;
  // What azd itself knows.
  const known: Record<string, string> = {
    environmentName: 'AZURE_ENV_NAME',
    location: 'AZURE_LOCATION',
    principalId: 'AZURE_PRINCIPAL_ID',
    principalType: 'AZURE_PRINCIPAL_TYPE',
  };

  test('are all given by variables of the azd environment, of the same name', () => {
    expect(Object.keys(placeholders).sort()).toEqual(Object.keys(parameters).sort());
    for (const [name, { value }] of Object.entries(placeholders)) {
      const variable = known[name] ?? name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
      expect(value).toBe(`\${${variable}}`);
    }
  });

  test('are described, and none is a secret', () => {
    for (const [name, { type, metadata }] of Object.entries(parameters)) {
      expect([name, metadata?.description?.length ?? 0]).not.toEqual([name, 0]);
      expect([name, type]).not.toEqual([name, expect.stringMatching(/^secure/i)]);
      expect(name).not.toMatch(/key|secret|password|connectionString|sas$/i);
    }
  });
});

describe('the app', () => {
  interface Deployment {
    name: string;
    dependsOn?: string[];
    properties: { template: { resources: Record<string, { type: string }> | { type: string }[] } };
  }
  const resources: [string, Deployment & { type: string }][] = Object.entries(template.resources);
  const deployments = resources.filter(([, { type }]) => type === 'Microsoft.Resources/deployments');
  const nameOf = (reference: string) =>
    deployments.find(([key, { name }]) => reference === key || reference.includes(`'${name}'`))?.[0];

  test('comes after every right and every endpoint that it needs to start', () => {
    const has = ({ properties }: Deployment, type: string) =>
      Object.values(properties.template.resources).some((resource) => resource.type === type);
    const byName = new Map(deployments);
    const before = new Set<string>();
    const visit = (key: string) => {
      for (const reference of byName.get(key)?.dependsOn ?? []) {
        const found = nameOf(reference);
        if (!found || before.has(found)) continue;
        before.add(found);
        visit(found);
      }
    };
    const app = deployments.find(([, deployment]) => has(deployment, 'Microsoft.Web/sites'))?.[0] ?? '';
    visit(app);
    const needed = deployments
      .filter(([, { name }]) =>
        ['monitoring', 'storage', 'alert-topic', 'scheduler', 'private-endpoints'].includes(name),
      )
      .map(([key]) => key);
    expect(needed).toHaveLength(5);
    expect([...before]).toEqual(expect.arrayContaining(needed));
  });
});

interface Resource {
  type: string;
  name: string;
  resourceGroup?: string;
  properties?: { template?: { $schema: string; resources: Resource[] | Record<string, Resource> } };
}

/** Every deployment within a template that is made in a subscription, or below it in another one. */
function inSubscription({
  $schema,
  resources,
}: NonNullable<NonNullable<Resource['properties']>['template']>): Resource[] {
  if (!$schema.includes('/subscriptionDeploymentTemplate.json')) return [];
  const deployments = Object.values(resources).filter(({ type }) => type === 'Microsoft.Resources/deployments');
  const below = deployments.flatMap(({ properties }) =>
    properties?.template ? inSubscription(properties.template) : [],
  );
  return [...deployments.filter(({ resourceGroup }) => resourceGroup === undefined), ...below];
}

test('deployments in a subscription itself have names of their own, since two regions cannot share one', () => {
  const deployments = ['azuredeploy.json', 'events/after-deploy.json'].flatMap((file) =>
    inSubscription(JSON.parse(read(file))),
  );
  expect(deployments.length).toBeGreaterThan(4);
  expect(deployments.filter(({ name }) => !/resourceToken|suffix|environmentName/.test(name))).toEqual([]);
});

interface Template {
  resources?: Record<string, { type: string; name: string; existing?: boolean; dependsOn?: string[] }>;
}

/** Every template with resources by their symbolic names, of a file and of the deployments within it. */
function templatesOf(node: object): Template[] {
  const inner = Object.values(node).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? templatesOf(value) : [],
  );
  return 'resources' in node && !Array.isArray(node.resources) ? [node as Template, ...inner] : inner;
}

// Resource Manager reads what exists at once, and fails with ResourceNotFound if it is still to be made.
test('what a template reads it has made before, where it makes it itself', () => {
  const early = templatesOf(template).flatMap(({ resources = {} }) => {
    const all = Object.entries(resources);
    return all
      .filter(([, { existing }]) => existing)
      .flatMap(([symbol, { type, name, dependsOn = [] }]) => {
        const makers = all.filter(([, made]) => !made.existing && made.type === type && made.name === name);
        return makers.filter(([maker]) => !dependsOn.includes(maker)).map(([maker]) => `${symbol} before ${maker}`);
      });
  });
  expect(early).toEqual([]);
  expect(template.resources.component).toMatchObject({
    existing: true,
    dependsOn: expect.arrayContaining(['monitoring']),
  });
});

/** The names of all outputs of a template and of every deployment within it. */
function outputsOf(template: object): string[] {
  return Object.entries(template).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [];
    return [...(key === 'outputs' ? Object.keys(value) : []), ...outputsOf(value)];
  });
}

test('no deployment within puts out a key or a connection string, which its records would keep', () => {
  const outputs = ['azuredeploy.json', 'events/after-deploy.json'].flatMap((file) => outputsOf(JSON.parse(read(file))));
  expect(outputs).toContain('workspaceId');
  expect(outputs.filter((name) => /key|secret|password|connection|sas$/i.test(name))).toEqual([]);
});

describe('no source', () => {
  test.each([
    ['asks Azure for keys', /\blist(?!Page)[A-Z]\w*\s*\(/],
    ['makes a shared access signature', /sharedAccess|accountSas|serviceSas/i],
    ['names a key', /\b(primary|secondary)(Master)?(Shared)?Key\b|AccountKey/i],
    ['needs a download', /['"](br|ts)[/:]/],
    ['takes a secret', /@secure\(\)|"secure(String|Object)"/i],
    ['has a right to everything', /"\*"|actions:\s*\['\*'/],
  ])('%s', (_, pattern) => {
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((file) => pattern.test(read(file)))).toEqual([]);
  });
});
