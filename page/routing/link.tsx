import type { ComponentChildren } from 'preact';
import { go, hrefOf } from './location.ts';

interface LinkProps {
  /** The address of a view, below the base of the page. */
  to: string;
  children: ComponentChildren;
  class?: string;
  'aria-label'?: string;
  'aria-current'?: 'page' | undefined;
}

/** A link to a view of the page. A click with a modifier opens a tab, as anywhere. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={hrefOf(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
