import { describe } from '@jest/globals';
import { killAtEveryBoundary } from './kill-at-every-boundary.ts';

describe('with approval and quarantine', () =>
  killAtEveryBoundary('healthy', 'isolated', { quarantine: true, approval: true }));
