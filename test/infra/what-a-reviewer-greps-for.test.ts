import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

const files = readdirSync('infra', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(bicep|bicepparam|json|ya?ml|tf|tfvars|hcl)$/.test(file))
  .map((file) => join('infra', file));

/** What gives out a key, a secret or more than is needed, wherever it stands. */
const patterns: [string, RegExp][] = [
  [
    'keys of a resource',
    /\blist(Keys|Secrets|ConnectionStrings|AccountSas|ServiceSas|CallbackUrl|QueryKeys|AdminKeys)\b/i,
  ],
  ['any list function of ARM', /\blist[A-Z]\w*\(/],
  ['a connection string', /AccountKey=|SharedAccessKey|SharedAccessSignature|Password=|EndpointSuffix=/i],
  ['a signature', /[?&]sig=/],
  ['a private key', /-----BEGIN/],
  ['the administrator of a cluster', /listClusterAdminCredential|\bcluster-admin\b|system:masters/i],
  ['a shell in a pod', /pods\/(exec|attach|portforward)|ephemeralcontainers/i],
  ['all operations', /['"](Microsoft\.\w+\/)?\*(\/\w+)?['"]/],
];

test('there is something to look through', () => {
  for (const kind of ['.bicep', '.json', '.yaml']) expect(files.some((file) => file.endsWith(kind))).toBe(true);
});

describe.each(patterns)('nowhere below infra stands %s', (_what, pattern) => {
  test('in sources, snapshots, role definitions, manifests and compiled templates', () => {
    const found = files.filter((file) => pattern.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });
});

test('commands in clusters stand in the role of their own, what is compiled of it, and the one deployment that asks for them', () => {
  const found = files.filter((file) => /\brunCommand\b/i.test(readFileSync(file, 'utf8')));
  expect(found.sort()).toEqual([
    'infra/azuredeploy.json',
    'infra/roles/run-command.json',
    'infra/tests/everything.snapshot.json',
  ]);
});

test('each of the patterns finds what it is for', () => {
  const samples = [
    'storage.listKeys().keys[0].value',
    'listClusterUserCredential(id)',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b',
    'https://a/b?sv=1&sig=c',
    '-----BEGIN RSA PRIVATE KEY-----',
    'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
    'resources: [pods/exec]',
    '"Actions": ["*"]',
  ];
  for (const [index, [what, pattern]] of patterns.entries())
    expect([what, pattern.test(samples[index] ?? '')]).toEqual([what, true]);
  for (const all of ["'*'", '"*/read"', '"Microsoft.ContainerService/*"'])
    expect(patterns.at(-1)?.[1].test(all)).toBe(true);
});

test('no manifest has a rule about secrets, roles, or everything', () => {
  const manifests = files
    .filter((file) => /^infra\/kubernetes\/.*\.yaml$/.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()));
  const rules = manifests.flatMap((manifest) => (manifest?.kind?.endsWith('Role') ? manifest.rules : []));
  expect(rules.length).toBeGreaterThan(5);
  for (const { apiGroups, resources, verbs } of rules)
    for (const name of [...apiGroups, ...resources, ...verbs])
      expect(name).not.toMatch(/\*|secrets|configmaps|serviceaccounts|rbac|escalate|bind|impersonate|exec/);
});
