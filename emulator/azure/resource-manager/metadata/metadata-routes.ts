import { audiences } from '../protocol/authorize-request.ts';
import type { Route } from '../protocol/match-route.ts';

/** From this version on the answer is one cloud; in some earlier ones it was a list of all public clouds. */
const oneCloudSince = '2022-09-01';

/**
 * Creates the route that tells everybody the addresses of this cloud, without a token. Azure's CLI asks it when it
 * registers a cloud (`az cloud register`, since 2.67 always), as do Terraform and others.
 */
export function createMetadataRoutes(): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/metadata/endpoints',
      anonymous: true,
      handle({ url, query }) {
        const version = query.get('api-version') ?? '';
        if (version <= '2018-05-01') return { status: 200, body: renderFirstForm(url.origin) };
        const cloud = renderCloud(url.origin);
        return { status: 200, body: version < oneCloudSince ? [cloud] : cloud };
      },
    },
  ];
}

function authentication(origin: string) {
  return { loginEndpoint: origin, audiences: audiences.map((audience) => `${audience}/`).reverse() };
}

/**
 * The cloud as Azure's public one describes itself, with this Resource Manager and nothing behind the names of services
 * that are not emulated. Tokens come from the managed identity alone, so the login endpoint leads nowhere.
 */
function renderCloud(origin: string) {
  return {
    portal: 'https://portal.azure.com',
    authentication: { ...authentication(origin), tenant: 'common', identityProvider: 'AAD' },
    media: 'https://rest.media.azure.net',
    graphAudience: 'https://graph.windows.net/',
    graph: 'https://graph.windows.net/',
    name: 'AzureCloud',
    suffixes: {
      azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
      acrLoginServer: 'azurecr.io',
      sqlServerHostname: 'database.windows.net',
      azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net',
      keyVaultDns: 'vault.azure.net',
      storage: 'core.windows.net',
      azureFrontDoorEndpointSuffix: 'azurefd.net',
      storageSyncEndpointSuffix: 'afs.azure.net',
      mhsmDns: 'managedhsm.azure.net',
      mysqlServerEndpoint: 'mysql.database.azure.com',
      postgresqlServerEndpoint: 'postgres.database.azure.com',
      mariadbServerEndpoint: 'mariadb.database.azure.com',
      synapseAnalytics: 'dev.azuresynapse.net',
      attestationEndpoint: 'attest.azure.net',
    },
    batch: 'https://batch.core.windows.net/',
    resourceManager: `${origin}/`,
    vmImageAliasDoc:
      'https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json',
    activeDirectoryDataLake: 'https://datalake.azure.net/',
    sqlManagement: 'https://management.core.windows.net:8443/',
    microsoftGraphResourceId: 'https://graph.microsoft.com/',
    appInsightsResourceId: 'https://api.applicationinsights.io',
    appInsightsTelemetryChannelResourceId: 'https://dc.applicationinsights.azure.com/v2/track',
    attestationResourceId: 'https://attest.azure.net',
    synapseAnalyticsResourceId: 'https://dev.azuresynapse.net',
    logAnalyticsResourceId: 'https://api.loganalytics.io',
    ossrDbmsResourceId: 'https://ossrdbms-aad.database.windows.net',
    gallery: 'https://gallery.azure.com/',
  };
}

/** The form of api-version 2015-01-01. */
function renderFirstForm(origin: string) {
  return {
    galleryEndpoint: 'https://gallery.azure.com/',
    graphEndpoint: 'https://graph.windows.net/',
    portalEndpoint: 'https://portal.azure.com/',
    graphAudience: 'https://graph.windows.net/',
    authentication: authentication(origin),
  };
}
