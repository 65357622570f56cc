const router = "Azure's own router answered so (recorded/routes.json)";
const extension = "Azure's own Event Grid extension 3.3.0 answered so (recorded/event-grid.json)";
const durable = 'read in the released Durable extension 3.19.0';

/**
 * Cases that our host doesn't pass yet, with the evidence that it is our host which is wrong. Each must go: either
 * the host is mended, or the case is shown to be wrong.
 */
export const knownDisagreements: Readonly<Record<string, string>> = {
  'route: GET /api/numbers/2147483648 is not found': `${router}: int is a 32-bit integer`,
  'route: GET /api/numbers/+1 is answered by routeConstrainedInt': `${router}: .NET reads a sign`,
  'route: GET /api/ids/0ad04412c4d54796b79cf76d14c8d402 is answered by routeGuid': `${router}: .NET reads guids without dashes`,
  'route: GET /api/files/a%2Fb is answered by routeCatchAll': `${router}: an encoded slash stays encoded`,
  'route: GET /api/percent/1.5 is not found': `${router}: range and min and max are for integers`,
  'route: GET /api/order/fixed is answered by aParameterFirst': `${router}: functions are asked in the order of their names, not of their templates`,
  'route: GET /api/cases/1 is answered by alpha': `${router}: functions are asked in the order of their names, without case`,
  'event grid: one failing event of a batch is answered 500': extension,
  'event grid: no function is answered 404': extension,
  'event grid: a batch of two is answered 202': `${extension}: dates are written anew`,
  'event grid: CloudEvents validation of an unknown function is answered 404': extension,
  'event grid: an unknown function is answered 404': extension,
  'event grid: a function name in another case is answered 404': `${extension}: names are compared with case`,
  'event grid: CloudEvents validation is answered 200': `${extension}: the allowed origin is always eventgrid.azure.net`,
  'event grid: GET without a type is answered 400': extension,
  'event grid: dates anywhere in an event are written anew, in UTC': 'Json.NET did so (recorded/facts.json)',
  "durable: a sub-orchestration's status names its parent": `${durable}: StatusResponsePayload.ParentInstanceId`,
  'durable: a custom status beyond 16 kB of UTF-16 fails the orchestration': `${durable}: SetCustomStatus throws`,
  'durable: an activity that does not exist leaves the orchestration Running': `${durable}: the failure to schedule is swallowed (durable-js issue 197, open)`,
  'management: the status of a running instance is 202 with Location and Retry-After 5': `${durable}: HandleGetStatusRequestAsync`,
  'management: purge of a running instance is refused with 412': `${durable}: HandleDeleteHistoryByIdRequestAsync`,
  'management: an unknown orchestrator is accepted, and fails with the known names': `${durable}: HandleStartOrchestratorRequestAsync doesn't look, OrchestrationMiddleware does`,
  'management: restart of an unknown instance is 400': `${durable}: HandleRestartInstanceRequestAsync`,
  'management: an event must be application/json': `${durable}: HandleRaiseEventRequestAsync`,
};
