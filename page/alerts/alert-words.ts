import type { AlertAnswer } from '../../shared/api/answers/alert-schemas.ts';
import type { Standing } from '../parts/standing.ts';

export type Alert = AlertAnswer;
export type AlertState = Alert['state'];

export const stateWords: Record<AlertState, string> = { dead: 'Given up', queued: 'Queued', sent: 'Sent' };

/** The shape and the colour of a state, of those that standings of pools have. That it was sent says nothing good or bad. */
export const looks: Record<AlertState, { icon: Standing; colour: Standing }> = {
  dead: { icon: 'shared-kernel', colour: 'shared-kernel' },
  queued: { icon: 'stale', colour: 'stale' },
  sent: { icon: 'isolated', colour: 'never' },
};

export const kindWords: Record<NonNullable<Alert['kind']>, string> = {
  opened: 'trouble begun',
  worsened: 'trouble is worse',
  stale: 'proof too old',
  resolved: 'trouble over',
  'approval-needed': 'approval needed',
};
