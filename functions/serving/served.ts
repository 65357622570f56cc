import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Operation } from '../../shared/api/operation.ts';

/** An operation, and what answers it. */
export interface Served {
  operation: Operation;
  /** Whether it is answered with the help of Durable Functions. */
  durable: boolean;
  answer(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit>;
}

/** The operations whose files have been loaded, by their ids. */
export const served = new Map<string, Served>();

/** Lists every operation, in the order of the API's document, which loads the files of all of them. */
export type ListOperations = () => Promise<Operation[]>;

let list: ListOperations = async () => [];

/** Says how all operations are listed: whoever describes them is one of them, and cannot know the others. */
export function listOperationsBy(listing: ListOperations): void {
  list = listing;
}

/** Every operation that is served, in the order of the API's document. */
export const listOperations: ListOperations = () => list();
