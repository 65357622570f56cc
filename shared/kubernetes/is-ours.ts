import type { V1DeleteOptions, V1ObjectMeta } from '@kubernetes/client-node';
import { managedByLabel, managedByValue, runLabel } from '../isolation/labels.ts';

/** Selects the objects of every run of ours. */
export const oursSelector = `${managedByLabel}=${managedByValue}`;

/** Any object of the Kubernetes API with metadata. */
export interface Labelled {
  metadata?: V1ObjectMeta;
}

/** Whether we created the object. Objects of others are never changed or removed. */
export function isOurs(object: Labelled): boolean {
  return object.metadata?.labels?.[managedByLabel] === managedByValue;
}

/** Whether this run created the object. */
export function isOfRun(object: Labelled, runLabelValue: string | undefined): boolean {
  return isOurs(object) && runLabelValue !== undefined && object.metadata?.labels?.[runLabel] === runLabelValue;
}

export function isBeingDeleted(object: Labelled): boolean {
  return object.metadata?.deletionTimestamp !== undefined;
}

/**
 * The options that delete this object after its dependents. The uid precondition protects a new object that has taken
 * the same name.
 */
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
