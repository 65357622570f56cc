import { z } from 'zod';

const text = z.string().min(1).nullish();
const flag = z.boolean().nullish();

const cluster = z.object({
  server: z.string().min(1),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': text,
  'proxy-url': text,
});

const execPlugin = z.object({
  apiVersion: z.string().min(1),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).nullish(),
  provideClusterInfo: flag,
});

const user = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  exec: execPlugin.nullish(),
  username: text,
  'auth-provider': z.unknown().optional(),
  ...{ as: text, 'as-uid': text, 'as-groups': z.unknown().optional(), 'as-user-extra': z.unknown().optional() },
});

const context = z.object({ cluster: z.string().min(1), user: z.string().nullish() });

const named = <Key extends string, Entry extends z.ZodType>(key: Key, entry: Entry) =>
  z.array(z.object({ name: z.string(), [key]: entry } as { name: z.ZodString } & Record<Key, Entry>)).nullish();

/** A kubeconfig as client-go reads it ("Config v1", Kubernetes reference); what we do not use is left out. */
export const kubeconfigSchema = z.object({
  clusters: named('cluster', cluster),
  users: named('user', user.nullish()),
  contexts: named('context', context),
  'current-context': z.string().nullish(),
});

export type Kubeconfig = z.output<typeof kubeconfigSchema>;
export type KubeconfigCluster = z.output<typeof cluster>;
export type KubeconfigUser = z.output<typeof user>;
export type ExecPlugin = z.output<typeof execPlugin>;
