import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { readSettings } from '../../shared/settings/read-settings.ts';
import { systemNamespaces } from '../../shared/workloads/sandbox-policy.ts';

const key = Buffer.alloc(64, 3).toString('base64');
const connectionString = `DefaultEndpointsProtocol=https;AccountName=history;AccountKey=${key};EndpointSuffix=core.windows.net`;
const least = { KATAPROOF_STORAGE_CONNECTION_STRING: connectionString };

function mistakesOf(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof KataproofError && error.code === 'InvalidSettings') return error.message;
    throw error;
  }
  return '';
}

const insights =
  'InstrumentationKey=66666666-6666-4666-8666-666666666666;IngestionEndpoint=https://westeurope-1.in.applicationinsights.azure.com/';

describe('readSettings', () => {
  test('needs nothing but a place for the history', () => {
    expect(readSettings(least)).toEqual({
      warnings: [],
      azure: {
        resourceManagerEndpoint: 'https://management.azure.com',
        resourceManagerAudience: 'https://management.azure.com',
        clientId: null,
        managedIdentity: false,
        publicFqdn: false,
        runCommand: 'never',
        aksApiVersion: null,
      },
      allowedScopes: null,
      allowedResourceScopes: [],
      approval: { required: false, forMs: 86_400_000, fourEyes: true },
      limits: { largestPool: 1000, vmSizes: [] },
      storage: { connectionString, tablesEndpoint: null, blobsEndpoint: null, tablePrefix: 'kataproof' },
      signingKey: null,
      alerting: { sinks: [] },
      sandboxPolicy: { namespaceSelector: null, podSelector: null, excludedNamespaces: [...systemNamespaces] },
      sweepSchedule: '0 0 * * * *',
      telemetry: null,
      retentionDays: 400,
      durableRetentionDays: 14,
      fleet: {
        schedule: '0 0 2 * * *',
        subscriptions: [],
        resourceGroups: [],
        tag: null,
        parallelClusters: 5,
        resourceGraph: false,
      },
      operatorNamespaces: [],
      platformAuthentication: false,
      publicApiUrl: null,
      quietMs: 60_000,
      eventQueue: 'cluster-events',
      workflow: {
        clusterDeadlineMs: 3_600_000,
        poolDeadlineMs: 1_800_000,
        pairDeadlineMs: 300_000,
        pollMs: 60_000,
        watchMs: 50_000,
        parallelNodes: 4,
        reconcileCluster: false,
        runCommand: 'never',
        expiryMs: 3_600_000,
        runtimeClassName: 'kata-vm-isolation',
        vmmNames: ['Cloud Hypervisor'],
        probeImage: 'mcr.microsoft.com/azurelinux/busybox:1.36',
        namespace: null,
        freshForMs: 604_800_000,
        flapThreshold: 2,
      },
    });
  });

  test.each([
    ['approval by somebody else, by keys', { KATAPROOF_REQUIRE_APPROVAL: 'true' }, 1],
    ['the same with Entra ID', { KATAPROOF_REQUIRE_APPROVAL: 'true', WEBSITE_AUTH_ENABLED: 'True' }, 0],
    ['approval by anybody', { KATAPROOF_REQUIRE_APPROVAL: 'true', KATAPROOF_APPROVAL_FOUR_EYES: 'false' }, 0],
    ['no approval', {}, 0],
  ])('warns of %s, or does not', (_, more, warnings) => {
    const said = readSettings({ ...least, ...more }).warnings;
    expect(said.filter((warning) => warning.includes('KATAPROOF_APPROVAL_FOUR_EYES'))).toHaveLength(warnings);
  });

  test('takes every setting', () => {
    const digest = `registry.example:5000/team/busybox@sha256:${'a1'.repeat(32)}`;
    const settings = readSettings({
      AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://management.usgovcloudapi.net/',
      AZURE_RESOURCE_MANAGER_AUDIENCE: 'https://management.usgovcloudapi.net',
      IDENTITY_ENDPOINT: 'http://localhost:8081/msi/token',
      WEBSITE_AUTH_ENABLED: 'True',
      AZURE_CLIENT_ID: '33333333-3333-4333-8333-333333333333',
      KATAPROOF_TABLES_ENDPOINT: 'https://history.table.core.windows.net/',
      KATAPROOF_BLOBS_ENDPOINT: 'https://evidence.example/',
      KATAPROOF_TABLE_PREFIX: 'proof',
      KATAPROOF_SIGNING_KEY: 'https://vault.vault.usgovcloudapi.net/keys/evidence/',
      KATAPROOF_ALERT_TOPIC_ENDPOINT: 'https://alerts.westeurope-1.eventgrid.azure.net/api/events',
      KATAPROOF_ALERT_TOPIC_KEY: key,
      KATAPROOF_ALERT_SINKS:
        '[{"name":"chat","kind":"slack","minimumSeverity":"critical","url":"https://hooks.slack.com/services/T/B/x"}]',
      KATAPROOF_PROBE_IMAGE: digest,
      KATAPROOF_RUNTIME_CLASS: 'small-kata-pods',
      KATAPROOF_VMM_NAMES: 'Cloud Hypervisor, OpenVMM',
      KATAPROOF_NAMESPACE: 'kata-verify',
      KATAPROOF_CLUSTER_DEADLINE_MINUTES: '90',
      KATAPROOF_POOL_DEADLINE_MINUTES: '45',
      KATAPROOF_PAIR_DEADLINE_MINUTES: '10',
      KATAPROOF_POLL_SECONDS: '30',
      KATAPROOF_WATCH_SECONDS: '60',
      KATAPROOF_PARALLEL_NODES: '8',
      KATAPROOF_RECONCILE_CLUSTER: 'True',
      KATAPROOF_PUBLIC_FQDN: 'true',
      KATAPROOF_RUN_COMMAND: 'when-unreachable',
      KATAPROOF_AKS_API_VERSION: '2026-02-01',
      KATAPROOF_EXPIRY_MINUTES: '120',
      KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: 'isolation=required',
      KATAPROOF_SANDBOX_POD_SELECTOR: 'tier in (web, batch), !debug',
      KATAPROOF_SWEEP_SCHEDULE: '0 */30 8-18 * JAN-MAR Mon-Fri',
      KATAPROOF_FRESH_HOURS: '24',
      KATAPROOF_FLAP_THRESHOLD: '3',
      KATAPROOF_QUIET_SECONDS: '5',
      KATAPROOF_EVENT_QUEUE: 'events-of-others',
      KATAPROOF_RETENTION_DAYS: '30',
      KATAPROOF_DURABLE_RETENTION_DAYS: '7',
      KATAPROOF_FLEET_SCHEDULE: '0 30 3 * * *',
      KATAPROOF_FLEET_SUBSCRIPTIONS: '44444444-4444-4444-8444-444444444444',
      KATAPROOF_FLEET_RESOURCE_GROUPS: 'one,two',
      KATAPROOF_REQUIRE_APPROVAL: 'true',
      KATAPROOF_APPROVAL_HOURS: '2',
      KATAPROOF_APPROVAL_FOUR_EYES: 'false',
      KATAPROOF_LARGEST_POOL: '10',
      KATAPROOF_ALLOWED_VM_SIZES: 'Standard_D4s_v5, Standard_D*s_v6',
      KATAPROOF_ALLOWED_SCOPES:
        '/subscriptions/44444444-4444-4444-8444-444444444444, /subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/one',
      KATAPROOF_ALLOWED_RESOURCE_SCOPES: '/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/hub/',
      KATAPROOF_FLEET_TAG: 'env=prod',
      KATAPROOF_FLEET_PARALLEL_CLUSTERS: '7',
      KATAPROOF_FLEET_RESOURCE_GRAPH: 'true',
      WEBSITE_SITE_NAME: 'proof-app',
      WEBSITE_INSTANCE_ID: 'f00d'.repeat(16),
      REGION_NAME: 'West Europe',
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=55555555-5555-4555-8555-555555555555;Authorization=AAD',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.internal:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      KATAPROOF_PUBLIC_API_URL: 'https://gateway.example/kataproof/api/',
    });
    expect(settings).toEqual({
      warnings: [],
      azure: {
        resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
        resourceManagerAudience: 'https://management.usgovcloudapi.net',
        clientId: '33333333-3333-4333-8333-333333333333',
        managedIdentity: true,
        publicFqdn: true,
        runCommand: 'when-unreachable',
        aksApiVersion: '2026-02-01',
      },
      approval: { required: true, forMs: 7_200_000, fourEyes: false },
      limits: { largestPool: 10, vmSizes: ['Standard_D4s_v5', 'Standard_D*s_v6'] },
      allowedResourceScopes: ['/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/hub'],
      allowedScopes: [
        { subscriptionId: '44444444-4444-4444-8444-444444444444', resourceGroup: null, clusterName: null },
        { subscriptionId: '33333333-3333-4333-8333-333333333333', resourceGroup: 'one', clusterName: null },
      ],
      storage: {
        connectionString: null,
        tablesEndpoint: 'https://history.table.core.windows.net',
        blobsEndpoint: 'https://evidence.example',
        tablePrefix: 'proof',
      },
      signingKey: 'https://vault.vault.usgovcloudapi.net/keys/evidence',
      alerting: {
        sinks: [
          {
            name: 'topic',
            kind: 'event-grid',
            minimumSeverity: 'info',
            endpoint: 'https://alerts.westeurope-1.eventgrid.azure.net/api/events',
            key,
          },
          { name: 'chat', kind: 'slack', minimumSeverity: 'critical', url: 'https://hooks.slack.com/services/T/B/x' },
        ],
      },
      sandboxPolicy: {
        namespaceSelector: [{ key: 'isolation', operator: 'in', values: ['required'] }],
        podSelector: [
          { key: 'tier', operator: 'in', values: ['web', 'batch'] },
          { key: 'debug', operator: 'absent', values: [] },
        ],
        excludedNamespaces: [...systemNamespaces],
      },
      sweepSchedule: '0 */30 8-18 * JAN-MAR Mon-Fri',
      telemetry: {
        otlp: { protocol: 'http/json' },
        azureMonitor: { connectionString: insights, identity: { clientId: '55555555-5555-4555-8555-555555555555' } },
        service: { name: 'proof-app', instanceId: expect.stringMatching(/^(f00d){4}-/), region: 'West Europe' },
      },
      operatorNamespaces: [],
      platformAuthentication: true,
      publicApiUrl: 'https://gateway.example/kataproof/api',
      quietMs: 5000,
      eventQueue: 'events-of-others',
      retentionDays: 30,
      durableRetentionDays: 7,
      fleet: {
        schedule: '0 30 3 * * *',
        subscriptions: ['44444444-4444-4444-8444-444444444444'],
        resourceGroups: ['one', 'two'],
        tag: { name: 'env', value: 'prod' },
        parallelClusters: 7,
        resourceGraph: true,
      },
      workflow: {
        clusterDeadlineMs: 5_400_000,
        poolDeadlineMs: 2_700_000,
        pairDeadlineMs: 600_000,
        pollMs: 30_000,
        watchMs: 60_000,
        parallelNodes: 8,
        reconcileCluster: true,
        runCommand: 'when-unreachable',
        expiryMs: 7_200_000,
        runtimeClassName: 'small-kata-pods',
        vmmNames: ['Cloud Hypervisor', 'OpenVMM'],
        probeImage: digest,
        namespace: 'kata-verify',
        freshForMs: 86_400_000,
        flapThreshold: 3,
      },
    });
  });

  test('sends telemetry only where it is told to', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(readSettings({ ...least, ...endpoint }).telemetry).toMatchObject({
      otlp: { protocol: 'http/protobuf' },
      azureMonitor: null,
      service: { name: 'kataproof', region: null },
    });
    expect(readSettings({ ...least, ...endpoint, OTEL_SDK_DISABLED: 'true' }).telemetry).toBeNull();
    const keyed = readSettings({ ...least, APPLICATIONINSIGHTS_CONNECTION_STRING: insights }).telemetry;
    expect(keyed?.azureMonitor?.identity).toBeNull();
  });

  test.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317', /http or https URL/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:hunter2@collector.example', /without user/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /does not speak gRPC/],
    [
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
      'IngestionEndpoint=https://x',
      /connection string of an Application Insights/,
    ],
    ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'ClientId=me', /a part Authorization that is AAD/],
  ])('says what %s must be instead of %s', (name, value, message) => {
    const read = () => readSettings({ ...least, [name]: value });
    expect(read).toThrow(message);
    expect(read).not.toThrow(/hunter2/);
  });

  test('takes a fleet: subscriptions once each, groups, a tag with or without a value', () => {
    const first = '11111111-1111-4111-8111-11111111111A';
    const read = (tag: string) =>
      readSettings({
        ...least,
        KATAPROOF_FLEET_SUBSCRIPTIONS: `${first}, ${first.toLowerCase()}`,
        KATAPROOF_FLEET_RESOURCE_GROUPS: 'one,two',
        KATAPROOF_FLEET_TAG: tag,
      }).fleet;
    expect(read('env=a=b')).toMatchObject({
      subscriptions: [first.toLowerCase()],
      resourceGroups: ['one', 'two'],
      tag: { name: 'env', value: 'a=b' },
    });
    expect(read('env').tag).toEqual({ name: 'env', value: null });
    expect(read('env=').tag).toEqual({ name: 'env', value: '' });
    expect(mistakesOf({ ...least, KATAPROOF_FLEET_SUBSCRIPTIONS: 'mine' })).toMatch(/subscription ids \(GUIDs\)/);
  });

  test('takes an empty setting for an unset one', () => {
    expect(
      readSettings({ ...least, AZURE_CLIENT_ID: '', KATAPROOF_NAMESPACE: ' ', KATAPROOF_POLL_SECONDS: '' }),
    ).toEqual(readSettings(least));
  });

  test.each([
    [{ WEBSITE_TIME_ZONE: 'Europe/Berlin' }, /^WEBSITE_TIME_ZONE should not be set: .*UTC/],
    [{ TZ: ':America/New_York', WEBSITE_TIME_ZONE: 'Eastern Standard Time' }, /^WEBSITE_TIME_ZONE and TZ should/],
  ])('warns of a time zone: %j', (zone, expected) => {
    expect(readSettings({ ...least, ...zone }).warnings).toEqual([expect.stringMatching(expected)]);
  });

  test('does not warn of UTC', () => {
    expect(readSettings({ ...least, TZ: 'Etc/UTC', WEBSITE_TIME_ZONE: '' }).warnings).toEqual([]);
  });

  test('lists every mistake at once', () => {
    const message = mistakesOf({
      KATAPROOF_POLL_SECONDS: 'soon',
      KATAPROOF_PROBE_IMAGE: 'busybox',
      AZURE_CLIENT_ID: 'me',
      KATAPROOF_RECONCILE_CLUSTER: 'perhaps',
    });
    expect(
      message
        .split('\n- ')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(
      expect.arrayContaining([
        'AZURE_CLIENT_ID',
        'KATAPROOF_POLL_SECONDS',
        'KATAPROOF_PROBE_IMAGE',
        'KATAPROOF_RECONCILE_CLUSTER',
        'KATAPROOF_TABLES_ENDPOINT',
      ]),
    );
  });

  test.each([
    ['AZURE_RESOURCE_MANAGER_ENDPOINT', 'http://management.azure.com'],
    ['AZURE_RESOURCE_MANAGER_AUDIENCE', 'management.azure.com'],
    ['AZURE_CLIENT_ID', 'kataproof'],
    ['KATAPROOF_AKS_API_VERSION', '2025-01-01'],
    ['KATAPROOF_AKS_API_VERSION', 'latest'],
    ['KATAPROOF_STORAGE_CONNECTION_STRING', 'AccountName=history'],
    ['KATAPROOF_STORAGE_CONNECTION_STRING', `AccountName=history;AccountKey=${key}`],
    ['KATAPROOF_STORAGE_CONNECTION_STRING', connectionString.replace('https', 'http')],
    [
      'KATAPROOF_STORAGE_CONNECTION_STRING',
      `DefaultEndpointsProtocol=http;AccountName=history;AccountKey=${key};TableEndpoint=http://storage.example/history`,
    ],
    [
      'KATAPROOF_STORAGE_CONNECTION_STRING',
      `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};TableEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://storage.example/a`,
    ],
    ['KATAPROOF_BLOBS_ENDPOINT', 'http://history.blob.core.windows.net'],
    ['KATAPROOF_SIGNING_KEY', 'evidence'],
    ['KATAPROOF_SIGNING_KEY', 'http://vault.vault.azure.net/keys/evidence'],
    ['KATAPROOF_SIGNING_KEY', 'https://vault.vault.azure.net'],
    ['KATAPROOF_SIGNING_KEY', 'https://vault.vault.azure.net/secrets/evidence'],
    ['KATAPROOF_SIGNING_KEY', 'https://vault.vault.azure.net/keys/evidence/latest'],
    ['KATAPROOF_SIGNING_KEY', 'https://vault.vault.azure.net/keys/evi_dence'],
    ['KATAPROOF_SIGNING_KEY', 'https://vault.vault.azure.net/keys/evidence?version=1'],
    ['KATAPROOF_TABLE_PREFIX', '1st'],
    ['KATAPROOF_TABLE_PREFIX', 'kata-proof'],
    ['KATAPROOF_ALERT_TOPIC_ENDPOINT', 'http://alerts.example/api/events'],
    ['KATAPROOF_PROBE_IMAGE', 'mcr.microsoft.com/azurelinux/busybox'],
    ['KATAPROOF_PROBE_IMAGE', 'mcr.microsoft.com/azurelinux/busybox:latest'],
    ['KATAPROOF_PROBE_IMAGE', 'mcr.microsoft.com/azurelinux/busybox@sha256:abc'],
    ['KATAPROOF_RUNTIME_CLASS', 'Kata VM'],
    ['KATAPROOF_ALERT_TOPIC_ENDPOINT', 'https://topic.example/api/events?key=hunter2'],
    ['AZURE_RESOURCE_MANAGER_ENDPOINT', 'https://bob:hunter2@arm.example'],
    ['KATAPROOF_VMM_NAMES', ' , '],
    ['KATAPROOF_NAMESPACE', '-x'],
    ['KATAPROOF_POOL_DEADLINE_MINUTES', '0'],
    ['KATAPROOF_POOL_DEADLINE_MINUTES', '30.5'],
    ['KATAPROOF_PAIR_DEADLINE_MINUTES', '61'],
    ['KATAPROOF_POLL_SECONDS', '-15'],
    ['KATAPROOF_WATCH_SECONDS', '61'],
    ['KATAPROOF_PARALLEL_NODES', '51'],
    ['KATAPROOF_RECONCILE_CLUSTER', 'yes'],
    ['KATAPROOF_EXPIRY_MINUTES', '4'],
    ['KATAPROOF_SANDBOX_NAMESPACE_SELECTOR', 'isolation=required,'],
    ['KATAPROOF_SANDBOX_POD_SELECTOR', 'tier in web'],
    ['KATAPROOF_SWEEP_SCHEDULE', '0 * * * *'],
    ['KATAPROOF_SWEEP_SCHEDULE', 'hourly'],
  ])('refuses %s=%s', (name, value) => {
    expect(mistakesOf({ ...least, [name]: value })).toContain(`- ${name} must`);
  });

  test.each([
    ['KATAPROOF_POL_SECONDS', 'do you mean KATAPROOF_POLL_SECONDS?'],
    ['KATAPROOF_FLEET_SUBSCRIPTION', 'do you mean KATAPROOF_FLEET_SUBSCRIPTIONS?'],
    ['kataproof_namespace', 'do you mean KATAPROOF_NAMESPACE?'],
    ['KATAPROOF_X', 'remove it'],
    ['KATPROOF_FRESH_HOURS', 'do you mean KATAPROOF_FRESH_HOURS?'],
    ['KATA_PROOF_RUNTIME_CLASS', 'do you mean KATAPROOF_RUNTIME_CLASS?'],
    ['KATAPROOF-VMM-NAMES', 'do you mean KATAPROOF_VMM_NAMES?'],
    ['KataproofFleetTag', 'do you mean KATAPROOF_FLEET_TAG?'],
  ])('refuses %s, which is no setting', (name, expected) => {
    const message = mistakesOf({ ...least, [name]: 'hunter2' });
    expect(message).toContain(`- ${name} is no setting of this app`);
    expect(message).toContain(expected);
    expect(message).not.toContain('hunter2');
  });

  test('lets be what is empty, and the variables of our own commands', () => {
    const others = { KATAPROOF_X: ' ', KATAPROOF_EVENTS_KEY: 'k', KATAPROOF_TEST_MAIN_URL: 'u', KATAPROOFER: 'v' };
    expect(readSettings({ ...least, ...others })).toEqual(readSettings(least));
  });

  test.each([
    ['KATAPROOF_FLEET_SCHEDULE', '0 0 25 * * *'],
    ['KATAPROOF_SWEEP_SCHEDULE', '0 0 0 * * 7'],
    ['KATAPROOF_FLEET_RESOURCE_GROUPS', 'good,bad.'],
    ['KATAPROOF_LARGEST_POOL', '0'],
    ['KATAPROOF_ALLOWED_VM_SIZES', 'Standard_D4s_v5;Standard_D8s_v5'],
    ['KATAPROOF_ALLOWED_SCOPES', '11111111-1111-4111-8111-111111111111'],
    ['KATAPROOF_ALLOWED_SCOPES', '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/*'],
    ['KATAPROOF_ALLOWED_RESOURCE_SCOPES', 'hub'],
    [
      'KATAPROOF_ALLOWED_RESOURCE_SCOPES',
      '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/hub/providers/a',
    ],
    ['KATAPROOF_FLEET_TAG', 'a/b=c'],
    ['KATAPROOF_FLEET_TAG', 'microsoft-x'],
    ['KATAPROOF_FLEET_TAG', `env=${'x'.repeat(257)}`],
    ['KATAPROOF_NAMESPACE', 'n'.repeat(64)],
    ['KATAPROOF_RUNTIME_CLASS', 'kata..vm'],
  ])('refuses %s=%s before the host or Azure does', (name, value) => {
    expect(mistakesOf({ ...least, [name]: value })).toContain(`- ${name} must`);
  });

  test('takes a RuntimeClass whose name is a DNS subdomain', () => {
    const read = readSettings({ ...least, KATAPROOF_RUNTIME_CLASS: 'kata.vm-isolation' });
    expect(read.workflow.runtimeClassName).toBe('kata.vm-isolation');
  });

  test('never repeats a value', () => {
    const message = mistakesOf({
      KATAPROOF_STORAGE_CONNECTION_STRING: 'hunter2',
      KATAPROOF_ALERT_TOPIC_KEY: 'swordfish',
    });
    expect(message).not.toMatch(/hunter2|swordfish/);
  });

  test.each([
    ['no place for the history', {}, 'KATAPROOF_TABLES_ENDPOINT must be set'],
    [
      'two places for the history',
      { ...least, KATAPROOF_TABLES_ENDPOINT: 'https://history.table.core.windows.net' },
      'both set',
    ],
    [
      'blobs by endpoint beside tables by connection string',
      { ...least, KATAPROOF_BLOBS_ENDPOINT: 'https://history.blob.core.windows.net' },
      'KATAPROOF_BLOBS_ENDPOINT and',
    ],
    [
      'tables at an endpoint that does not tell where the blobs are',
      { KATAPROOF_TABLES_ENDPOINT: 'https://tables.example' },
      'KATAPROOF_BLOBS_ENDPOINT must be set',
    ],
    [
      'a topic key without a topic',
      { ...least, KATAPROOF_ALERT_TOPIC_KEY: key },
      'KATAPROOF_ALERT_TOPIC_ENDPOINT must',
    ],
    [
      'a fleet where nothing is allowed',
      {
        ...least,
        KATAPROOF_FLEET_SUBSCRIPTIONS: '44444444-4444-4444-8444-444444444444',
        KATAPROOF_ALLOWED_SCOPES: '/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/one',
      },
      'KATAPROOF_FLEET_SUBSCRIPTIONS must name no subscription of which',
    ],
    [
      'history that is forgotten while its run waits for approval',
      { ...least, KATAPROOF_RETENTION_DAYS: '7', KATAPROOF_APPROVAL_HOURS: '168' },
      'KATAPROOF_RETENTION_DAYS must be longer than KATAPROOF_APPROVAL_HOURS',
    ],
    [
      'an API version without Kata',
      { ...least, KATAPROOF_AKS_API_VERSION: '2025-08-01' },
      'KATAPROOF_AKS_API_VERSION must be 2025-09-01 or later',
    ],
    [
      'pods that expire before their deadline',
      { ...least, KATAPROOF_EXPIRY_MINUTES: '5', KATAPROOF_PAIR_DEADLINE_MINUTES: '6' },
      'KATAPROOF_EXPIRY_MINUTES must',
    ],
  ])('refuses %s', (_what, environment, expected) => {
    expect(mistakesOf(environment)).toContain(expected);
  });

  test.each([
    'UseDevelopmentStorage=true',
    `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};TableEndpoint=http://127.0.0.1:10002/a;`,
  ])('takes the storage emulator of this machine: %s', (emulated) => {
    expect(readSettings({ KATAPROOF_STORAGE_CONNECTION_STRING: emulated }).storage.connectionString).toBe(emulated);
  });

  test.each([
    ['https://history.table.core.windows.net', 'https://history.blob.core.windows.net'],
    ['https://history.z01.table.storage.azure.net/', 'https://history.z01.blob.storage.azure.net'],
  ])('finds the blobs beside the tables of %s', (tables, blobs) => {
    expect(readSettings({ KATAPROOF_TABLES_ENDPOINT: tables }).storage.blobsEndpoint).toBe(blobs);
  });
});

describe('lists that a night would have to carry along', () => {
  const guids = (count: number) =>
    Array.from({ length: count }, (_, index) => `${String(index).padStart(8, '0')}-1111-4111-8111-111111111111`).join();

  test('may be long', () => {
    expect(readSettings({ ...least, KATAPROOF_FLEET_SUBSCRIPTIONS: guids(180) }).fleet.subscriptions).toHaveLength(180);
  });

  test.each([
    ['KATAPROOF_FLEET_SUBSCRIPTIONS', guids(800)],
    ['KATAPROOF_FLEET_RESOURCE_GROUPS', Array.from({ length: 300 }, (_, index) => `${'g'.repeat(80)}${index}`).join()],
    ['KATAPROOF_SANDBOX_POD_SELECTOR', Array.from({ length: 500 }, (_, index) => `a${index}`).join()],
  ])('are refused when they are too long, and the longest is named: %s', (name, value) => {
    expect(mistakesOf({ ...least, [name]: value })).toMatch(new RegExp(`${name} is too long`));
  });
});
