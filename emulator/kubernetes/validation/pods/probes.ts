import type {
  IntOrString,
  V1Container,
  V1ExecAction,
  V1GRPCAction,
  V1HTTPGetAction,
  V1LifecycleHandler,
  V1Probe,
  V1SleepAction,
  V1TCPSocketAction,
} from '@kubernetes/client-node';
import {
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  nonNegative,
  notSupported,
  required,
} from '../rules/field-errors.ts';
import { httpHeaderName, portName, portNumber } from '../rules/formats.ts';

/** A number of a port, or the name of one. */
function validatePort(port: IntOrString | undefined, field: string): FieldErrors {
  if (typeof port === 'string') return eachInvalid(field, port, portName(port));
  return eachInvalid(field, port ?? 0, portNumber(port ?? 0));
}

function validateHttpGet({ path, port, scheme, httpHeaders = [] }: V1HTTPGetAction, field: string): FieldErrors {
  const schemes = ['HTTP', 'HTTPS'];
  return [
    ...(path ? [] : [required(`${field}.path`)]),
    ...validatePort(port, `${field}.port`),
    ...(schemes.includes(scheme ?? '') ? [] : [notSupported(`${field}.scheme`, scheme ?? '', schemes)]),
    ...httpHeaders.flatMap(({ name }) => eachInvalid(`${field}.httpHeaders`, name, httpHeaderName(name))),
  ];
}

function validateSleep({ seconds = 0 }: Partial<V1SleepAction>, gracePeriod: number, field: string): FieldErrors {
  if (seconds >= 0 && seconds <= gracePeriod) return [];
  const bound = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
  return [invalidValue(field, seconds, bound)];
}

interface Handler {
  exec?: V1ExecAction;
  httpGet?: V1HTTPGetAction;
  tcpSocket?: V1TCPSocketAction;
  grpc?: V1GRPCAction;
  sleep?: V1SleepAction;
}

/** Validates the one thing that a probe or a hook does. */
function validateHandler(handler: Handler, gracePeriod: number, field: string): FieldErrors {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  const actions: [string, unknown, () => FieldErrors][] = [
    ['exec', exec, () => (exec?.command?.length ? [] : [required(`${field}.exec.command`)])],
    ['httpGet', httpGet, () => (httpGet ? validateHttpGet(httpGet, `${field}.httpGet`) : [])],
    ['tcpSocket', tcpSocket, () => validatePort(tcpSocket?.port, `${field}.tcpSocket.port`)],
    ['grpc', grpc, () => validatePort(grpc?.port, `${field}.grpc.port`)],
    ['sleep', sleep, () => validateSleep(sleep ?? {}, gracePeriod, `${field}.sleep`)],
  ];
  const given = actions.filter(([, action]) => action !== undefined);
  if (given.length === 0) return [required(field, 'must specify a handler type')];
  return given.flatMap(([name, , validate], index) =>
    index === 0 ? validate() : [forbiddenField(`${field}.${name}`, 'may not specify more than 1 handler type')],
  );
}

function validateProbe(probe: V1Probe, gracePeriod: number, field: string): FieldErrors {
  const { terminationGracePeriodSeconds: own } = probe;
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const;
  return [
    ...validateHandler(probe, gracePeriod, field),
    ...counts.flatMap((count) => nonNegative(`${field}.${count}`, probe[count])),
    ...(own !== undefined && own <= 0
      ? [invalidValue(`${field}.terminationGracePeriodSeconds`, own, 'must be greater than 0')]
      : []),
  ];
}

function validateOnce(probe: V1Probe | undefined, gracePeriod: number, field: string): FieldErrors {
  if (!probe) return [];
  const { successThreshold = 1 } = probe;
  return [
    ...validateProbe(probe, gracePeriod, field),
    ...(successThreshold === 1 ? [] : [invalidValue(`${field}.successThreshold`, successThreshold, 'must be 1')]),
  ];
}

function validateReadiness(probe: V1Probe | undefined, gracePeriod: number, field: string): FieldErrors {
  if (!probe) return [];
  const { terminationGracePeriodSeconds: own } = probe;
  return [
    ...validateProbe(probe, gracePeriod, field),
    ...(own === undefined
      ? []
      : [invalidValue(`${field}.terminationGracePeriodSeconds`, own, 'must not be set for readinessProbes')]),
  ];
}

const validateHook = (hook: V1LifecycleHandler | undefined, gracePeriod: number, field: string): FieldErrors =>
  hook ? validateHandler(hook as Handler, gracePeriod, field) : [];

/** Validates the hooks and probes of a container that runs beside others. `gracePeriod` is the pod's, in seconds. */
export function validateHealth(container: V1Container, gracePeriod: number, field: string): FieldErrors {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...validateHook(lifecycle?.postStart, gracePeriod, `${field}.lifecycle.postStart`),
    ...validateHook(lifecycle?.preStop, gracePeriod, `${field}.lifecycle.preStop`),
    ...validateOnce(livenessProbe, gracePeriod, `${field}.livenessProbe`),
    ...validateReadiness(readinessProbe, gracePeriod, `${field}.readinessProbe`),
    ...validateOnce(startupProbe, gracePeriod, `${field}.startupProbe`),
  ];
}

/** Refuses hooks and probes in an init container that ends before the next one starts. */
export const forbidHealth = (container: V1Container, field: string): FieldErrors =>
  (['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((part) =>
    container[part]
      ? [forbiddenField(`${field}.${part}`, 'may not be set for init containers without restartPolicy=Always')]
      : [],
  );
