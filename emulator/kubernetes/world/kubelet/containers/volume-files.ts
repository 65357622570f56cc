import type { InMemoryFs } from 'just-bash';
import { type Container, namespaceOf, specOf } from '../../../api/pod-shapes.ts';
import type { PodEnvironment } from './pod-environment.ts';

export interface MountedFiles {
  volumes: { mountPath: string; files: InMemoryFs; readOnly: boolean }[];
  /** The files of configuration volumes, by path. */
  files: Record<string, string>;
}

type Data = Record<string, string> | undefined;

/** Returns what a container's volume mounts put into its file system: emptyDirs are shared, configuration is copied. */
export function mountedFiles({ pod, store, volumes }: PodEnvironment, container: Container): MountedFiles {
  const mounted: MountedFiles = { volumes: [], files: {} };
  const namespace = namespaceOf(pod.metadata);
  for (const { name, mountPath, readOnly = false } of container.volumeMounts ?? []) {
    const shared = volumes.get(name);
    if (shared) mounted.volumes.push({ mountPath, files: shared, readOnly });
    const volume = (specOf(pod).volumes ?? []).find((candidate) => candidate.name === name);
    const put = (data: Data) => {
      for (const [file, content] of Object.entries(data ?? {})) mounted.files[`${mountPath}/${file}`] = content;
    };
    const configMap = volume?.configMap?.name;
    if (configMap !== undefined) put(store.read('configmaps', namespace, configMap)?.['data'] as Data);
    const secret = volume?.secret?.secretName;
    if (secret !== undefined) put(decoded(store.read('secrets', namespace, secret)?.['data'] as Data));
    if (volume?.projected)
      put({ namespace, ...(store.read('configmaps', namespace, 'kube-root-ca.crt')?.['data'] as Data) });
  }
  return mounted;
}

const decoded = (data: Data): Data =>
  data &&
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
