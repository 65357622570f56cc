import type { DiagLogger } from '@opentelemetry/api';
import { redact } from '../errors/redact.ts';
import { asRecord } from '../plain/as-record.ts';
import { oneLine } from '../plain/one-line.ts';
import { parseJson } from '../plain/parse-json.ts';
import { shorten } from '../plain/shorten.ts';

/** A collector that is down says the same at every export. */
const quietForMs = 10 * 60_000;

/** Hands on what goes wrong with telemetry: a line at most every ten minutes, without secrets. */
export function quietDiagnostics(warn: (message: string) => void, now: () => number): DiagLogger {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = (message: string) => {
    if (now() - toldAtMs < quietForMs) return;
    toldAtMs = now();
    warn(`Telemetry could not be sent: ${shorten(oneLine(redact(saidIn(message))), 300)}`);
  };
  const nothing = () => undefined;
  return { error: tell, warn: nothing, info: nothing, debug: nothing, verbose: nothing };
}

/** The SDK hands errors over as JSON with their stack, or as the stack, whose first line is the message. */
function saidIn(message: string): string {
  const said = asRecord(parseJson(message))['message'];
  return typeof said === 'string' ? said : (message.split('\n')[0] ?? '');
}
