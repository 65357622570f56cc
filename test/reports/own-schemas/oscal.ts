import { z } from 'zod';

/** What a report in OSCAL's form may have, and nothing else: the part of NIST's schema that is used. */

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const moment = z.iso.datetime();
const token = z.string().regex(/^[\p{L}_][\p{L}\p{N}._-]*$/u);
const text = z.string().regex(/^\S(.*\S)?$/);
const line = z.string().regex(/^[^\n]+$/);
const prose = z.string().min(1);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1);

const property = z.strictObject({ name: token, ns: z.url(), value: text });
const props = listOf(property).optional();

const observation = z.strictObject({
  uuid,
  title: line,
  description: prose,
  props,
  methods: listOf(z.enum(['TEST', 'EXAMINE'])),
  types: listOf(z.enum(['finding', 'control-objective'])),
  subjects: listOf(
    z.strictObject({ 'subject-uuid': uuid, type: z.enum(['component', 'inventory-item']), title: line }),
  ).optional(),
  'relevant-evidence': listOf(z.strictObject({ href: z.url(), description: prose, props })).optional(),
  collected: moment,
  expires: moment.optional(),
});

const risk = z.strictObject({
  uuid,
  title: line,
  description: prose,
  statement: prose,
  status: z.literal('deviation-approved'),
  deadline: moment,
});

const finding = z.strictObject({
  uuid,
  title: line,
  description: prose,
  target: z.strictObject({
    type: z.literal('objective-id'),
    'target-id': token,
    title: line,
    status: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('satisfied'), reason: z.literal('pass') }),
      z.strictObject({ state: z.literal('not-satisfied'), reason: z.enum(['fail', 'other']), remarks: prose }),
    ]),
  }),
  'related-observations': listOf(z.strictObject({ 'observation-uuid': uuid })),
  'related-risks': listOf(z.strictObject({ 'risk-uuid': uuid })).optional(),
});

export const oscalSchema = z.strictObject({
  'assessment-results': z.strictObject({
    uuid,
    metadata: z.strictObject({
      title: line,
      'last-modified': moment,
      version: text,
      'oscal-version': z.literal('1.1.3'),
      props,
    }),
    'import-ap': z.strictObject({ href: z.string().regex(/^#[0-9a-f-]{36}$/) }),
    results: z
      .array(
        z.strictObject({
          uuid,
          title: line,
          description: prose,
          start: moment,
          end: moment,
          props,
          'local-definitions': z
            .strictObject({
              components: listOf(
                z.strictObject({
                  uuid,
                  type: text,
                  title: line,
                  description: prose,
                  props,
                  status: z.strictObject({ state: z.literal('operational') }),
                }),
              ),
              'inventory-items': listOf(
                z.strictObject({
                  uuid,
                  description: prose,
                  props,
                  'implemented-components': listOf(z.strictObject({ 'component-uuid': uuid })),
                }),
              ).optional(),
            })
            .optional(),
          'reviewed-controls': z.strictObject({
            description: prose,
            'control-selections': listOf(
              z.strictObject({ 'include-controls': listOf(z.strictObject({ 'control-id': token })) }),
            ),
          }),
          observations: listOf(observation).optional(),
          risks: listOf(risk).optional(),
          findings: listOf(finding).optional(),
        }),
      )
      .length(1),
    'back-matter': z.strictObject({
      resources: listOf(
        z.strictObject({
          uuid,
          title: line,
          description: prose,
          props: listOf(z.strictObject({ name: z.literal('type'), value: z.literal('plan') })),
        }),
      ),
    }),
  }),
});

export type Oscal = z.infer<typeof oscalSchema>;
