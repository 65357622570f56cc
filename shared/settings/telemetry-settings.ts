import { z } from 'zod';
import { yesOrNo } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Telemetry';

/** The address of a collector, which may be a neighbour that speaks plain http. A key belongs into the headers. */
const collectorAddress = () =>
  z
    .string()
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password, search, hash } = new URL(text);
      return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
    }, 'must be the http or https URL of an OpenTelemetry collector, such as http://127.0.0.1:4318, without user, password or query')
    .meta({ form: 'URL' });

/** gRPC is what Azure's Functions host takes when this is unset; app and host both speak http/protobuf. */
const collectorProtocol = () =>
  z
    .enum(
      ['http/protobuf', 'http/json'],
      'must be http/protobuf or http/json: this app does not speak gRPC. Set the port to that of HTTP too, which is 4318 as a rule',
    )
    .meta({ form: '`http/protobuf` or `http/json`' });

const insightsConnectionString = () =>
  z
    .string()
    .regex(
      /^(?:[A-Za-z]+=[^;]*;)*InstrumentationKey=[0-9a-f-]{36}(?:;|$)/i,
      'must be the connection string of an Application Insights component (az monitor app-insights component show)',
    )
    .meta({ form: 'connection string' });

/** As the Functions host reads it (`TokenCredentialOptions.ParseAuthenticationString`). */
const insightsAuthentication = () =>
  z
    .string()
    .transform((text, check) => {
      const pairs = text.split(';').filter((pair) => pair.trim() !== '');
      const read = new Map(
        pairs
          .map((pair) => pair.split('=').map((part) => part.trim()))
          .map(([key = '', value = '']) => [key.toLowerCase(), value]),
      );
      const clientId = read.get('clientid') ?? null;
      const known = [...read.keys()].every((key) => key === 'authorization' || key === 'clientid');
      if (known && read.get('authorization') === 'AAD' && (clientId === null || z.guid().safeParse(clientId).success))
        return { clientId };
      check.addIssue({
        code: 'custom',
        message:
          'must have a part Authorization that is AAD, and at most a part ClientId, the client id of the identity, beside it',
      });
      return z.NEVER;
    })
    .meta({ form: '`ClientId=…;Authorization=AAD`' });

/** Where telemetry goes. The names are those of OpenTelemetry and of the Functions host, which reads them too. */
export const telemetrySettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: () =>
    insightsConnectionString()
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra',
          description:
            'the Application Insights component that telemetry goes to; no secret where local authentication is off',
          unset: 'none',
          example:
            'InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=https://westeurope-1.in.applicationinsights.azure.com/',
        }),
      ),
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: () =>
    insightsAuthentication()
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra',
          description: 'the identity that telemetry is sent with',
          unset: 'none: the component takes whoever knows its connection string',
          example: 'ClientId=00000000-0000-4000-8000-000000000001;Authorization=AAD',
        }),
      ),
  OTEL_EXPORTER_OTLP_ENDPOINT: () =>
    collectorAddress()
      .optional()
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description:
            "a collector that [telemetry](telemetry.md) goes to, besides; OpenTelemetry's other variables (`OTEL_…`) hold as well",
          unset: 'none',
          example: 'http://127.0.0.1:4318',
        }),
      ),
  OTEL_EXPORTER_OTLP_PROTOCOL: () =>
    collectorProtocol()
      .default('http/protobuf')
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description:
            'how the collector is spoken to; set it in Azure wherever a collector is, because the host takes gRPC otherwise',
          example: 'http/json',
        }),
      ),
  OTEL_SDK_DISABLED: () =>
    yesOrNo()
      .default(false)
      .meta(note({ group, setBy: 'appSettings', description: 'send no telemetry from the app', example: 'true' })),
};
