import { z } from 'zod';
import { reportFormatNames, reportFormats } from '../../reports/model/report-formats.ts';
import { reportSchema } from '../answers/report-schemas.ts';
import { defineOperation } from '../operation.ts';
import { clusterParams, clusterRoute } from './cluster-params.ts';

const tag = 'Reports';

const query = z.strictObject({
  format: z
    .enum(reportFormatNames, `must be one of ${reportFormatNames.join(', ')}`)
    .optional()
    .meta({
      description: 'The format. Without it `Accept` decides, and JSON is what there is for who accepts none of them.',
    }),
  results: z.enum(['all', 'alerts'], 'must be all or alerts').default('all').meta({
    description:
      '`alerts`, for SARIF: without passes, notes and waived findings, and what could not be checked fails with a warning. For readers that take every result for an alert, as GitHub does.',
  }),
});

const types = new Set(Object.values(reportFormats).map(({ mediaType }) => mediaType));

const answers = {
  200: {
    description: 'The report.',
    schema: reportSchema,
    texts: [...types].filter((type) => type !== 'application/json'),
    headers: {
      'Content-Disposition': 'A name for the file.',
      'Kataproof-Outcome': '`passed`, `failed` or `not-checked`, in every format.',
    },
  },
} as const;

const what =
  'Every format names its time, the version of the rules, coverage and what was not looked at. What could not be checked, was never checked or is stale is a pass in none. docs/reports.md tells the formats.';

export const readRunReport = defineOperation({
  id: 'readRunReport',
  method: 'GET',
  route: 'runs/{id}/report',
  role: 'reader',
  tag,
  summary: 'What a run found out, as JSON, HTML, Markdown, CSV, JUnit, SARIF, OSCAL or objects for kubectl',
  description: `${what} Of a run that has not ended it is what was seen so far, and no verdict.`,
  params: z.object({ id: z.string().meta({ description: 'Id of the run.' }) }),
  query,
  answers,
  refusals: [404],
});

export const readClusterReport = defineOperation({
  id: 'readClusterReport',
  method: 'GET',
  route: `${clusterRoute}/report`,
  role: 'reader',
  tag,
  summary: 'What is known of a cluster: its Kata pools, their proofs and their age, and its findings',
  description: what,
  params: clusterParams,
  query,
  answers,
  refusals: [404],
});

export const readFleetReport = defineOperation({
  id: 'readFleetReport',
  method: 'GET',
  route: 'fleet/report',
  role: 'reader',
  tag,
  summary: 'The same of every cluster that the app knows of',
  description: `${what} Limits are told where they cut something: 2,000 clusters, and the 10,000 gravest findings.`,
  query,
  answers,
});
