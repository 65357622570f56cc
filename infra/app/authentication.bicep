metadata description = 'App Service authentication: a request without a token of Entra ID does not reach the app. No client secret.'

@description('Name of the function app.')
param siteName string

@description('Client id of the app registration that callers ask tokens for.')
param clientId string

@description('Tenant of the app registration.')
param tenantId string

@description('What a request without a token gets: 401, or the sign-in page of Entra ID.')
@allowed(['Return401', 'RedirectToLoginPage'])
param unauthenticatedAction string

@description('Client ids of applications that may call; empty for any that Entra ID gives a token of this registration.')
param allowedApplications string[]

@description('Object ids of users, groups or service principals that may call; empty for any.')
param allowedPrincipals string[]

@description('Paths that are reached without a token.')
param excludedPaths string[]

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: siteName
}

resource authentication 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: unauthenticatedAction
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: excludedPaths
    }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
          // The registration trusts the app's identity in place of a secret; only signing people in needs either.
          clientSecretSettingName: unauthenticatedAction == 'RedirectToLoginPage'
            ? 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            : null
        }
        validation: {
          allowedAudiences: [clientId, 'api://${clientId}']
          defaultAuthorizationPolicy: {
            allowedApplications: allowedApplications
            allowedPrincipals: { identities: allowedPrincipals }
          }
        }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}
