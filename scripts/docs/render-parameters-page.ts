import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { renderTable } from './render-table.ts';

const folder = join(import.meta.dirname, '../../infra');

const intro = `# Parameters

<!-- Written by \`npm run docs\` from infra/azuredeploy.json and infra/main.parameters.json; edit the descriptions in infra/main.bicep. -->

What \`infra/main.bicep\` can be told. With azd, a parameter is the variable beside it: \`azd env set WATCHED_CLUSTERS '["/subscriptions/…"]'\`,
lists and objects as JSON. Without azd it goes by its own name to \`az deployment sub create --parameters\`
([deploying](deploy.md)).
`;

const template = z.object({
  parameters: z.record(
    z.string(),
    z.object({
      type: z.string().optional(),
      defaultValue: z.unknown().optional(),
      allowedValues: z.array(z.union([z.string(), z.number()])).optional(),
      minValue: z.number().optional(),
      maxValue: z.number().optional(),
      metadata: z.object({ description: z.string() }),
    }),
  ),
  outputs: z.record(z.string(), z.object({ metadata: z.object({ description: z.string() }) })),
});

const values = z.object({ parameters: z.record(z.string(), z.object({ value: z.unknown().optional() })) });

type Parameter = z.infer<typeof template>['parameters'][string];

/** Writes docs/parameters.md from the compiled template. */
export function renderParametersPage(): string {
  const { parameters, outputs } = template.parse(readJson('azuredeploy.json'));
  const variables = values.parse(readJson('main.parameters.json')).parameters;
  const rows = Object.entries(parameters).map(([name, parameter]) => [
    `\`${name}\``,
    variableOf(variables[name]?.value),
    takes(parameter),
    defaultOf(parameter),
    prose(parameter.metadata.description),
  ]);
  const told = Object.entries(outputs).map(([name, { metadata }]) => [`\`${name}\``, prose(metadata.description)]);
  return `${intro}
${renderTable(['parameter', 'azd variable', 'takes', 'default', 'meaning'], rows)}

## Outputs

azd keeps them in the environment: \`azd env get-value FUNCTION_APP_URL\`. None is a secret.

${renderTable(['output', 'meaning'], told)}
`;
}

/** A description as Markdown, which would take a placeholder in angle brackets for HTML, and show nothing of it. */
function prose(description: string): string {
  return description.replaceAll('<', '\\<');
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

function variableOf(value: unknown): string {
  const [, name] = /^\$\{(\w+)\}$/.exec(String(value)) ?? [];
  return name ? `\`${name}\`` : 'none';
}

/** The types of ARM, in words. */
const inWords: Record<string, string> = {
  array: 'JSON list',
  object: 'JSON object',
  bool: '`true` or `false`',
  string: 'text',
  int: 'number',
};

function takes({ type = 'object', allowedValues, minValue, maxValue }: Parameter): string {
  if (allowedValues) return allowedValues.map((value) => `\`${value}\``).join(', ');
  const kind = inWords[type] ?? type;
  if (minValue === undefined) return kind;
  return maxValue === undefined ? `${kind}, ${minValue} or more` : `${kind}, ${minValue} to ${maxValue}`;
}

function defaultOf({ defaultValue }: Parameter): string {
  if (defaultValue === undefined) return 'must be given';
  if (typeof defaultValue !== 'string') return `\`${JSON.stringify(defaultValue)}\``;
  // An expression of ARM stands in brackets.
  return defaultValue === '' ? 'empty' : `\`${defaultValue.replace(/^\[(.*)\]$/, '$1')}\``;
}
