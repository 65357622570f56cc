import { type Paint, verdictFormats, verdictTitles } from '../../cli/terminal/paint.ts';
import { renderEvidence } from '../../cli/terminal/render-evidence.ts';
import { wrapBehind, wrapText } from '../../cli/terminal/wrap-text.ts';
import type { AlertMessage } from '../../shared/alerts/alert-message.ts';
import type { RunResult } from '../../shared/api/answers/run-schemas.ts';
import type { RunAnswer } from '../local-stack/call-api.ts';

export interface DemoEnd {
  run: RunAnswer;
  /** What the app left in ARM and Kubernetes. */
  residue: string[];
  alerts: AlertMessage[];
  /** What Azure Resource Manager was asked, and answered, since the start. */
  requests: ArmRequest[];
}

export interface ArmRequest {
  service: string;
  status: number;
  /** ISO 8601. */
  at: string;
}

const firstColumn = 12;

/** How a run ended, in lines of at most `width` characters: evidence, verdict, what people were told, what is left. */
export function renderReport({ run, residue, alerts, requests }: DemoEnd, width: number, paint: Paint): string[] {
  const entry = (name: string, text: string) => wrapBehind(`${name}:`.padEnd(firstColumn), text, width);
  const { result } = run;
  const verdict = result?.verdict ?? 'inconclusive';
  const cleaned = result?.cleanup;
  return [
    ...(result?.nodes ?? []).flatMap((node) => [...renderEvidence(node, width, paint), '']),
    paint(verdictFormats[verdict], verdictTitles[verdict]),
    ...(result?.reason ? wrapText(result.reason, width) : []),
    '',
    ...renderAddress(run.url, width),
    ...(result?.pools ?? []).flatMap((pool) => entry('Coverage', `pool ${pool.poolName}: ${describeCoverage(pool)}`)),
    ...describeRefusals(requests).flatMap((text) => entry('On the way', text)),
    ...(cleaned
      ? entry('Cleaned', `pod pairs ${cleaned.podPairs}, namespace ${cleaned.namespace}, node pool ${cleaned.pool}`)
      : []),
    ...(cleaned?.problems ?? []).flatMap((problem) => entry('Problem', problem)),
    ...(alerts.length === 0 ? entry('Alerts', 'none') : alerts.flatMap((alert) => renderAlert(alert, entry, paint))),
    ...entry('Left over', residue.length === 0 ? 'nothing' : residue.join(', ')),
  ];
}

/** In one piece where there is a line for it: a terminal opens an address that is whole. */
function renderAddress(url: string, width: number): string[] {
  const heading = 'Run:'.padEnd(firstColumn);
  return heading.length + url.length <= width ? [`${heading}${url}`] : ['Run:', ...wrapText(url, width)];
}

function renderAlert(
  { severity, title, reason, whatToDo }: AlertMessage,
  entry: (name: string, text: string) => string[],
  paint: Paint,
): string[] {
  return [
    ...entry('Alert', `${title} (${severity})`).map((line) => paint('bold', line)),
    ...entry('  because', reason),
    ...entry('  to do', whatToDo),
  ];
}

/** What ARM refused for the time being, and what the run made of it. */
function describeRefusals(requests: ArmRequest[]): string[] {
  const refusals: [number, string][] = [
    [429, 'it throttles'],
    [409, 'another operation holds the cluster'],
  ];
  return refusals.flatMap(([status, meaning]) => {
    const moments = requests
      .filter((request) => request.service === 'resource-manager' && request.status === status)
      .map(({ at }) => Date.parse(at));
    if (moments.length === 0) return [];
    const seconds = ((Math.max(...moments) - Math.min(...moments)) / 1000).toFixed(1);
    const times = moments.length === 1 ? 'once' : `${moments.length} times within ${seconds} s`;
    return [
      `Azure Resource Manager answered ${status} (${meaning}) ${times}; each time the app waited and asked again.`,
    ];
  });
}

function describeCoverage({ nodesProven, nodesPresent }: RunResult['pools'][number]): string {
  if (nodesPresent === null) return 'no node was proven, and they were not counted';
  return `${nodesProven} of ${nodesPresent} nodes proven`;
}
