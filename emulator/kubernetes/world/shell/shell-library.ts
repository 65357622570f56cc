export type ShellLibrary = Pick<
  typeof import('just-bash'),
  'Bash' | 'InMemoryFs' | 'MountableFs' | 'defineCommand' | 'parse' | 'serialize'
>;

let loading: Promise<ShellLibrary> | undefined;

/** Loads the shell interpreter once, with the first container, because it is large. */
export function loadShellLibrary(): Promise<ShellLibrary> {
  loading ??= import('just-bash');
  return loading;
}
