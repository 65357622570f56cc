import { spawn } from 'node:child_process';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { parseJson } from '../../shared/plain/parse-json.ts';
import type { ExecPlugin } from './kubeconfig-schema.ts';

const credentialSchema = z.object({
  status: z
    .object({
      token: z.string().min(1).nullish(),
      clientCertificateData: z.string().min(1).nullish(),
      clientKeyData: z.string().min(1).nullish(),
      expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
    })
    .refine(
      ({ token, clientCertificateData: certificate, clientKeyData: key }) =>
        Boolean(certificate) === Boolean(key) && (token || certificate),
    ),
});

/** What a plugin gave; certificate and key are PEM. */
export type PluginCredential = z.output<typeof credentialSchema>['status'];

/** Somebody may have to look for a code on another device. */
const pluginTimeoutMs = 180_000;
/** A token has some kilobytes. */
const mostAnswerChars = 1024 * 1024;

/** What a plugin may be told of the cluster (`provideClusterInfo`). */
export type ClusterInfo = Record<string, unknown>;

/**
 * Runs a plugin such as kubelogin and returns the credential that it prints (Kubernetes reference, "client-go credential
 * plugins"). What it says on stderr, a code to type in for example, is shown to people. Throws KubeconfigUnusable, and
 * never quotes what it printed.
 */
export async function runExecPlugin(plugin: ExecPlugin, folder: string, info: ClusterInfo): Promise<PluginCredential> {
  const { command, interactiveMode } = plugin;
  const interactive = interactiveMode !== 'Never' && process.stdin.isTTY === true;
  if (interactiveMode === 'Always' && !interactive)
    throw unusable(`${command} wants to ask somebody, and there is no terminal.`);
  const { code, printed } = await run(plugin, folder, interactive, info);
  if (code !== 0) throw unusable(`${command} gave no credential (exit code ${code ?? 'none'}).`);
  const read = credentialSchema.safeParse(parseJson(printed));
  if (!read.success) throw unusable(`${command} printed no ExecCredential with a token, or a certificate and its key.`);
  return read.data.status;
}

function run(
  { command, args, env, apiVersion, installHint, provideClusterInfo }: ExecPlugin,
  folder: string,
  interactive: boolean,
  info: ClusterInfo,
): Promise<{ code: number | null; printed: string }> {
  // A path is relative to its file, and a bare name is looked up in PATH, as client-go has it.
  const program = /[\\/]/.test(command) && !isAbsolute(command) ? resolve(folder, command) : command;
  const spec = { interactive, ...(provideClusterInfo && { cluster: info }) };
  const told = { KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec }) };
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  return new Promise((done, fail) => {
    const child = spawn(program, args ?? [], {
      env: { ...process.env, ...own, ...told },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      timeout: pluginTimeoutMs,
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (printed.length < mostAnswerChars) printed += part;
    });
    child.once('error', (error) => fail(notStarted(command, asRecord(error)['code'], installHint)));
    child.once('close', (code) => done({ code, printed }));
  });
}

function notStarted(command: string, code: unknown, installHint: string | null | undefined): KataproofError {
  const hint = installHint ? ` ${installHint}` : '';
  return unusable(`The kubeconfig logs in with ${command}, which could not be started (${String(code)}).${hint}`);
}

function unusable(message: string): KataproofError {
  return new KataproofError('KubeconfigUnusable', message);
}
