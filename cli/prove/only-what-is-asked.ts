import { KataproofError } from '../../shared/errors/kataproof-error.ts';

/**
 * A port of which a proof asks a part only. Whatever else is asked rejects for good, and is not tried again for a day as
 * a method that is missing would be.
 */
export function onlyWhatIsAsked<T extends object>(port: Partial<T>): T {
  const refuse = (name: PropertyKey) => () =>
    Promise.reject(new KataproofError('NotDeployed', `Nothing here answers ${String(name)}.`));
  return completed(port, refuse);
}

/** Ports of which a proof asks some only. Nobody answers behind the others. */
export function onlyTheseAreAsked<T extends object>(ports: Partial<T>): T {
  return completed(ports, () => onlyWhatIsAsked({}));
}

function completed<T extends object>(part: Partial<T>, rest: (name: PropertyKey) => unknown): T {
  return new Proxy(part as T, {
    get: (target, name) => (name === 'then' || Object.hasOwn(target, name) ? Reflect.get(target, name) : rest(name)),
  });
}
