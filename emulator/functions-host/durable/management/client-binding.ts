import type { TypedData } from '../../app/core-api.ts';

export interface DurableEndpoints {
  hubName: string;
  /** The address that clients use, without a slash at the end, such as `http://127.0.0.1:7071`. */
  baseUrl: string;
  /** The address that the app's own Durable client calls, without a slash at the end. */
  rpcOrigin: string;
  systemKey: string;
}

/** Where the management API is served: on the public listener, and on the listener for the app's own Durable client. */
export const managementPath = '/runtime/webhooks/durabletask';
export const rpcPath = '/durabletask';

const idPlaceholder = 'INSTANCEID';

/**
 * Returns the URLs that manage one instance, as clients get them. They hold the system key, so never give them to
 * others.
 */
export function managementUrls(endpoints: DurableEndpoints, instanceId: string): Record<string, string> {
  const { baseUrl, hubName, systemKey } = endpoints;
  const instance = `${baseUrl}${managementPath}/instances/${instanceId}`;
  const required = `taskHub=${hubName}&connection=Storage&code=${systemKey}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${required}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${required}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${required}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${required}`,
    purgeHistoryDeleteUri: `${instance}?${required}`,
    restartPostUri: `${instance}/restart?${required}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${required}`,
    resumePostUri: `${instance}/resume?reason={text}&${required}`,
  };
}

/** Builds the data of a durableClient input binding (the extension's BindingHelper). */
export function durableClientData(endpoints: DurableEndpoints): TypedData {
  const base = `${endpoints.baseUrl}${managementPath}`;
  const code = `code=${endpoints.systemKey}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]?${code}`;
  return {
    string: JSON.stringify({
      taskHubName: endpoints.hubName,
      creationUrls: {
        createNewInstancePostUri: create,
        createAndWaitOnNewInstancePostUri: `${create}&timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}`,
      },
      managementUrls: managementUrls(endpoints, idPlaceholder),
      baseUrl: base,
      requiredQueryStringParameters: code,
      rpcBaseUrl: `${endpoints.rpcOrigin}${rpcPath}/`,
    }),
  };
}
