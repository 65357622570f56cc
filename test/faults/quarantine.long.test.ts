import { describe } from '@jest/globals';
import { killAtEveryBoundary } from './kill-at-every-boundary.ts';

describe('in quarantine', () => killAtEveryBoundary('healthy', 'isolated', { quarantine: true }));
