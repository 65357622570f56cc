import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What the present view is about, where that is more than its name: `Pool kata in payments`. */
export const subject = signal<string | null>(null);

/** Names what a view is about in the title of the window, as long as the view is there: who has several open tells them apart. */
export function useSubject(text: string | null): void {
  useEffect(() => {
    subject.value = text;
    return () => {
      subject.value = null;
    };
  }, [text]);
}
