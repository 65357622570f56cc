import Negotiator from 'negotiator';

/**
 * The media type of these that a caller would rather have (RFC 9110, 12.5.1): of two that it likes as much, the one that
 * it names more exactly, then the one that it names first. It is the first of `types` for who accepts anything, and for
 * who accepts none of them.
 */
export function preferredType<Type extends string>(accept: string | null, types: readonly [Type, ...Type[]]): Type {
  const negotiator = new Negotiator({ headers: accept === null ? {} : { accept } });
  // As they are answered: who asks with the charset means them as well.
  const answered = types.map((type) => `${type}; charset=utf-8`);
  const preferred = negotiator.mediaType(answered);
  return types[answered.indexOf(preferred ?? '')] ?? types[0];
}
