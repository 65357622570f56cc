import { useEffect, useRef, useState } from 'preact/hooks';
import { changeQuery } from '../routing/location.ts';

/** Milliseconds after the last letter until the address changes. */
const settleMs = 200;

/** A search that lives in the address, as `q`. */
export function SearchField({ text, placeholder }: { text: string; placeholder: string }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // The way back changes the address without a letter being typed.
  useEffect(() => setTyped(text), [text]);
  const type = (value: string) => {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => changeQuery({ q: value.trim() }, { replace: text !== '' }), settleMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label class="field field-search">
      <span>Search</span>
      <input
        type="search"
        value={typed}
        placeholder={placeholder}
        onInput={(event) => type(event.currentTarget.value)}
      />
    </label>
  );
}
