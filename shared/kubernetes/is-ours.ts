import type { V1DeleteOptions, V1ObjectMeta } from '@kubernetes/client-node';
import { managedByLabel, managedByValue, runLabel } from '../isolation/labels.ts';

/** Selects what we made, of whatever run. */
export const oursSelector = `${managedByLabel}=${managedByValue}`;

export interface Labelled {
  metadata?: V1ObjectMeta;
}

/** Whether we made it. Nothing else is ever changed or removed. */
export function isOurs(object: Labelled): boolean {
  return object.metadata?.labels?.[managedByLabel] === managedByValue;
}

export function isOfRun(object: Labelled, runLabelValue: string | undefined): boolean {
  return isOurs(object) && runLabelValue !== undefined && object.metadata?.labels?.[runLabel] === runLabelValue;
}

export function isBeingDeleted(object: Labelled): boolean {
  return object.metadata?.deletionTimestamp !== undefined;
}

/** Deletes this very object, dependents first: the precondition spares one that took its name meanwhile. */
export function deletionOf(object: Labelled): V1DeleteOptions {
  const uid = object.metadata?.uid;
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds: 0,
    propagationPolicy: 'Foreground',
    ...(uid ? { preconditions: { uid } } : {}),
  };
}
