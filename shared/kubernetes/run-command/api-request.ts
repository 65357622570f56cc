/** A request to the Kubernetes API that a command sends. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query, as it stands in the URL. */
  path: string;
  /** JSON in one line; null for none. */
  body: string | null;
}

/** What the API server answered, as far as kubectl tells it. */
export interface ApiAnswer {
  status: number;
  /** Of a success what came; otherwise a `Status` made of kubectl's words. */
  text: string;
}
