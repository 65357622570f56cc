import { z } from 'zod';
import { callApi } from '../client/call-api.ts';
import { readAnswer } from '../client/read-answer.ts';
import { connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { readText } from '../client/read-provisioning.ts';
import { type Command, parseFlags, parseOutput, somethingWentWrong, WrongArguments } from '../command-line/command.ts';
import { renderColumns } from '../command-line/render-columns.ts';

const flags = {
  namespace: { type: 'string', short: 'n' },
  'runtime-class': { type: 'string' },
  ...connectionFlags,
} as const;

const ownUsage = `  -n, --namespace NAME    for objects that name none (default: default)
  --runtime-class NAME    the class that pods get (default: that of the app)
${connectionUsage}`;

const resultSchema = z.object({
  line: z.int(),
  kind: z.string(),
  name: z.string(),
  findings: z.array(z.object({ rule: z.string(), severity: z.string(), message: z.string(), remedy: z.string() })),
});

/** Sends each file to the app; its answers, in the order of the files. */
async function sendFiles<T extends z.ZodType<object>>(what: 'lint' | 'sandbox', args: string[], schema: T) {
  const { values, positionals } = parseFlags(args, flags, true);
  if (positionals.length === 0) throw new WrongArguments('Name one or more files, or - for stdin.');
  const output = parseOutput(values.output);
  const connection = readConnection(values, process.env);
  const query = { namespace: values.namespace, runtimeClassName: values['runtime-class'] };
  const answers: ({ file: string } & z.output<T>)[] = [];
  for (const file of positionals) {
    const contentType = file.endsWith('.json') ? 'application/json' : 'application/yaml';
    const request = {
      method: 'POST',
      path: `/api/workloads/${what}`,
      query,
      contentType,
      body: readText(file),
    } as const;
    answers.push({ file, ...readAnswer(connection, schema, (await callApi(connection, request)).body) });
  }
  return { output, answers };
}

export const lint: Command = {
  usage: `Usage: kataproof lint FILE… [options]

Tells what would be found about the pods of manifests in sandboxes, before there are any.

${ownUsage}

Exit codes: 0 nothing is critical or high, 1 something is, or anything else.`,
  async run(args) {
    const { output, answers } = await sendFiles('lint', args, z.object({ results: z.array(resultSchema) }));
    const found = answers.flatMap(({ file, results }) =>
      results.flatMap(({ findings, ...object }) => findings.map((finding) => ({ file, ...object, ...finding }))),
    );
    if (output === 'json') console.log(JSON.stringify(answers, null, 2));
    else if (found.length === 0) console.log('Nothing was found.');
    else
      console.log(
        renderColumns(
          ['SEVERITY', 'WHERE', 'OBJECT', 'RULE', 'FINDING'],
          found.map(({ severity, file, line, kind, name, rule, message, remedy }) => [
            ...[severity, `${file}:${line}`, `${kind}/${name}`, rule, `${message} ${remedy}`],
          ]),
        ),
      );
    return found.some(({ severity }) => severity === 'critical' || severity === 'high') ? somethingWentWrong : 0;
  },
};

export const sandbox: Command = {
  usage: `Usage: kataproof sandbox FILE… [options] | kubectl apply -f -

Prints manifests whose pods run in sandboxes, and changes nothing else of them. What is to be said of them goes to stderr.

${ownUsage}

Exit codes: 0 printed, 1 anything else.`,
  async run(args) {
    const schema = z.object({ manifests: z.string(), results: z.array(resultSchema) });
    const { output, answers } = await sendFiles('sandbox', args, schema);
    if (output === 'json') {
      console.log(JSON.stringify(answers, null, 2));
      return 0;
    }
    for (const { file, results } of answers)
      for (const { line, kind, name, findings } of results)
        for (const { severity, message } of findings)
          console.error(renderColumns([`${file}:${line}`, `${kind}/${name}`, severity, message], []));
    process.stdout.write(answers.map(({ manifests }) => manifests.replace(/\n*$/, '\n')).join('---\n'));
    return 0;
  },
};
