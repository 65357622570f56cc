import { empty, type HttpHandler, type HttpReply, type HttpRequestData } from './exchange.ts';

/** An API that is served below a path of its own. */
export interface Mount {
  /** In lower case, without a slash at its end; requests' paths are compared without case. */
  base: string;
  mayPass(request: HttpRequestData): boolean;
  /** `path` is what the request's has after `base`. */
  handle(request: HttpRequestData, path: string): Promise<HttpReply> | HttpReply;
}

function below(base: string, path: string): string | undefined {
  const isBelow = path.toLowerCase() === base || path.toLowerCase().startsWith(`${base}/`);
  return isBelow ? path.slice(base.length) : undefined;
}

/** Answers from the first mount that has the request's path, 401 if it may not pass there; the rest goes to `otherwise`. */
export function serveMounts(mounts: readonly Mount[], otherwise: HttpHandler): HttpHandler {
  return (request) => {
    for (const mount of mounts) {
      const path = below(mount.base, request.path);
      if (path !== undefined) return mount.mayPass(request) ? mount.handle(request, path) : empty(401);
    }
    return otherwise(request);
  };
}
