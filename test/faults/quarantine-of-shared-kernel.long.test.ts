import { describe } from '@jest/globals';
import { killAtEveryBoundary } from './kill-at-every-boundary.ts';

describe('in quarantine, where kernels are shared', () =>
  killAtEveryBoundary('shared-kernel', 'shared-kernel', { quarantine: true }));
