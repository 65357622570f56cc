import { type Failure, toFailure } from '../../shared/errors/failure.ts';

/** Returns the failure of a call that must fail, as plain data. Throws when the call does not fail. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const failure = await call.then(() => null, toFailure);
  if (!failure) throw new Error('It did not fail.');
  return failure;
}
