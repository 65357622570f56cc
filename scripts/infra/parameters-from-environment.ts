import { z } from 'zod';

const templateSchema = z.object({
  parameters: z.record(z.string(), z.object({ type: z.string(), defaultValue: z.unknown().optional() })),
});

/** What azd itself calls in another way. */
const known: Record<string, string> = { environmentName: 'AZURE_ENV_NAME', location: 'AZURE_LOCATION' };

/** The variable of the azd environment that gives a parameter: WATCHED_CLUSTERS for watchedClusters. */
export const variableOf = (parameter: string) =>
  known[parameter] ?? parameter.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/**
 * The values of an ARM template's parameters, as azd takes them from its environment for main.parameters.json: texts as
 * they are, everything else as JSON; a variable that is unset leaves the default. Throws an Error that names the variable.
 */
export function readParameters(
  template: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, { value: unknown }> {
  const { parameters } = templateSchema.parse(template);
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { type, defaultValue }]) => {
      const variable = variableOf(name);
      const text = environment[variable];
      if (text) return [[name, { value: type === 'string' ? text : parse(variable, text) }]];
      if (defaultValue === undefined) throw new Error(`${variable} is not set: \`azd env set ${variable} …\`.`);
      return [];
    }),
  );
}

function parse(variable: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${variable} is no JSON: ${text}`);
  }
}
