import { z } from 'zod';
import { foundFindingSchema } from '../../shared/api/workload-schemas.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { CallFailed, callApi } from '../client/call-api.ts';
import { readAnswer } from '../client/read-answer.ts';
import { connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { readText } from '../client/read-provisioning.ts';
import { type Command, parseFlags, parseOutput, somethingWentWrong, WrongArguments } from '../command-line/command.ts';
import { renderColumns } from '../command-line/render-columns.ts';

const flags = {
  namespace: { type: 'string', short: 'n' },
  'runtime-class': { type: 'string' },
  replace: { type: 'string' },
  ...connectionFlags,
} as const;

const ownUsage = `  -n, --namespace NAME    for objects that name none (default: default)
  --runtime-class NAME    the class that pods get (default: that of the app)
  --replace old|all       what gives way to that class: names of previews, or every class that is not AKS's Kata
                          (default: none; what keeps its class is told on stderr)
${connectionUsage}`;

const resultSchema = z.object({
  line: z.int(),
  kind: z.string(),
  name: z.string(),
  notes: z.array(z.string()),
  findings: z.array(z.object({ rule: z.string(), severity: z.string(), message: z.string(), remedy: z.string() })),
});

/** Sends each file to the app; its answers, in the order of the files. */
async function sendFiles<T extends z.ZodType<object>>(what: 'lint' | 'sandbox', args: string[], schema: T) {
  const { values, positionals } = parseFlags(args, flags, true);
  if (positionals.length === 0) throw new WrongArguments('Name one or more files, or - for stdin.');
  const output = parseOutput(values.output);
  if (values.replace !== undefined && values.replace !== 'old' && values.replace !== 'all')
    throw new WrongArguments(`--replace must be old or all, not "${values.replace}".`);
  const connection = readConnection(values, process.env);
  const query = { namespace: values.namespace, replace: values.replace, runtimeClassName: values['runtime-class'] };
  const answers: ({ file: string } & z.output<T>)[] = [];
  for (const file of positionals) {
    const contentType = file.endsWith('.json') ? 'application/json' : 'application/yaml';
    const request = {
      method: 'POST',
      path: `/api/workloads/${what}`,
      query,
      contentType,
      body: readManifests(file),
    } as const;
    const { body } = await callApi(connection, request).catch((error: unknown) => {
      if (!(error instanceof CallFailed) || error.mayPass) throw error;
      throw new CallFailed(oneLine(`${file}: ${error.message}`));
    });
    answers.push({ file, ...readAnswer(connection, schema, body) });
  }
  return { output, answers };
}

function readManifests(file: string): string {
  const text = readText(file);
  if (text.trim() === '') throw new WrongArguments(`${file} is empty.`);
  return text;
}

type Result = z.output<typeof resultSchema>;

/**
 * Tells on stderr what became of objects besides findings: above all of those whose pods get no sandbox. Gives the number
 * of these notes.
 */
function tellNotes(answers: { file: string; results: Result[] }[]): number {
  const notes = answers.flatMap(({ file, results }) => [
    ...results.flatMap((result) => result.notes.map((note) => [...placeOf(file, result), 'note', note])),
    ...(results.length === 0 ? [[file, '-', 'note', 'There is no object in it.']] : []),
  ]);
  for (const note of notes) console.error(renderColumns(note, []));
  return notes.length;
}

function placeOf(file: string, { line, kind, name }: Result): [string, string] {
  return [`${file}:${line}`, `${kind}/${name}`];
}

/** The gravest first. */
const severities: readonly string[] = foundFindingSchema.shape.severity.options;

export const lint: Command = {
  usage: `Usage: kataproof lint FILE… [options]

Tells what would be found about the pods of manifests in sandboxes, before there are any. What is no finding, such as an
object of a kind that is not known to make pods, is told on stderr.

${ownUsage}

Exit codes: 0 nothing is critical or high, 1 something is, or anything else.`,
  async run(args) {
    const { output, answers } = await sendFiles('lint', args, z.object({ results: z.array(resultSchema) }));
    const found = answers
      .flatMap(({ file, results }) =>
        results.flatMap((result) => result.findings.map((finding) => ({ place: placeOf(file, result), ...finding }))),
      )
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    const notes = output === 'json' ? 0 : tellNotes(answers);
    if (output === 'json') console.log(JSON.stringify(answers, null, 2));
    else if (found.length === 0)
      console.log(notes === 0 ? 'Nothing was found.' : 'There are no findings, but notes on stderr.');
    else
      console.log(
        renderColumns(
          ['SEVERITY', 'WHERE', 'OBJECT', 'RULE', 'FINDING'],
          found.map(({ severity, place, rule, message, remedy }) => [
            ...[severity, ...place, rule, `${message} ${remedy}`],
          ]),
        ),
      );
    return found.some(({ severity }) => severity === 'critical' || severity === 'high') ? somethingWentWrong : 0;
  },
};

export const sandbox: Command = {
  usage: `Usage: kataproof sandbox FILE… [options] | kubectl apply -f -

Prints manifests whose pods run in sandboxes, and changes nothing else of them. What is to be said of them goes to
stderr: findings, and which objects were left as they are, and why.

${ownUsage}

Exit codes: 0 printed, 1 anything else.`,
  async run(args) {
    const schema = z.object({ manifests: z.string(), results: z.array(resultSchema) });
    const { output, answers } = await sendFiles('sandbox', args, schema);
    if (output === 'json') {
      console.log(JSON.stringify(answers, null, 2));
      return 0;
    }
    tellNotes(answers);
    for (const { file, results } of answers)
      for (const result of results)
        for (const { severity, message } of result.findings)
          console.error(renderColumns([...placeOf(file, result), severity, message], []));
    process.stdout.write(joinStreams(answers.map(({ manifests }) => manifests)));
    return 0;
  },
};

/** One stream of all files. To kubectl a stream that begins with JSON is JSON to its end, so such a one begins with a mark. */
function joinStreams(texts: string[]): string {
  const [first = '', ...more] = texts.map((text) => text.replace(/\n*$/, '\n'));
  if (more.length === 0) return first;
  const streams = [first, ...more].map((text) => text.replace(/^\uFEFF/, ''));
  return `${streams[0]?.trimStart().startsWith('{') ? '---\n' : ''}${streams.join('---\n')}`;
}
