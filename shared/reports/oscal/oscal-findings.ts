import { foldCase } from '../../plain/fold-case.ts';
import type { Gap, ReportFinding, ReportPool } from '../model/report.ts';
import { stateOfPool } from '../model/title-of.ts';
import { controlsInNeed, type OscalControl, provenControls, toOscalControl } from './oscal-controls.ts';
import { uuidOf } from './oscal-names.ts';

export interface OscalFinding {
  uuid: string;
  title: string;
  description: string;
  target: {
    type: 'objective-id';
    'target-id': string;
    title: string;
    status: { state: 'satisfied' | 'not-satisfied'; reason: 'pass' | 'fail' | 'other'; remarks?: string };
  };
  'related-observations'?: { 'observation-uuid': string }[];
  'related-risks'?: { 'risk-uuid': string }[];
}

/** A waived finding: somebody has accepted the risk, and until when. */
export interface OscalRisk {
  uuid: string;
  title: string;
  description: string;
  statement: string;
  status: 'deviation-approved';
  deadline: string;
}

/** What is known of one cluster, each with the UUID of its observation. */
export interface Observed {
  clusterId: string;
  name: string;
  pools: { pool: ReportPool; uuid: string }[];
  findings: { finding: ReportFinding; uuid: string }[];
  gaps: { gap: Gap; uuid: string }[];
  /** That it was inspected at all; null where it was not. */
  inspection: string | null;
}

/** The controls that a report says something about: those of proofs, and those that its findings name. */
export function reviewedControls(findings: readonly Pick<ReportFinding, 'controls'>[]): OscalControl[] {
  const named = new Set(findings.flatMap(({ controls }) => controls));
  const all = [...provenControls, ...[...named].flatMap((control) => toOscalControl(control) ?? [])];
  return [...new Map(all.map((control) => [control.id, control])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a cluster's pools and findings say of each control. */
export function concludeControls(observed: Observed, controls: readonly OscalControl[]): OscalFinding[] {
  return controls.flatMap((control) => {
    const proven = isAmong(provenControls, control);
    const findings = observed.findings.filter(({ finding }) => isAbout(finding, control));
    const unsound = isAmong(controlsInNeed, control)
      ? observed.pools.filter(({ pool }) => pool.outcome !== 'passed')
      : [];
    const pools = proven ? observed.pools : unsound;
    // Without a pool there is nothing to isolate, and nothing that could be satisfied.
    if (proven && [pools, findings, observed.gaps].every(({ length }) => length === 0)) return [];
    const inspection = observed.inspection === null ? [] : [observed.inspection];
    const observations = [...[...pools, ...findings, ...observed.gaps].map(({ uuid }) => uuid), ...inspection];
    const risks = findings.flatMap(({ finding }) => (finding.waiver ? [riskOf(finding).uuid] : []));
    const status = conclude(pools, findings, observed.gaps);
    const finding: OscalFinding = {
      uuid: uuidOf('control', foldCase(observed.clusterId), control.id),
      title: `${control.id.toUpperCase()} in cluster ${observed.name}`,
      description: `${control.title}: ${status.remarks ?? 'whatever was looked at passed.'}`,
      target: { type: 'objective-id', 'target-id': `${control.id}_obj`, title: control.title, status },
      ...(observations.length > 0 && {
        'related-observations': [...new Set(observations)].map((uuid) => ({ 'observation-uuid': uuid })),
      }),
      ...(risks.length > 0 && { 'related-risks': [...new Set(risks)].map((uuid) => ({ 'risk-uuid': uuid })) }),
    };
    return [finding];
  });
}

function isAmong(controls: readonly OscalControl[], { id }: OscalControl): boolean {
  return controls.some((control) => control.id === id);
}

function isAbout({ controls }: ReportFinding, { id }: OscalControl): boolean {
  return controls.some((control) => toOscalControl(control)?.id === id);
}

/** `fail` is what was found; `other` is what is not known, or what somebody has accepted. Nothing unknown is satisfied. */
function conclude(
  pools: Observed['pools'],
  findings: Observed['findings'],
  gaps: Observed['gaps'],
): OscalFinding['target']['status'] {
  const failed = [
    ...pools
      .filter(({ pool }) => pool.outcome === 'failed')
      .map(({ pool }) => `node pool ${pool.poolName} is ${pool.verdict}`),
    ...findings.filter(({ finding }) => !finding.waiver).map(({ finding }) => `${finding.rule}: ${finding.subject}`),
  ];
  const unknown = [
    ...pools
      .filter(({ pool }) => pool.outcome === 'not-checked')
      .map(({ pool }) => `node pool ${pool.poolName}: ${stateOfPool(pool)}`),
    ...gaps.map(({ gap }) => `${gap.subject}: ${gap.message}`),
  ];
  const remarks = [sentence('Found', failed), sentence('Could not be checked', unknown)].filter(Boolean).join(' ');
  if (failed.length > 0) return { state: 'not-satisfied', reason: 'fail', remarks };
  if (unknown.length > 0) return { state: 'not-satisfied', reason: 'other', remarks };
  const waived = findings.map(({ finding }) => `${finding.rule}: ${finding.subject}`);
  if (waived.length > 0)
    return { state: 'not-satisfied', reason: 'other', remarks: sentence('Accepted for a time', waived) };
  return { state: 'satisfied', reason: 'pass' };
}

/** So many are named; observations have them all. */
const mostNamed = 5;

function sentence(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length - mostNamed;
  return `${what}: ${names.slice(0, mostNamed).join('; ').replace(/\.$/, '')}${more > 0 ? `; and ${more} more` : ''}.`;
}

/** The risk that somebody accepted with a waiver. */
export function riskOf({ clusterId, id, rule, subject, message, waiver }: ReportFinding): OscalRisk {
  const { reason = '', until = '', by = null } = waiver ?? {};
  return {
    uuid: uuidOf('risk', foldCase(clusterId), id),
    title: `${rule}: ${subject}`,
    description: message,
    statement: `Accepted${by === null ? '' : ` by ${by}`} until ${until}: ${reason}`,
    status: 'deviation-approved',
    deadline: until,
  };
}
