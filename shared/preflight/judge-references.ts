import type { AllowedScopes } from '../clusters/allowed-scopes.ts';
import { mayReferTo, outsideResourceScopes } from '../clusters/resource-scopes.ts';
import type { Refusal } from './judge-pool-request.ts';

/** Texts of the caller's own, in which an ARM id refers to nothing. */
const freeTexts = ['tags', 'nodeLabels', 'messageOfTheDay'];

/**
 * Why something that is asked for (fields by their names in the request) refers to a resource that the settings do not
 * allow; null when it does not. Every ARM id counts, wherever it stands: in a value, or as a name, as identities do.
 */
export function judgeReferences(asked: object, allowed: AllowedScopes, further: readonly string[]): Refusal | null {
  if (allowed === null) return null;
  const found = listReferences(asked).find(({ id }) => !mayReferTo(allowed, further, id));
  if (!found) return null;
  const message = outsideResourceScopes(found.id);
  return { code: 'ScopeNotAllowed', kind: 'forbidden', target: found.path.join('.'), message };
}

interface Reference {
  id: string;
  path: string[];
}

function listReferences(value: unknown, path: string[] = []): Reference[] {
  if (typeof value === 'string') return isArmId(value) ? [{ id: value, path }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !freeTexts.includes(name))
    .flatMap(([name, inner]) =>
      isArmId(name) ? [{ id: name, path }, ...listReferences(inner, path)] : listReferences(inner, [...path, name]),
    );
}

function isArmId(text: string): boolean {
  return /^\/subscriptions\//i.test(text);
}
