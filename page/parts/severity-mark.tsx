export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

export type Severity = (typeof severities)[number];

export const severityWords: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

/** How many of four bars are full: none is told by its colour alone. */
const bars: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };

/** The shape of a severity; what it means is said beside it. */
export function SeverityIcon({ severity }: { severity: Severity }) {
  return (
    <svg class="severity-icon" viewBox="0 0 18 14" aria-hidden="true" focusable="false">
      {[0, 1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={1 + bar * 4.4}
          y={10 - bar * 3}
          width="2.8"
          height={3.5 + bar * 3}
          class={bar < bars[severity] ? 'severity-full' : 'severity-hollow'}
        />
      ))}
    </svg>
  );
}

/** A severity by shape, word and colour. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span class={`severity severity-${severity}`}>
      <SeverityIcon severity={severity} />
      <span>{severityWords[severity]}</span>
    </span>
  );
}
