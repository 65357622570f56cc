import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export interface VirtualRows {
  /** For the element that holds the rows. */
  list: RefObject<HTMLDivElement | null>;
  /** Its height, as if every row were there. */
  height: number;
  /** The rows to render, each with how far below the top of the list it begins. */
  rows: { index: number; key: string; top: number }[];
  /** For the element of each row, which has `data-index`: its height is measured. */
  measure: (element: Element | null) => void;
  /** Brings a row to the top of the window. */
  showRow: (index: number) => void;
}

/** Rows that are rendered beyond each edge of the window, so that the next one can be tabbed to. */
const overscan = 10;

/** Renders of a long list only what is near the window, in the page's own scrolling. Heights are in CSS pixels. */
export function useVirtualRows(options: {
  count: number;
  estimate: (index: number) => number;
  keyOf: (index: number) => string;
}): VirtualRows {
  const list = useRef<HTMLDivElement>(null);
  const [, update] = useReducer((count: number) => count + 1, 0);
  const [margin, setMargin] = useState(0);
  const settings = {
    ...{ count: options.count, estimateSize: options.estimate, getItemKey: options.keyOf, overscan },
    ...{ scrollMargin: margin, initialOffset: () => window.scrollY, getScrollElement: () => window },
    ...{ observeElementRect: observeWindowRect, observeElementOffset: observeWindowOffset, scrollToFn: windowScroll },
    onChange: () => update(0),
  };
  const held = useRef<Virtualizer<Window, Element> | null>(null);
  held.current ??= new Virtualizer<Window, Element>(settings);
  const virtualizer = held.current;
  virtualizer.setOptions(settings);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
    const top = list.current ? Math.round(list.current.getBoundingClientRect().top + window.scrollY) : 0;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  return {
    list,
    height: virtualizer.getTotalSize(),
    rows: virtualizer.getVirtualItems().map(({ index, key, start }: VirtualItem) => ({
      ...{ index, key: String(key), top: start - margin },
    })),
    measure: virtualizer.measureElement,
    showRow: (index) => virtualizer.scrollToIndex(index, { align: 'start' }),
  };
}
