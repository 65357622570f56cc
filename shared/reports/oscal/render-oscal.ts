import { foldCase } from '../../plain/fold-case.ts';
import { isToldByPool } from '../model/gaps.ts';
import type { Report } from '../model/report.ts';
import { titleOf, toolInWords } from '../model/title-of.ts';
import { provenControls } from './oscal-controls.ts';
import { concludeControls, type Observed, type OscalFinding, reviewedControls, riskOf } from './oscal-findings.ts';
import { asMarkup, propertiesOf, uuidOf } from './oscal-names.ts';
import {
  componentOf,
  itemOf,
  type OscalObservation,
  observeFinding,
  observeGap,
  observeInspection,
  observePool,
} from './oscal-observations.ts';

/**
 * A report as OSCAL assessment results (NIST, 1.1.3; it holds against 1.2.0 as well). UUIDs follow from what they name, so a pool, a finding and a control
 * have the same in every report. There is no assessment plan: `import-ap` leads to a resource of the report's own that says
 * what was looked at, as OSCAL allows a fragment for what has no document.
 */
export function renderOscal(report: Report): string {
  const observed = observe(report);
  const controls = reviewedControls(report.findings);
  const name = nameOf(report);
  const result = {
    uuid: uuidOf('result', name, report.madeAt),
    title: titleOf(report.scope),
    description: report.summary,
    start: report.scope.kind === 'run' ? report.scope.startedAt : report.madeAt,
    end: (report.scope.kind === 'run' && report.scope.endedAt) || report.madeAt,
    props: propertiesOf({ ...report.coverage, outcome: report.outcome }),
    ...(report.clusters.length > 0 && { 'local-definitions': define(report) }),
    'reviewed-controls': {
      description: 'What a proof of isolation is evidence for, and what the findings of this report name.',
      'control-selections': [{ 'include-controls': controls.map(({ id }) => ({ 'control-id': id })) }],
    },
    ...nonEmpty('observations', observed.observations),
    ...nonEmpty('risks', report.findings.filter(({ waiver }) => waiver !== null).map(riskOf)),
    ...nonEmpty('findings', concludeAll(report, observed)),
  };
  const plan = uuidOf('plan', name);
  const document = {
    'assessment-results': {
      uuid: uuidOf('assessment-results', name, report.madeAt),
      metadata: {
        title: `Kata isolation: ${titleOf(report.scope)}`,
        'last-modified': report.madeAt,
        version: report.madeAt,
        'oscal-version': '1.1.3',
        props: propertiesOf({ tool: toolInWords(report.tool) }),
      },
      'import-ap': { href: `#${plan}` },
      results: [result],
      'back-matter': { resources: [describePlan(plan, report)] },
    },
  };
  return `${JSON.stringify(asMarkup(document), null, 2)}\n`;
}

/** OSCAL has no empty lists. */
function nonEmpty<T>(name: string, list: readonly T[]): Record<string, readonly T[]> {
  return list.length > 0 ? { [name]: list } : {};
}

function nameOf({ scope }: Report): string {
  if (scope.kind === 'run') return `run/${scope.runId}`;
  return scope.kind === 'cluster' ? `cluster/${foldCase(scope.clusterId)}` : 'fleet';
}

function describePlan(uuid: string, { tool, scope }: Report) {
  return {
    uuid,
    title: 'What is assessed',
    description: `There is no OSCAL assessment plan. ${tool.name} ${tool.version} runs a sandboxed and an ordinary pod on each node of a Kata pool and compares their kernels with the node's own; it inspects settings and workloads against its rules. Scope: ${titleOf(scope)}.`,
    props: [{ name: 'type', value: 'plan' }],
  };
}

/** The clusters and pools of the report, so that every subject of an observation is one that the document defines. */
function define({ clusters, pools }: Report) {
  const components = clusters.map(({ clusterId, name }) => ({
    uuid: componentOf(clusterId),
    type: 'service',
    title: name,
    description: 'A cluster of Azure Kubernetes Service.',
    props: propertiesOf({ 'arm-id': clusterId }),
    status: { state: 'operational' },
  }));
  const items = pools.map(({ clusterId, poolName, nodeImageVersion }) => ({
    uuid: itemOf(clusterId, poolName),
    description: `Node pool ${poolName}`,
    props: propertiesOf({ pool: poolName, 'node-image': nodeImageVersion }),
    'implemented-components': [{ 'component-uuid': componentOf(clusterId) }],
  }));
  return { components, ...nonEmpty('inventory-items', items) };
}

function observe(report: Report) {
  const of = <T extends { clusterId: string | null }>(list: readonly T[]) =>
    Map.groupBy(list, ({ clusterId }) => clusterId);
  const [pools, findings] = [of(report.pools), of(report.findings)];
  const gaps = of(report.gaps.filter((gap) => !isToldByPool(gap)));
  const observations: OscalObservation[] = [];
  const keep = (observation: OscalObservation): string => {
    observations.push(observation);
    return observation.uuid;
  };
  const gapsOf = (clusterId: string | null) =>
    (gaps.get(clusterId) ?? []).map((gap) => ({ gap, uuid: keep(observeGap(gap, report)) }));
  const clusters = report.clusters.map((cluster): Observed => {
    const { clusterId, name } = cluster;
    const inspection = observeInspection(cluster);
    return {
      ...{ clusterId, name, inspection: inspection && keep(inspection) },
      pools: (pools.get(clusterId) ?? []).map((pool) => ({ pool, uuid: keep(observePool(pool, report)) })),
      findings: (findings.get(clusterId) ?? []).map((finding) => ({ finding, uuid: keep(observeFinding(finding)) })),
      gaps: gapsOf(clusterId),
    };
  });
  return { clusters, observations, wide: gapsOf(null) };
}

/** What a report says of each control: cluster by cluster, and of what could not be read at all. */
function concludeAll(report: Report, { clusters, wide }: ReturnType<typeof observe>): OscalFinding[] {
  const controls = reviewedControls(report.findings);
  const unread: Observed = {
    clusterId: 'fleet',
    name: '(not read)',
    pools: [],
    findings: [],
    gaps: wide,
    inspection: null,
  };
  return [
    ...clusters.flatMap((cluster) => concludeControls(cluster, controls)),
    ...(wide.length > 0 ? concludeControls(unread, provenControls) : []),
  ];
}
