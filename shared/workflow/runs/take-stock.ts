import type { NodesToProve } from '../../activities/list-nodes-to-prove.ts';
import type { CoverageOrder, CoveragePage } from '../../activities/read-coverage.ts';
import type { StockOrder } from '../../activities/read-pool-readiness.ts';
import type { PlaceCoverage } from '../../isolation/coverage.ts';
import type { RunScope } from '../../runs/requests.ts';
import type { Answer, Ask, Stretch } from '../typed-call.ts';

/** The coverage of every place in scope. */
export interface Stock {
  places: PlaceCoverage[];
  clusterLetBe: string | null;
  azure: CoveragePage['azure'];
  /** The nodes of the first chunk, where they were listed with the coverage. */
  first?: NodesToProve;
}

export type Stocked = { ok: true; value: Stock } | { ok: false; failure: { code: string; message: string } };

/** Reads the coverage page by page. */
export function* takeStock(
  ask: Ask,
  scope: RunScope,
  look: Pick<CoverageOrder, 'azure' | 'compare' | 'unbegun' | 'cancel' | 'listFor'>,
): Stretch<Stocked & { cancelRequested?: boolean }> {
  const { options: _options, ...nodeScope } = scope;
  const { compare = false, listFor, ...asked } = look;
  const places: PlaceCoverage[] = [];
  let first: NodesToProve | undefined;
  for (let last: string | null = null; ; ) {
    const page: Answer<'readCoverage'> = yield* ask('readCoverage', {
      ...nodeScope,
      ...{ ...asked, after: last, compare: compare && last === null },
      ...(listFor !== undefined && last === null && { listFor }),
    });
    if (!page.ok) return page;
    places.push(...page.value.places);
    first ??= page.value.first;
    last = page.value.next;
    if (last === null) return { ...stockWith(page.value, places, first), cancelRequested: page.value.cancelRequested };
  }
}

/** A first page of the coverage that was read before the proof began, at this moment (ISO 8601) or later. */
export interface TakenStock {
  page: CoveragePage;
  since: string;
}

/** How a run looks before it has proven anything: at the nodes of its first chunk too. */
export const firstLook = ({ runtimeClassName }: RunScope['options']): StockOrder & { listFor: string } => ({
  azure: 'if-needed',
  unbegun: true,
  listFor: runtimeClassName,
});

/** The coverage in a page that was read before; null where it goes on behind it, and is to be read. */
export function stockOf({ page }: TakenStock): Stocked | null {
  return page.next === null ? stockWith(page, page.places, page.first) : null;
}

/** What the last page says of the whole, with what all pages had. */
function stockWith(
  { clusterLetBe, azure }: CoveragePage,
  places: PlaceCoverage[],
  first: NodesToProve | undefined,
): Extract<Stocked, { ok: true }> {
  return { ok: true, value: { places, clusterLetBe, azure, ...(first && { first }) } };
}
