import { z } from 'zod';

/** Limits of one event subscription (Microsoft Learn, "Understand event filtering": limitations). */
const mostFilters = 25;
const mostValues = 25;
const longestValue = 512;

/** A dot divides the parts of a path, so a part cannot have one ("Keys with . (dot) character in them"). */
const key = z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/, 'must be a path without empty parts');
const strings = z.array(z.string().max(longestValue)).min(1);
const numbers = z.array(z.number()).min(1);
const ranges = z.array(z.tuple([z.number(), z.number()])).min(1);

const withStrings = (operatorType: string) => z.object({ operatorType: z.literal(operatorType), key, values: strings });

/** Every operator that ARM knows (Microsoft.EventGrid 2025-02-15, AdvancedFilterOperatorType). */
const advancedFilter = z.union([
  ...['StringIn', 'StringNotIn', 'StringContains', 'StringNotContains'].map(withStrings),
  ...['StringBeginsWith', 'StringNotBeginsWith', 'StringEndsWith', 'StringNotEndsWith'].map(withStrings),
  z.object({ operatorType: z.enum(['NumberIn', 'NumberNotIn']), key, values: numbers }),
  z.object({ operatorType: z.enum(['NumberInRange', 'NumberNotInRange']), key, values: ranges }),
  z.object({
    operatorType: z.enum([
      'NumberLessThan',
      'NumberLessThanOrEquals',
      'NumberGreaterThan',
      'NumberGreaterThanOrEquals',
    ]),
    key,
    value: z.number(),
  }),
  z.object({ operatorType: z.literal('BoolEquals'), key, value: z.boolean() }),
  z.object({ operatorType: z.enum(['IsNullOrUndefined', 'IsNotNull']), key }),
]);

export type AdvancedFilter = z.output<typeof advancedFilter>;

const countValues = (filter: AdvancedFilter): number => ('values' in filter ? filter.values.length : 1);

/** `properties.filter` of an event subscription. What is not there lets everything pass. */
export const eventFilter = z
  .strictObject({
    includedEventTypes: z.array(z.string()).nullish(),
    subjectBeginsWith: z.string().nullish(),
    subjectEndsWith: z.string().nullish(),
    /** Only of the two before it: advanced filters never tell upper from lower case. */
    isSubjectCaseSensitive: z.boolean().nullish(),
    enableAdvancedFilteringOnArrays: z.boolean().nullish(),
    advancedFilters: z
      .array(advancedFilter)
      .max(mostFilters)
      .refine(
        (filters) => filters.reduce((sum, filter) => sum + countValues(filter), 0) <= mostValues,
        `have more than ${mostValues} values in all`,
      )
      .nullish(),
  })
  .default({});

export type EventFilter = z.output<typeof eventFilter>;
