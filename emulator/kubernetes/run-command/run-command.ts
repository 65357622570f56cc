import type { Clock } from '../../seams/clock.ts';
import type { ClusterCommand, CommandEnd } from '../../seams/cluster-command.ts';
import { aksServerAppId, localAccount, type TokenAuthority } from '../../seams/token-authority.ts';
import type { ObjectStore } from '../api/seams.ts';
import { awaitCommandPod, createCommandPod, deleteCommandPod } from './command-pod.ts';
import { createCallApi } from './kubectl/call-api.ts';
import { runInShell } from './run-in-shell.ts';

/** The cluster that a command runs in. */
export interface CommandPlace {
  store: ObjectStore;
  clock: Clock;
  /** Emulated milliseconds in each millisecond of the clock. */
  speed: number;
  tokens: TokenAuthority;
  server: { url: string };
  /** Base64 of a PEM text. */
  certificateAuthorityData: string;
}

/**
 * Runs a command as AKS does: in a pod of its own, which is gone afterwards. kubectl has the rights of the command's
 * token.
 */
export async function runCommand(place: CommandPlace, command: ClusterCommand): Promise<CommandEnd> {
  const { store, clock, speed, tokens, server, certificateAuthorityData } = place;
  const certificateAuthority = Buffer.from(certificateAuthorityData, 'base64').toString('utf8');
  const api = { server: server.url, certificateAuthority };
  const { token } = await tokens.issueToken(aksServerAppId, 3600, localAccount);
  const ofAks = createCallApi({ ...api, token });
  const refused = await createCommandPod(ofAks, command.id);
  const start = refused ?? (await awaitCommandPod(store, clock, speed, command.id));
  try {
    if (start.start === 'refused') return { ...start, end: 'refused' };
    if (start.start === 'not-started') return { end: 'not-started', reason: start.reason };
    const startedAtMs = clock.now();
    const call = createCallApi({ ...api, token: command.token });
    const { exitCode, output } = await runInShell(command.command, command.files, call, place);
    // "The output for command invoke is limited to 512kB in size" (Microsoft Learn, MicrosoftDocs/azure-docs#115257). That its
    // beginning is kept, and that nothing says so, is a guess: nobody has published it.
    const logs = Buffer.from(output).subarray(0, command.outputBytes).toString('utf8');
    return { end: 'ran', exitCode, logs, startedAtMs, finishedAtMs: clock.now() };
  } finally {
    await deleteCommandPod(ofAks, command.id);
  }
}
