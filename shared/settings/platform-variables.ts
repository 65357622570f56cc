/** A variable that is no setting of ours, and that the app, its libraries or the Functions host read. */
export interface PlatformVariable {
  /** `app`: our own code, by readVariable. The others read it themselves. */
  readBy: 'app' | 'host' | 'library';
  /**
   * `platform`: Azure Functions sets it itself. `infra` and `infra-optional`: infra/main.bicep, always or where a parameter
   * asks for it. `appSettings`: whoever wants it, by main.bicep's parameter of that name. `laptop`: local.settings.json alone.
   * `nobody`: it does harm.
   */
  setBy: 'platform' | 'infra' | 'infra-optional' | 'appSettings' | 'laptop' | 'nobody';
  /** The value that local.settings.json needs too, for one that infra sets. */
  laptop?: string;
  /** In Markdown, as a phrase without a full stop. */
  description: string;
}

/**
 * The variables of the platform that matter here (Microsoft Learn: "App settings reference for Azure Functions",
 * "Environment variables and app settings in Azure App Service").
 */
export const platformVariables = {
  IDENTITY_ENDPOINT: {
    readBy: 'app',
    setBy: 'platform',
    description: 'where tokens of the managed identity come from; without it the app has none and uses no identity',
  },
  IDENTITY_HEADER: {
    readBy: 'library',
    setBy: 'platform',
    description: 'what the identity endpoint wants to hear (`@azure/identity`)',
  },
  WEBSITE_AUTH_ENABLED: {
    readBy: 'app',
    setBy: 'platform',
    description:
      'whether App Service Authentication checks callers; only then are the headers with their names believed',
  },
  WEBSITE_TIME_ZONE: {
    readBy: 'app',
    setBy: 'nobody',
    description: 'not supported on Flex Consumption; the app warns of it at start, and means its schedules in UTC',
  },
  TZ: { readBy: 'app', setBy: 'nobody', description: 'the same' },
  AZURE_AUTHORITY_HOST: {
    readBy: 'library',
    setBy: 'appSettings',
    description:
      'where a developer signs in, in another cloud than public Azure (`@azure/identity`), e.g. `https://login.microsoftonline.us`; a managed identity needs none',
  },
  WEBSITE_SITE_NAME: {
    readBy: 'app',
    setBy: 'platform',
    description: 'the name of the app, by which telemetry is told apart',
  },
  WEBSITE_INSTANCE_ID: { readBy: 'app', setBy: 'platform', description: 'the instance, which telemetry names' },
  REGION_NAME: { readBy: 'app', setBy: 'platform', description: 'the region, which telemetry names' },
  OTEL_SERVICE_NAME: {
    readBy: 'library',
    setBy: 'appSettings',
    description: 'the name by which telemetry is told apart, in place of that of the app',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    readBy: 'library',
    setBy: 'appSettings',
    description: 'what else telemetry is to say of where it comes from (`key=value,…`)',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    readBy: 'library',
    setBy: 'appSettings',
    description:
      'headers that the collector asks for (`key=value,…`); a key in it is a secret, so let it be a Key Vault reference',
  },
  AzureWebJobsStorage: {
    readBy: 'host',
    setBy: 'laptop',
    description:
      'the storage account of the host and of Durable Functions, by connection string; in Azure the next take its place',
  },
  AzureWebJobsStorage__blobServiceUri: {
    readBy: 'host',
    setBy: 'infra',
    description: "the account's blob service, by identity: keys, locks, large payloads of Durable Functions",
  },
  AzureWebJobsStorage__queueServiceUri: {
    readBy: 'host',
    setBy: 'infra',
    description: "the account's queue service: Durable Functions, and the queue of clusters' events",
  },
  AzureWebJobsStorage__tableServiceUri: {
    readBy: 'host',
    setBy: 'infra',
    description: "the account's table service: the history of Durable Functions",
  },
  AzureWebJobsStorage__credential: { readBy: 'host', setBy: 'infra', description: '`managedidentity`' },
  AzureWebJobsStorage__clientId: {
    readBy: 'host',
    setBy: 'infra',
    description: 'client id of the user-assigned identity that the host uses for it',
  },
  APPLICATIONINSIGHTS_CONNECTION_STRING: {
    readBy: 'host',
    setBy: 'infra',
    description: 'where telemetry goes; no secret, because the component takes Entra tokens alone',
  },
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: {
    readBy: 'host',
    setBy: 'infra',
    description: 'that the host sends it with a token of the identity: `ClientId=<client id>;Authorization=AAD`',
  },
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: {
    readBy: 'host',
    setBy: 'infra',
    description: "`true`: the host's exporter sends no statistics of its own use to Microsoft",
  },
  APPLICATION_INSIGHTS_NO_STATSBEAT: {
    readBy: 'library',
    setBy: 'infra',
    description: "`true`: nor does the app's (`@azure/monitor-opentelemetry-exporter`)",
  },
  TASKHUB_NAME: {
    readBy: 'host',
    setBy: 'infra',
    laptop: 'Kataproof',
    description:
      'name of the [task hub](upgrade.md#the-task-hub) of Durable Functions, by host.json: 3 to 45 letters and digits, a letter first; two apps on one storage account need two',
  },
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: {
    readBy: 'host',
    setBy: 'infra-optional',
    description:
      'address of the [Durable Task Scheduler](upgrade.md#durable-task-scheduler) and the identity for it; no secret',
  },
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: {
    readBy: 'host',
    setBy: 'infra-optional',
    description: "`azureManaged`: Durable's backend is a Durable Task Scheduler, whatever `host.json` says",
  },
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: {
    readBy: 'host',
    setBy: 'infra-optional',
    description: 'the name of the setting with its address',
  },
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: {
    readBy: 'host',
    setBy: 'infra-optional',
    description: 'App Service Authentication signs people in by this identity in place of a client secret',
  },
  FUNCTIONS_WORKER_RUNTIME: {
    readBy: 'host',
    setBy: 'laptop',
    description: '`node`; on Flex Consumption the plan says it, and the setting must not be there',
  },
} as const satisfies Record<string, PlatformVariable>;

type Variables = typeof platformVariables;
/** The variables that our own code reads. */
type OwnVariable = {
  [Name in keyof Variables]: Variables[Name]['readBy'] extends 'app' ? Name : never;
}[keyof Variables];

/** The value of a variable of the platform; empty when it is not set. */
export const readVariable = (environment: NodeJS.ProcessEnv, name: OwnVariable): string => environment[name] ?? '';
