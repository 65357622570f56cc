import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { closest } from '../../shared/plain/closest.ts';
import type { KubeconfigCluster, KubeconfigUser } from './kubeconfig-schema.ts';
import type { KubeconfigFile } from './read-kubeconfigs.ts';

/** A cluster and how to log in to it, each with the folder that its relative paths start from. */
export interface ChosenContext {
  name: string;
  cluster: KubeconfigCluster & { folder: string };
  user: KubeconfigUser & { folder: string };
}

/**
 * Chooses a context: the one of that name, or the current one. Of entries with one name that of the first file counts, as
 * for kubectl. Throws KubeconfigUnusable.
 */
export function chooseContext(files: readonly KubeconfigFile[], wanted: string | undefined): ChosenContext {
  const contexts = files.flatMap(({ content }) => content.contexts ?? []);
  const name = wanted ?? files.map(({ content }) => content['current-context']).find(Boolean);
  const names = [...new Set(contexts.map((context) => context.name))];
  if (!name) throw unusable(`No context is current. Name one with --context: ${listed(names)}.`);
  const context = contexts.find((each) => each.name === name)?.context;
  if (!context) {
    const meant = closest(name, names);
    throw unusable(
      `There is no context ${name}${meant ? `; do you mean ${meant}?` : `. There are: ${listed(names)}.`}`,
    );
  }
  const cluster = files
    .flatMap(({ folder, content }) => (content.clusters ?? []).map((entry) => ({ ...entry, folder })))
    .find((entry) => entry.name === context.cluster);
  if (!cluster) throw unusable(`Context ${name} names a cluster, ${context.cluster}, that no file has.`);
  const user = files
    .flatMap(({ folder, content }) => (content.users ?? []).map((entry) => ({ ...entry, folder })))
    .find((entry) => entry.name === context.user);
  if (!user?.user) throw unusable(`Context ${name} names a user, ${context.user ?? '(none)'}, that no file has.`);
  return {
    name,
    cluster: { ...cluster.cluster, folder: cluster.folder },
    user: { ...user.user, folder: user.folder },
  };
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'none';
}

function unusable(message: string): KataproofError {
  return new KataproofError('KubeconfigUnusable', message);
}
