export type ShellLibrary = Pick<
  typeof import('just-bash'),
  'Bash' | 'InMemoryFs' | 'MountableFs' | 'defineCommand' | 'serialize'
>;

let loading: Promise<ShellLibrary> | undefined;

/** The shell interpreter is large: it is loaded with the first container, once. */
export function loadShellLibrary(): Promise<ShellLibrary> {
  loading ??= import('just-bash');
  return loading;
}
