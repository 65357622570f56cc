import { useEffect, useRef, useState } from 'preact/hooks';
import { changeQuery } from '../routing/location.ts';

/** Milliseconds after the last letter until the address changes. */
const settleMs = 200;

/** A search that lives in the address, as `q`. */
export function SearchField({ text, placeholder }: { text: string; placeholder: string }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const said = useRef(text);
  // The way back changes the address without a letter being typed. What was typed here stays: a space at its end, and
  // letters that came while the address changed.
  useEffect(() => {
    if (text !== said.current) setTyped(text);
    said.current = text;
  }, [text]);
  const type = (value: string) => {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      said.current = value.trim();
      changeQuery({ q: said.current }, { replace: text !== '' });
    }, settleMs);
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
