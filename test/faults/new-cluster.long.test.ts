import { describe } from '@jest/globals';
import { killAtEveryBoundary } from './kill-at-every-boundary.ts';

describe('in the scenario healthy, with a cluster of its own', () =>
  killAtEveryBoundary('healthy', 'isolated', { newCluster: true }));
