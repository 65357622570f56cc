/**
 * Awaits `act` for at most `timeoutMs` milliseconds. Then the signal aborts and the promise rejects with its reason (a
 * TimeoutError), even if `act` ignores the signal. Libraries do: identity clients know no signal, and the HTTP client of
 * the Azure SDK loses it while it unpacks an answer.
 */
export function withinTime<T>(timeoutMs: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const late = () => reject(signal.reason);
    signal.addEventListener('abort', late, { once: true });
    act(signal)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', late));
  });
}
