import type { z } from 'zod';

/**
 * What a caller must be to ask for an operation: nobody in particular, one who may look, or one who may act. A `reader`
 * changes nothing in a cluster and in no record.
 */
export type RequiredRole = 'anonymous' | 'reader' | 'operator';

/** One answer of an operation that is no error. */
export interface Answer {
  description: string;
  /** What the body holds; none for an answer without a body. */
  schema?: z.ZodType;
  /** `application/json` when left out. */
  contentType?: string;
  /** Media types of text, or of JSON of others (`+json`), that are answered instead to who prefers one of them (Accept). */
  texts?: readonly string[];
  /** Headers beside those that every answer has, with what each says. */
  headers?: Readonly<Record<string, string>>;
}

/** One operation of the HTTP API, as data: what serves it, checks its requests and documents it reads the same. */
export interface Operation {
  /** The operationId of the document and the name of the function. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the prefix of the API, with parameters in braces: `runs/{id}`. */
  route: string;
  role: RequiredRole;
  /** The heading that it stands under in the document. */
  tag: string;
  /** One line. */
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Headers that the operation reads, in lower case. */
  headers?: z.ZodObject;
  /** The body, which is JSON unless `consumes` names other media types: then the schema is that of the text. */
  body?: z.ZodType;
  /** A request without a body is one with an empty object. */
  bodyOptional?: true;
  consumes?: readonly string[];
  /** Bytes that a body may have; `maxBodyBytes` when left out. */
  mostBytes?: number;
  answers: Readonly<Record<number, Answer>>;
  /** Statuses of its errors beside those that any operation may answer with. */
  refusals?: readonly number[];
}

type Read<Schema> = Schema extends z.ZodType<infer Value> ? Value : undefined;
type Part<O, Name extends keyof Operation> = O extends Record<Name, infer Schema> ? Read<Schema> : undefined;

/** What the request of an operation holds, once it has been checked. */
export interface RequestOf<O extends Operation> {
  params: Part<O, 'params'>;
  query: Part<O, 'query'>;
  headers: Part<O, 'headers'>;
  body: Part<O, 'body'>;
}

/** Declares an operation and keeps the types of its schemas. */
export function defineOperation<const O extends Operation>(operation: O): O {
  return operation;
}
