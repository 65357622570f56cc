import { empty, type HttpHandler, type HttpReply, type HttpRequestData } from './exchange.ts';

/** An API that is served below its own path. */
export interface Mount {
  /** In lower case, without a slash at the end. Paths of requests are compared without case. */
  base: string;
  mayPass(request: HttpRequestData): boolean;
  /** `path` is the part of the request's path after `base`. */
  handle(request: HttpRequestData, path: string): Promise<HttpReply> | HttpReply;
}

function below(base: string, path: string): string | undefined {
  const isBelow = path.toLowerCase() === base || path.toLowerCase().startsWith(`${base}/`);
  return isBelow ? path.slice(base.length) : undefined;
}

/**
 * Serves each request by the first mount whose base fits its path, or with 401 if the mount does not let it pass. All
 * other requests go to `otherwise`.
 */
export function serveMounts(mounts: readonly Mount[], otherwise: HttpHandler): HttpHandler {
  return (request) => {
    for (const mount of mounts) {
      const path = below(mount.base, request.path);
      if (path !== undefined) return mount.mayPass(request) ? mount.handle(request, path) : empty(401);
    }
    return otherwise(request);
  };
}
