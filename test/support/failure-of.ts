import { type Failure, toFailure } from '../../shared/errors/failure.ts';

/** What a call that must fail throws, as plain data. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const failure = await call.then(() => null, toFailure);
  if (!failure) throw new Error('It did not fail.');
  return failure;
}
