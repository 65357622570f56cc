import { Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { definitionOf, qualifiedName } from '../../api/resource-definitions.ts';
import { type AdmissionRequest, type KubeObject, type ObjectStore, StatusError } from '../../api/seams.ts';

const policy = z.looseObject({
  kind: z.literal('ValidatingAdmissionPolicy'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    matchConstraints: z.looseObject({
      resourceRules: z.array(
        z.looseObject({
          apiGroups: z.array(z.string()),
          operations: z.array(z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'])),
          resources: z.array(z.string()),
        }),
      ),
    }),
    matchConditions: z.array(z.looseObject({ expression: z.string() })).default([]),
    variables: z.array(z.looseObject({ name: z.string(), expression: z.string() })).default([]),
    validations: z.array(
      z.looseObject({ expression: z.string(), message: z.string(), reason: z.literal('Forbidden') }),
    ),
  }),
});

const binding = z.looseObject({
  kind: z.literal('ValidatingAdmissionPolicyBinding'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ policyName: z.string(), validationActions: z.tuple([z.literal('Deny')]) }),
});

/** Manifests of ValidatingAdmissionPolicies and their bindings, of the kind that the emulator enforces. */
export const admissionPolicies = z.array(z.union([policy, binding]));

export type GivenPolicies = z.input<typeof admissionPolicies>;

type Policy = z.infer<typeof policy>;

/** Throws StatusError Forbidden for what a bound policy denies. */
export type PolicyCheck = (user: string, request: AdmissionRequest, admitted: KubeObject) => void;

const cel = new Environment({ unlistedVariablesAreDyn: true });

/**
 * Creates the check of ValidatingAdmissionPolicies (Kubernetes' documentation, "Validating Admission Policy"), whose
 * expressions are CEL. An expression that fails denies, as `failurePolicy: Fail` says.
 */
export function createPolicyCheck(given: GivenPolicies, store: ObjectStore): PolicyCheck {
  const manifests = admissionPolicies.parse(given);
  const bindings = manifests.filter((manifest) => manifest.kind === 'ValidatingAdmissionPolicyBinding');
  const policies = manifests.filter((manifest) => manifest.kind === 'ValidatingAdmissionPolicy');
  return (user, request, admitted) => {
    for (const { metadata, spec } of bindings) {
      const bound = policies.find((one) => one.metadata.name === spec.policyName);
      const denied = bound && denialOf(bound, contextOf(user, request, admitted, store));
      if (denied !== undefined) throw refusal(request, admitted, bound?.metadata.name ?? '', metadata.name, denied);
    }
  };
}

type Context = ReturnType<typeof contextOf>;

/** The variables of an expression. What a real one also has (`params`, `authorizer`) is not there. */
function contextOf(user: string, request: AdmissionRequest, admitted: KubeObject, store: ObjectStore) {
  const { operation, resource, namespace, oldObject } = request;
  const { group } = definitionOf(resource);
  const isNamespace = resource === 'namespaces';
  return plain({
    request: {
      operation,
      namespace: namespace ?? '',
      resource: { group, resource },
      userInfo: { username: user },
      dryRun: request.dryRun ?? false,
    },
    object: operation === 'DELETE' ? null : admitted,
    oldObject: operation === 'CREATE' ? null : oldObject,
    namespaceObject: isNamespace || namespace === null ? null : (store.read('namespaces', null, namespace) ?? null),
  });
}

/** A copy, for CEL knows no object but plain ones: those of the store are frozen copies of another make. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The message of the first validation that does not hold, or undefined. */
function denialOf({ spec }: Policy, context: Context): string | undefined {
  const { resource, group } = context.request.resource;
  const matches = spec.matchConstraints.resourceRules.some(
    (rule) =>
      rule.apiGroups.includes(group) &&
      rule.resources.includes(resource) &&
      rule.operations.some((operation) => operation === '*' || operation === context.request.operation),
  );
  if (!matches || !spec.matchConditions.every(({ expression }) => holds(expression, context))) return undefined;
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of spec.variables)
    variables[name] = cel.evaluate(expression, { ...context, variables });
  return spec.validations.find(({ expression }) => !holds(expression, { ...context, variables }))?.message;
}

function holds(expression: string, context: Record<string, unknown>): boolean {
  try {
    return cel.evaluate(expression, context) === true;
  } catch {
    return false;
  }
}

function refusal(
  { resource }: AdmissionRequest,
  { metadata: { name } }: KubeObject,
  policyName: string,
  bindingName: string,
  message: string,
): StatusError {
  const definition = definitionOf(resource);
  const text = `${qualifiedName(definition)} "${name}" is forbidden: ValidatingAdmissionPolicy '${policyName}' with binding '${bindingName}' denied request: ${message}`;
  const group = definition.group === '' ? {} : { group: definition.group };
  return new StatusError(403, 'Forbidden', text, { name, ...group, kind: resource });
}
