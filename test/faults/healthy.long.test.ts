import { describe } from '@jest/globals';
import { killAtEveryBoundary } from './kill-at-every-boundary.ts';

describe('in the scenario healthy', () => killAtEveryBoundary('healthy', 'isolated'));
