import { z } from 'zod';
import { findMistakes } from '../errors/find-mistakes.ts';
import type { PodSpecShape } from '../workloads/pods/read-pod-spec.ts';

/** In a manifest, null means the same as absent. */
function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);
}

/** YAML makes numbers and booleans of some texts; where the API server does not take that, it says so itself. */
const text = maybe(z.union([z.string(), z.number(), z.boolean()], 'must be text').transform(String));
const yesOrNo = maybe(z.boolean('must be true or false'));
const named = z.looseObject({ name: text.transform((name) => name ?? '') });
const labels = maybe(z.record(z.string(), z.unknown().transform(String)));
const amounts = maybe(z.record(z.string(), z.unknown()));
const resources = maybe(z.looseObject({ limits: amounts }));

const container = z.looseObject({
  ...named.shape,
  restartPolicy: text,
  securityContext: maybe(z.looseObject({ privileged: yesOrNo })),
  volumeDevices: maybe(z.array(z.looseObject({ devicePath: z.string() }))),
  volumeMounts: maybe(z.array(z.looseObject({ ...named.shape, subPath: text, subPathExpr: text }))),
  resources,
});
const containers = maybe(z.array(container, 'must be a list of containers'));

const expression = z.looseObject({
  key: z.string(),
  operator: z.string(),
  values: maybe(z.array(z.unknown().transform(String))),
});
const nodeAffinity = z.looseObject({
  requiredDuringSchedulingIgnoredDuringExecution: maybe(
    z.looseObject({
      nodeSelectorTerms: z.array(z.looseObject({ matchExpressions: maybe(z.array(expression)) })).default([]),
    }),
  ),
});

const podSpec: z.ZodType<PodSpecShape> = z.looseObject({
  nodeName: text,
  runtimeClassName: text,
  hostNetwork: yesOrNo,
  hostPID: yesOrNo,
  hostIPC: yesOrNo,
  hostUsers: yesOrNo,
  os: maybe(named),
  overhead: amounts,
  resources,
  resourceClaims: maybe(z.array(named)),
  nodeSelector: labels,
  affinity: maybe(z.looseObject({ nodeAffinity: maybe(nodeAffinity) })),
  volumes: maybe(
    z.array(
      z.looseObject({
        ...named.shape,
        hostPath: maybe(z.looseObject({ path: z.string() })),
        emptyDir: maybe(z.looseObject({ medium: text })),
      }),
    ),
  ),
  initContainers: containers,
  containers,
  ephemeralContainers: containers,
});

const podTemplate = z.looseObject({
  metadata: maybe(z.looseObject({ labels })),
  spec: podSpec,
});

/** A pod, or a template of pods, as far as the rules look at it. */
export interface PodTemplate {
  labels: Record<string, string>;
  spec: PodSpecShape;
}

/** Reads a pod, or a template of pods. What is wrong is told with its path; the first mistake is enough. */
export function readPodTemplate(
  value: unknown,
): { template: PodTemplate } | { mistake: { path: PropertyKey[]; message: string } } {
  const { data, mistakes } = findMistakes(podTemplate, value);
  if (!mistakes) return { template: { labels: data.metadata?.labels ?? {}, spec: data.spec } };
  const [{ path, message } = { path: [], message: 'is no pod' }] = mistakes;
  return { mistake: { path: [...path], message } };
}
