import { useEffect, useState } from 'preact/hooks';

/** How long it says that it has copied, in milliseconds. */
const saidMs = 3000;

/** Copies a text. Where the browser allows that to nobody, it says so: the text can be marked. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), saidMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    const writing = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    writing.then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <>
      <button type="button" class="button" onClick={copy} aria-label={`Copy ${what}`}>
        {{ ready: 'Copy', copied: 'Copied', refused: 'Mark and copy it yourself' }[state]}
      </button>
      <span class="unseen" role="status">
        {state === 'copied' ? 'Copied' : ''}
      </span>
    </>
  );
}
