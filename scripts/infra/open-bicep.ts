import { spawn } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { z } from 'zod';

const diagnosticSchema = z.object({
  source: z.string(),
  range: z.object({ start: z.object({ line: z.number(), char: z.number() }) }),
  level: z.string(),
  code: z.string(),
  message: z.string(),
});
export type BicepDiagnostic = z.infer<typeof diagnosticSchema>;

const compiledSchema = z.object({ diagnostics: z.array(diagnosticSchema), contents: z.string().nullish() });
const compiledParametersSchema = z.object({ diagnostics: z.array(diagnosticSchema), template: z.string().nullish() });
const snapshotSchema = z.object({ snapshot: z.string() });
const referencesSchema = z.object({ filePaths: z.array(z.string()) });
const formattedSchema = z.object({ contents: z.string() });

/** Where a snapshot's deployment is said to happen. */
export interface SnapshotPlace {
  tenantId: string;
  subscriptionId: string;
  location: string;
  deploymentName: string;
  resourceGroup?: string;
}

/** The Bicep CLI as one process for all files: each of its starts costs seconds of a processor. */
export interface Bicep {
  /** A template with every diagnostic of compiler and linter, its modules' too. `contents` is absent after an error. */
  compile(path: string): Promise<z.infer<typeof compiledSchema>>;
  compileParameters(path: string): Promise<z.infer<typeof compiledParametersSchema>>;
  /** What a deployment with the parameters of this .bicepparam would make, evaluated. */
  snapshot(path: string, place: SnapshotPlace): Promise<string>;
  /** Absolute paths of the files that a file is made of, itself among them. */
  references(path: string): Promise<string[]>;
  format(path: string): Promise<string>;
  close(): void;
}

/** Starts `bicep jsonrpc`; its methods are those of ICliJsonRpcProtocol in Azure/bicep. Paths are absolute. */
export function openBicep(program: string): Bicep {
  const child = spawn(program, ['jsonrpc', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`bicep ended with ${code}.`)));
  });
  died.catch(() => undefined);
  connection.listen();
  const ask = async <Answer>(schema: z.ZodType<Answer>, method: string, request: object): Promise<Answer> =>
    schema.parse(await Promise.race([died, connection.sendRequest(`bicep/${method}`, request)]));
  return {
    compile: (path) => ask(compiledSchema, 'compile', { path }),
    compileParameters: (path) => ask(compiledParametersSchema, 'compileParams', { path, parameterOverrides: {} }),
    snapshot: async (path, metadata) => (await ask(snapshotSchema, 'getSnapshot', { path, metadata })).snapshot,
    references: async (path) => (await ask(referencesSchema, 'getFileReferences', { path })).filePaths,
    format: async (path) => (await ask(formattedSchema, 'format', { path })).contents,
    close() {
      connection.dispose();
      child.kill();
    },
  };
}
