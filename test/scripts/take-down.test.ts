import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { azureCliCall } from '../../scripts/take-down/azure-cli.ts';
import { useFakeAzureCli } from './fake-azure-cli.ts';

const [home, other] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const principal = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const cluster = `/subscriptions/${other}/resourceGroups/clusters/providers/Microsoft.ContainerService/managedClusters/green`;
const right = `${cluster}/providers/Microsoft.Authorization/roleAssignments/1`;
const ownRight = `/subscriptions/${home}/resourceGroups/rg-prod/providers/Microsoft.Storage/storageAccounts/st/providers/Microsoft.Authorization/roleAssignments/2`;
const topic = `/subscriptions/${other}/resourceGroups/shared/providers/Microsoft.EventGrid/systemTopics/theirs`;

/** What an environment of azd has after `azd up`. */
const environment = {
  AZURE_ENV_NAME: 'prod',
  AZURE_SUBSCRIPTION_ID: home,
  AZURE_RESOURCE_GROUP: 'rg-prod',
  IDENTITY_PRINCIPAL_ID: principal,
  FUNCTION_APP_NAME: 'func-kataproof-abcdefghijklm',
  WATCHED_CLUSTERS: JSON.stringify([cluster]),
  EXISTING_SYSTEM_TOPICS: JSON.stringify([{ source: cluster, topicType: 'x', topicId: topic }]),
};

/** What Azure has of it, by the beginning of the command that lists it. */
const azure: Record<string, unknown> = {
  [`eventgrid system-topic event-subscription list -g shared --system-topic-name theirs --subscription ${other}`]: [
    'kataproof-abcdefghijklm-cluster',
  ],
  [`role assignment list --all --subscription ${home}`]: [ownRight],
  [`role assignment list --all --subscription ${other}`]: [right],
  [`role definition list --custom-role-only true --scope /subscriptions/${home} --query [?ends_with(roleName, '(prod abcdefghijklm)')]`]:
    ['Kataproof Verifier (prod abcdefghijklm)'],
  [`group list --subscription ${home}`]: ['rg-prod'],
  [`group list --subscription ${other}`]: ['rg-prod-events-abcdefghijklm', 'rg-prod-events', 'clusters'],
  [`deployment sub list --subscription ${home}`]: ['prod-1700000000'],
};

const azureCli = useFakeAzureCli();

const takeDown = (variables: Record<string, string>, args: string[] = []) =>
  azureCli.run('scripts/take-down.ts', args, { AZURE: JSON.stringify(azure), ...environment, ...variables });

describe('npm run take-down', () => {
  test('removes what lies outside, then its groups, then azd’s records, and nothing of others', async () => {
    const { code, deleted } = await takeDown({}, ['--yes']);
    expect(code).toBe(0);
    expect(deleted).toEqual([
      `eventgrid system-topic event-subscription delete --yes -n kataproof-abcdefghijklm-cluster -g shared --system-topic-name theirs --subscription ${other}`,
      `role assignment delete --ids ${right}`,
      `role definition delete --name Kataproof Verifier (prod abcdefghijklm) --custom-role-only true --scope /subscriptions/${home}`,
      `group delete --yes -n rg-prod --subscription ${home}`,
      `group delete --yes -n rg-prod-events-abcdefghijklm --subscription ${other}`,
      `deployment sub delete -n prod-1700000000 --subscription ${home}`,
    ]);
  });

  test('finds what is left where something was watched once', async () => {
    const once = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd';
    const left = `/subscriptions/${once}/providers/Microsoft.Authorization/roleAssignments/3`;
    const more = {
      'rest authorizationresources': { data: [{ id: left }] },
      [`role assignment list --all --subscription ${once}`]: [left],
    };
    const { deleted } = await takeDown({ AZURE: JSON.stringify({ ...azure, ...more }) }, ['--yes']);
    expect(deleted).toContain(`role assignment delete --ids ${left}`);
  });

  test('removes nothing when nobody agrees', async () => {
    const { code, said, deleted } = await takeDown({});
    expect({ code, deleted }).toEqual({ code: 1, deleted: [] });
    expect(said).toContain('resource group rg-prod and everything in it');
    expect(said).toContain('azd env set TAKE_DOWN prod');
  });

  test('agrees when the environment says so, but not for another one', async () => {
    expect((await takeDown({ TAKE_DOWN: 'test' })).deleted).toEqual([]);
    expect((await takeDown({ TAKE_DOWN: 'prod' })).code).toBe(0);
  });

  test('goes on after a failure, and keeps the records by which it is found again', async () => {
    const { code, said, deleted } = await takeDown({ FAILS: 'role assignment' }, ['--yes']);
    expect(code).toBe(1);
    expect(said).toContain(`Not removed: role assignment ${right}: az role assignment delete: AuthorizationFailed`);
    expect(deleted.some((call) => call.startsWith('group delete --yes -n rg-prod '))).toBe(true);
    expect(deleted.some((call) => call.startsWith('deployment'))).toBe(false);
  });

  test('says so when nothing is there', async () => {
    const { code, said } = await takeDown({ AZURE: '{}' });
    expect({ code, said }).toEqual({ code: 0, said: 'Nothing of prod is there.\n' });
  });

  test('takes down what a deployment made that failed, of which azd has no outputs', async () => {
    const alerts = { name: 'id-kataproof-alerts-abcdefghijklm', principalId: home };
    const made = {
      [`identity list --subscription ${home}`]: [
        alerts,
        { name: 'id-kataproof-abcdefghijklm', principalId: principal },
      ],
    };
    const none = { AZURE_RESOURCE_GROUP: '', IDENTITY_PRINCIPAL_ID: '', FUNCTION_APP_NAME: '' };
    const { code, deleted } = await takeDown({ ...none, AZURE: JSON.stringify({ ...azure, ...made }) }, ['--yes']);
    expect(code).toBe(0);
    expect(deleted).toContain(`role assignment delete --ids ${right}`);
    expect(deleted).toContain(`group delete --yes -n rg-prod --subscription ${home}`);
  });

  test('names what is wrong with an environment that was not deployed', async () => {
    const { code, said } = await takeDown({ IDENTITY_PRINCIPAL_ID: '' });
    expect(code).toBe(1);
    expect(said).toContain('IDENTITY_PRINCIPAL_ID');
  });

  test('says what is missing where there is no Azure CLI', async () => {
    const { code, said } = await takeDown({ PATH: dirname(process.execPath) }, ['--yes']);
    expect(code).toBe(1);
    expect(said).toContain('The Azure CLI is not on the PATH');
  });
});

test('the Azure CLI is started as each system starts it, and gets the same words', () => {
  const words = ['group', 'list', '--query', `[?tags."azd-env-name"=='prod'].name`, '@C:\\Users\\A B\\p.json'];
  expect(azureCliCall(words, 'linux')).toEqual({ file: 'az', args: words, shell: false });
  expect(azureCliCall(words, 'win32')).toEqual({
    file: `az "group" "list" "--query" "[?tags.\\"azd-env-name\\"=='prod'].name" "@C:\\Users\\A B\\p.json"`,
    args: [],
    shell: true,
  });
});
