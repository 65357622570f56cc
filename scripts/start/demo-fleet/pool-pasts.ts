import type { Trouble } from './build-evidence.ts';

/** What has become of a pool until today. Days count back from now. */
export interface PoolPast {
  clusterName: string;
  poolName: string;
  /** Its node images, the oldest first, each since so many days. The last one is that of its nodes now. */
  images: { release: string; sinceDays: number }[];
  troubles: PastTrouble[];
  /** When a person made the pool, or had it proven, beside the nights. */
  asked: { hoursAgo: number; kind: 'provisioning' | 'verification' }[];
  /** The nights of these days have proven it: from the first (or later) to the last (or earlier). */
  nights: { fromDays: number; toDays: number };
}

/** Something that proofs have found. */
export interface PastTrouble {
  fromDays: number;
  toDays: number;
  trouble: Trouble;
  nodes: 'last' | 'all';
}

const days = 24;
/** The release that the emulated Azure gives to every node. */
const now = '202608.20.0';

const pastDays = 90;

export const poolPasts: readonly PoolPast[] = [
  {
    ...{ clusterName: 'payments', poolName: 'cards' },
    images: [
      { release: '202606.05.0', sinceDays: pastDays },
      { release: '202606.26.0', sinceDays: 66 },
      { release: '202607.17.0', sinceDays: 38 },
      { release: now, sinceDays: 11 },
    ],
    // A node image that did not name Kata's monitor: it was taken back after three nights.
    troubles: [{ fromDays: 38, toDays: 36, trouble: 'other-sandbox', nodes: 'all' }],
    asked: [{ hoursAgo: 35 * days + 7, kind: 'verification' }],
    nights: { fromDays: pastDays, toDays: 0 },
  },
  {
    ...{ clusterName: 'payments', poolName: 'batch' },
    images: [
      { release: '202607.17.0', sinceDays: 34 },
      { release: now, sinceDays: 11 },
    ],
    troubles: [{ fromDays: 27, toDays: 26, trouble: 'no-evidence', nodes: 'last' }],
    // Seven days less some hours: it may be relied on, and the next night renews it.
    asked: [
      { hoursAgo: 33 * days + 5, kind: 'provisioning' },
      { hoursAgo: 6 * days + 4, kind: 'verification' },
    ],
    nights: { fromDays: 33, toDays: 8 },
  },
  {
    ...{ clusterName: 'analytics', poolName: 'notebooks' },
    images: [
      { release: '202606.26.0', sinceDays: pastDays },
      { release: '202607.17.0', sinceDays: 52 },
      { release: now, sinceDays: 20 },
    ],
    troubles: [{ fromDays: 72, toDays: 71, trouble: 'no-evidence', nodes: 'all' }],
    asked: [],
    nights: { fromDays: pastDays, toDays: 13 },
  },
  {
    ...{ clusterName: 'tenants-blue', poolName: 'sandboxes' },
    images: [
      { release: '202606.05.0', sinceDays: pastDays },
      { release: '202606.26.0', sinceDays: 61 },
      { release: '202607.17.0', sinceDays: 30 },
      { release: now, sinceDays: 3 },
    ],
    troubles: [{ fromDays: 3, toDays: 0, trouble: 'shared-kernel', nodes: 'last' }],
    asked: [],
    nights: { fromDays: pastDays, toDays: 0 },
  },
  {
    ...{ clusterName: 'ci-runners', poolName: 'runners' },
    images: [
      { release: '202606.26.0', sinceDays: pastDays },
      { release: now, sinceDays: 9 },
    ],
    troubles: [{ fromDays: 9, toDays: 0, trouble: 'other-sandbox', nodes: 'all' }],
    asked: [],
    nights: { fromDays: pastDays, toDays: 0 },
  },
];
