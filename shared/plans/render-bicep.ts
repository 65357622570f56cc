import { clusterType, type PlannedResources, renderedApiVersion } from './planned-resources.ts';

/** The resources in Bicep, for `az deployment group create --template-file`. */
export function renderBicep({ cluster: { name }, newCluster, pool }: PlannedResources): string {
  const cluster = newCluster
    ? `resource cluster '${clusterType}@${renderedApiVersion}' = ${bicepValue({ name, ...newCluster })}`
    : `resource cluster '${clusterType}@${renderedApiVersion}' existing = ${bicepValue({ name })}`;
  const body = bicepValue({ name: pool.name, properties: pool.properties }, '', ['parent: cluster']);
  const kataPool = `resource kataPool '${clusterType}/agentPools@${renderedApiVersion}' = ${body}`;
  return `${cluster}\n\n${kataPool}\n\noutput poolId string = kataPool.id\n`;
}

/** A value as Bicep writes it; `firstLines` stand before an object's own. */
function bicepValue(value: unknown, indent = '', firstLines: string[] = []): string {
  if (typeof value === 'string') return bicepText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => bicepValue(item, inner))
    : Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([key, field]) => `${bicepKey(key)}: ${bicepValue(field, inner)}`);
  const [open, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const all = [...firstLines, ...lines];
  return all.length === 0
    ? `${open}${end}`
    : `${open}\n${all.map((line) => `${inner}${line}\n`).join('')}${indent}${end}`;
}

function bicepKey(key: string): string {
  return /^[a-z_]\w*$/i.test(key) ? key : bicepText(key);
}

/** Microsoft Learn, "Data types in Bicep": what must be escaped in a text. */
function bicepText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `'${escaped}'`;
}
