import type { HostTracer } from '../../tracing/host-tracer.ts';
import type { HostSpan } from '../../tracing/otlp-json.ts';
import { formatTraceParent, namedContext, parseTraceParent, type TraceContext } from '../../tracing/trace-context.ts';
import type { Instance, PendingActivity } from '../hub/instance.ts';

type Traced = Pick<Instance, 'name' | 'instanceId' | 'executionId' | 'traceParent' | 'parent'>;

/**
 * Distributed tracing of Durable Functions, version 2 (DurableTask.Core, TraceHelper). A start makes the span
 * `create_orchestration`, each execution one span `orchestration` below it, which is the same in every turn, and each
 * activity or sub-orchestration a client span, below which the span of what was called stands.
 */
export interface DurableTracing {
  /** The traceparent that a new instance keeps, below that of the request; undefined without tracing. */
  start(name: string, instanceId: string, traceParent: string | undefined): string | undefined;
  /** The traceparent that a sub-orchestration keeps. */
  startSub(instance: Traced, taskId: number): string | undefined;
  /** The place of an execution, in which its orchestrator runs. */
  turn(instance: Traced): TraceContext | null;
  /** Tells an execution that has ended; after the last one, its caller waits no more. */
  ended(instance: Traced, how: { failed: boolean; last: boolean }): void;
  /** Runs an activity in its place. */
  runActivity<T>(
    instance: Traced,
    activity: PendingActivity,
    act: (place: TraceContext | null) => Promise<T>,
  ): Promise<T>;
}

/** For hosts that trace nothing. */
export const untraced: DurableTracing = {
  start: () => undefined,
  startSub: () => undefined,
  turn: () => null,
  ended: () => undefined,
  runActivity: (_instance, _activity, act) => act(null),
};

export function createDurableTracing(tracer: HostTracer): DurableTracing {
  if (!tracer.durable) return untraced;
  const startedMs = new Map<string, number>();
  const kept = ({ traceParent }: Traced) => parseTraceParent(traceParent);
  const placeOf = (instance: Traced) => within(kept(instance), instance.executionId);
  const clientOf = (instance: Traced, taskId: number) => within(kept(instance), instance.executionId, taskId);
  const tell = (span: Omit<HostSpan, 'endedMs'>) => tracer.tell({ ...span, endedMs: tracer.now() });

  return {
    start(name, instanceId, traceParent) {
      const parent = parseTraceParent(traceParent);
      const context = tracer.begin(parent);
      const attributes = attributesOf('orchestration', name, instanceId);
      const now = { startedMs: tracer.now(), failed: false };
      tell({
        name: `create_orchestration:${name}`,
        kind: 'producer',
        context,
        parentSpanId: parent?.spanId ?? null,
        attributes,
        ...now,
      });
      return formatTraceParent(context);
    },
    startSub(instance, taskId) {
      const client = clientOf(instance, taskId);
      return client ? formatTraceParent(client) : undefined;
    },
    turn(instance) {
      if (!startedMs.has(instance.executionId)) startedMs.set(instance.executionId, tracer.now());
      return placeOf(instance);
    },
    ended(instance, { failed, last }) {
      const [context, above] = [placeOf(instance), kept(instance)];
      if (!context || !above) return;
      const span = {
        name: `orchestration:${instance.name}`,
        startedMs: startedMs.get(instance.executionId) ?? tracer.now(),
        failed,
        attributes: attributesOf('orchestration', instance.name, instance.instanceId),
      };
      startedMs.delete(instance.executionId);
      tell({ ...span, kind: 'server', context, parentSpanId: above.spanId });
      const { parent } = instance;
      // What called it waited as long, and its span is the one that this instance keeps as its parent.
      if (parent && last)
        tell({
          ...span,
          kind: 'client',
          context: above,
          parentSpanId: within(above, parent.executionId)?.spanId ?? null,
        });
    },
    async runActivity(instance, activity, act) {
      const client = clientOf(instance, activity.taskId);
      if (!client) return act(null);
      return runActivity(tracer, { instance, activity, client, above: placeOf(instance)?.spanId ?? null }, act);
    },
  };
}

/** The span of the worker stands below that of the orchestration, which waits for it. */
async function runActivity<T>(
  tracer: HostTracer,
  {
    instance,
    activity,
    client,
    above,
  }: { instance: Traced; activity: PendingActivity; client: TraceContext; above: string | null },
  act: (place: TraceContext) => Promise<T>,
): Promise<T> {
  const context = tracer.begin(client);
  const attributes = {
    ...attributesOf('activity', activity.name, instance.instanceId),
    'durabletask.task.task_id': activity.taskId,
  };
  const span = { name: `activity:${activity.name}`, startedMs: tracer.now(), attributes };
  let failed = true;
  try {
    const result = await act(context);
    failed = false;
    return result;
  } finally {
    const ended = { ...span, failed, endedMs: tracer.now() };
    tracer.tell({ ...ended, kind: 'server', context, parentSpanId: client.spanId });
    tracer.tell({ ...ended, kind: 'client', context: client, parentSpanId: above });
  }
}

function within(parent: TraceContext | null, ...names: (string | number)[]): TraceContext | null {
  return parent && namedContext(parent, ...names);
}

function attributesOf(type: string, name: string, instanceId: string): Record<string, string> {
  return { 'durabletask.type': type, 'durabletask.task.name': name, 'durabletask.task.instance_id': instanceId };
}
