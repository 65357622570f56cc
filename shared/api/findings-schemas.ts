import { z } from 'zod';

export const findingsQuerySchema = z.strictObject({
  all: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
});

const dayMs = 86_400_000;
/** Nobody knows what will be acceptable in two years; a waiver that lasts is renewed. */
const longestDays = 366;

/** A day counts whole (UTC). */
const until = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a day (2027-01-31) or a moment (ISO 8601)')
  .transform((text) => new Date(text.includes('T') ? text : `${text}T23:59:59.999Z`).toISOString());

/** `now` in milliseconds since the epoch. */
export function createWaiverSchema(now: number) {
  return z.strictObject({
    reason: z.string().trim().min(3, 'must say why, in at least 3 characters').max(1000),
    until: until
      .refine((end) => Date.parse(end) > now, 'must lie in the future')
      .refine((end) => Date.parse(end) <= now + longestDays * dayMs, `must be within ${longestDays} days`),
  });
}
