import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';

/**
 * Lays a program `kubelogin` into a folder, which gives a token that the emulated cluster takes, as the real one does after
 * `az login`. `path` is the PATH that finds it; `calls` says with what it was called, a line each.
 */
export function placeKubelogin({ adminKubeconfig }: EmulatorReady, folder: string) {
  const { users } = parse(readFileSync(adminKubeconfig, 'utf8')) as { users: { user: { token: string } }[] };
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    kind: 'ExecCredential',
    status: { token: users[0]?.user.token },
  };
  const [bin, said, asked] = ['bin', 'credential.json', 'calls'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(bin);
  writeFileSync(said, JSON.stringify(credential));
  writeFileSync(join(bin, 'kubelogin'), `#!/bin/sh\necho "$*" >> '${asked}'\ncat '${said}'\n`, { mode: 0o755 });
  return {
    path: `${bin}:${process.env['PATH']}`,
    calls: () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : []),
  };
}
