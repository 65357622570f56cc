import type { KubeObject } from '../../api/seams.ts';

export interface Column {
  name: string;
  type: 'string' | 'integer';
  /** 0 is always shown, 1 only with `-o wide`. */
  priority: 0 | 1;
  cell(object: KubeObject, nowMs: number): string | number;
}

export const column = (
  name: string,
  cell: (object: KubeObject, nowMs: number) => string | number,
  more: Partial<Pick<Column, 'type' | 'priority'>> = {},
): Column => ({ name, cell, type: 'string', priority: 0, ...more });

export const wide = { priority: 1 } as const;

export const nameColumn = column('Name', (object) => object.metadata.name);
