import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import { everything, oddTags, orderOf } from './sample-orders.ts';

const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
  // biome-ignore lint/suspicious/noExplicitAny: a configuration holds values of every shape.
  parse(name: string, text: string): Promise<any>;
};

/** Runs a script with an `az` that does nothing but say what it was given: the words of each call. */
function readCommands(script: string): { commands: string[][]; read(file: string): unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const az = `az() { printf 'az\\0' >> calls; for word in "$@"; do printf '%s\\0' "$word" >> calls; done; printf '\\n\\0' >> calls; }\n`;
    execFileSync('bash', ['-c', az + script], { cwd: folder });
    const commands = readFileSync(join(folder, 'calls'), 'utf8').split('\n\0').slice(0, -1);
    const files = Object.fromEntries(
      ['pool.json', 'kubeletConfig.json'].map((name) => [name, readIfThere(join(folder, name))]),
    );
    return {
      commands: commands.map((call) => call.split('\0').slice(0, -1)),
      read: (name) => JSON.parse(files[name] ?? 'null'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The values behind an option. */
function valuesOf(command: readonly string[] = [], option: string): string[] {
  const from = command.indexOf(option);
  if (from === -1) return [];
  const rest = command.slice(from + 1);
  const end = rest.findIndex((word) => word.startsWith('--'));
  return end === -1 ? rest : rest.slice(0, end);
}

const tagPairs = Object.entries(oddTags).map(([key, value]) => `${key}=${value}`);
const template = (text: string) => JSON.parse(text).resources as { type: string; name: string; properties: object }[];

describe('the plan of a pool', () => {
  const plan = buildPlan(orderOf(everything));

  test('says which nodes would be paid for, and for how long', () => {
    expect(plan.nodes).toEqual([
      { pool: 'kata', vmSize: 'Standard_D8s_v5', vcpus: 8, count: 2, atMost: 4, surge: 2, until: 'removed-by-you' },
    ]);
  });

  test('has as commands of the Azure CLI the words that were asked for, whatever a shell makes of them', () => {
    const { commands } = readCommands(plan.azureCli);
    expect(commands).toHaveLength(1);
    const [add] = commands;
    expect(add?.slice(0, 4)).toEqual(['az', 'aks', 'nodepool', 'add']);
    expect(valuesOf(add, '--resource-group')).toEqual(['rg_(prod)']);
    expect(valuesOf(add, '--workload-runtime')).toEqual(['KataVmIsolation']);
    expect(valuesOf(add, '--os-sku')).toEqual(['AzureLinux']);
    expect(valuesOf(add, '--node-taints')).toEqual(['sandbox=kata:NoSchedule,only=some:NoExecute']);
    expect(valuesOf(add, '--zones')).toEqual(['1', '2']);
    expect(valuesOf(add, '--tags')).toEqual(tagPairs);
    expect(valuesOf(add, '--if-none-match')).toEqual(['*']);
    expect([valuesOf(add, '--min-count'), valuesOf(add, '--max-count')]).toEqual([['1'], ['4']]);
    expect(add).toContain('--enable-cluster-autoscaler');
  });

  test('is a template whose texts are texts, although one looks like an expression', () => {
    const [pool] = template(plan.armTemplate);
    expect(pool).toMatchObject({
      type: 'Microsoft.ContainerService/managedClusters/agentPools',
      name: 'demo/kata',
      properties: { workloadRuntime: 'KataVmIsolation', tags: { ...oddTags, bracket: "[[concat('a')]" } },
    });
  });

  test('is a resource of azurerm, with the same values', async () => {
    const parsed = await parse('main.tf', plan.terraform);
    const pool = parsed.resource.azurerm_kubernetes_cluster_node_pool.kata[0];
    expect(pool).toMatchObject({
      ...{ workload_runtime: 'KataVmIsolation', vm_size: 'Standard_D8s_v5', auto_scaling_enabled: true },
      ...{ min_count: 1, max_count: 4, node_labels: everything.nodeLabels, zones: ['1', '2'] },
      upgrade_settings: [{ max_surge: '33%', drain_timeout_in_minutes: 30 }],
    });
    // `$${` and `%%{` are how Terraform writes what is no template.
    expect(plan.terraform).toContain('$${env.x} %%{ if } #{y}');
  });
});

describe('a property that a tool has no word for', () => {
  const kubelet = { ...everything, kubeletConfig: { podMaxPids: 200 }, kubeletDiskType: 'OS' };

  test('sends the pool as its body by az rest', () => {
    const { commands, read } = readCommands(buildPlan(orderOf(kubelet)).azureCli);
    expect(commands[0]?.slice(0, 4)).toEqual(['az', 'rest', '--method', 'put']);
    expect(valuesOf(commands[0], '--headers')).toEqual(['Content-Type=application/json', 'If-None-Match=*']);
    expect(read('pool.json')).toMatchObject({ properties: { kubeletDiskType: 'OS', tags: oddTags } });
  });

  test('makes Terraform say all of it through azapi', async () => {
    const parsed = await parse('main.tf', buildPlan(orderOf(kubelet)).terraform);
    expect(parsed.resource.azapi_resource.kata[0]).toMatchObject({
      name: 'kata',
      body: { properties: { kubeletConfig: { podMaxPids: 200 }, workloadRuntime: 'KataVmIsolation' } },
    });
  });

  test('goes into a file where the CLI reads one', () => {
    const { commands, read } = readCommands(
      buildPlan(orderOf({ name: 'kata', kubeletConfig: { podMaxPids: 200 } })).azureCli,
    );
    expect(valuesOf(commands[0], '--kubelet-config')).toEqual(['kubeletConfig.json']);
    expect(read('kubeletConfig.json')).toEqual({ podMaxPids: 200 });
  });
});

describe('the plan of a new cluster', () => {
  const plan = buildPlan(orderOf(everything, { location: 'westus2' }));

  test('is paid for with both pools', () => {
    expect(plan.nodes.map(({ pool }) => pool)).toEqual(['system', 'kata']);
  });

  test('is two commands: a cluster whose pool carries AKS, and the Kata pool', () => {
    const { commands } = readCommands(plan.azureCli);
    expect(commands.map((words) => words.slice(1, 4).join(' '))).toEqual([
      'aks create --subscription',
      'aks nodepool add',
    ]);
    const [create] = commands;
    expect(create).not.toContain('--workload-runtime');
    expect(valuesOf(create, '--location')).toEqual(['westus2']);
  });

  test('makes the cluster first in every rendering', async () => {
    const [cluster, pool] = template(plan.armTemplate) as unknown as Record<string, unknown>[];
    expect(cluster).toMatchObject({ type: 'Microsoft.ContainerService/managedClusters', location: 'westus2' });
    expect(pool?.['dependsOn']).toEqual(["[resourceId('Microsoft.ContainerService/managedClusters', 'demo')]"]);
    const { resource } = await parse('main.tf', plan.terraform);
    expect(resource.azapi_resource.kata[0].parent_id).toMatch(/^\$\{azapi_resource\.cluster\.id\}$/);
    expect(plan.bicep).toMatch(/^resource cluster '[^']*managedClusters@[\d-]+' = \{/);
  });
});

test("quarantine is a run's own: a step, and a note that no rendering has it", () => {
  const order = orderOf({ name: 'kata' });
  const plan = buildPlan({ ...order, pool: { ...order.pool, quarantine: true } });
  expect(plan.steps.map(({ name }) => name)).toContain('lift-quarantine');
  expect(plan.notes.join(' ')).toContain('quarantine');
  for (const text of [plan.azureCli, plan.armTemplate, plan.bicep, plan.terraform])
    expect(text).not.toContain('kataproof.io/quarantine');
});
