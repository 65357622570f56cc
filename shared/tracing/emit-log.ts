import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { redact } from '../errors/redact.ts';
import { scope } from './scope.ts';
import { activeSubject } from './subject-context.ts';

const severities: Record<string, SeverityNumber> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  information: SeverityNumber.INFO,
  warning: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  critical: SeverityNumber.FATAL,
};

/**
 * Emits a log record within the trace of whatever runs, with run, cluster and pool as attributes. `level` is one of the
 * Functions host. Does nothing without OpenTelemetry's SDK.
 */
export function emitLog(level: string, message: string, attributes: Record<string, string>): void {
  logs.getLogger(scope).emit({
    body: redact(message),
    severityNumber: severities[level] ?? SeverityNumber.UNSPECIFIED,
    severityText: level,
    attributes: { ...activeSubject(), ...attributes },
  });
}
