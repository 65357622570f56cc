import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { OrchestrationContext, Task } from 'durable-functions';
import { readHostSettings } from '../../../emulator/functions-host/app/host-settings.ts';
import { compareVersions, noVersioning, type Versioning } from '../../../emulator/functions-host/app/versioning.ts';
import { createInProcessHub } from '../../support/functions-host/in-process-hub.ts';
import { conformanceApp } from './host-process.ts';

const of = (defaultVersion: string, more: Partial<Versioning> = {}): Versioning => ({
  ...noVersioning,
  defaultVersion,
  ...more,
});

const orchestrators = {
  *tellVersion({ df }: OrchestrationContext) {
    yield df.waitForExternalEvent('go');
    return { version: df.version };
  },
  *tellChildsVersion({ df }: OrchestrationContext): Generator<Task, object, unknown> {
    yield df.waitForExternalEvent('go');
    return { own: df.version, child: yield df.callSubOrchestrator('tellAtOnce', {}) };
  },
  *tellAtOnce({ df }: OrchestrationContext) {
    yield df.callActivity('nothing', {});
    return df.version;
  },
  *goOnOnce({ df }: OrchestrationContext) {
    yield df.callActivity('nothing', {});
    if (df.getInput<{ again?: boolean }>()?.again) return { version: df.version };
    df.continueAsNew({ again: true });
    return {};
  },
};
const activities = { nothing: async () => ({}) };

const createHub = (versioning: Versioning) => createInProcessHub({ orchestrators, activities, versioning });

async function startOne(versioning: Versioning, name = 'tellVersion') {
  const hub = createHub(versioning);
  hub.client.start(name, 'run', '{}');
  await hub.advance(0);
  return hub;
}

/** What the released Durable extension did with hosts of several versions on one task hub. */
const recorded = JSON.parse(readFileSync('test/contracts/functions-host/recorded/durable-versions.json', 'utf8'));

describe('versions', () => {
  test.each(recorded.comparisons as { a: string; b: string; sign: number }[])(
    'compare as in Azure: $a and $b',
    ({ a, b, sign }) => {
      expect(Math.sign(compareVersions(a, b))).toBe(sign);
    },
  );
});

describe('an instance', () => {
  test('has the version of the host that started it, and keeps it under a later one', async () => {
    const hub = await startOne(of('1.0'));
    hub.restart(undefined, of('1.1'));
    hub.client.raiseEvent('run', 'go', '{}');
    await hub.advance(0);
    expect(hub.output('run')).toEqual({ version: '1.0' });
    // Azure's went from 1.1 to 1.2.
    expect([recorded.startedWithVersion, recorded.earlierVersionGoesOn]).toEqual(['1.1', '1.1']);
  });

  test('may be started with a version of its own', async () => {
    const hub = createHub(of('1.1'));
    hub.client.start('tellAtOnce', 'run', '{}', { version: '0.9' });
    await hub.advance(0);
    expect(hub.output('run')).toBe(recorded.versionThatIsAsked);
  });

  test('of a later version waits, and cannot be ended, until a host of that version is back', async () => {
    const hub = await startOne(of('1.1'));
    hub.restart(undefined, of('1.0'));
    hub.client.terminate('run', 'no longer wanted');
    await hub.advance(0);
    expect(hub.find('run').status).toBe(recorded.laterVersionRejected);
    hub.restart(undefined, of('1.1'));
    await hub.advance(0);
    expect(hub.find('run').status).toBe(recorded.rejectedOneUnderItsVersion);
  });

  test('of a later version fails where host.json says so', async () => {
    const hub = await startOne(of('1.1'));
    hub.restart(undefined, of('1.0', { failureStrategy: 'Fail' }));
    hub.client.raiseEvent('run', 'go', '{}');
    await hub.advance(0);
    expect(hub.find('run').status).toBe('Failed');
    expect(hub.output('run')).toBe(recorded.laterVersionFailed);
  });

  test.each([
    ['Strict', '1.1', 'Running'],
    ['Strict', '1.0', 'Completed'],
    ['None', '0.9', 'Completed'],
  ] as const)('of version 1.0 is, by %s on a host of %s, then %s', async (matchStrategy, version, status) => {
    const hub = await startOne(of('1.0'));
    hub.restart(undefined, of(version, { matchStrategy }));
    hub.client.raiseEvent('run', 'go', '{}');
    await hub.advance(0);
    expect(hub.find('run').status).toBe(status);
  });

  test("gives its sub-orchestrations the host's version, not its own", async () => {
    const hub = await startOne(of('1.1'), 'tellChildsVersion');
    hub.restart(undefined, of('1.2'));
    hub.client.raiseEvent('run', 'go', '{}');
    await hub.advance(0);
    expect(hub.output('run')).toEqual(recorded.childOfEarlierVersion);
  });

  test('keeps its version when it continues as new', async () => {
    const hub = await startOne(of('1.0'), 'goOnOnce');
    expect(hub.output('run')).toEqual({ version: recorded.afterContinueAsNew });
  });
});

describe('host.json', () => {
  const prefix = 'AzureFunctionsJobHost__extensions__durableTask__';
  const read = (overrides: Record<string, string>) =>
    readHostSettings(conformanceApp, {
      CONFORMANCE_HUB: 'Hub',
      ...Object.fromEntries(Object.entries(overrides).map(([name, value]) => [`${prefix}${name}`, value])),
    });

  test("has the extension's defaults", () => {
    expect(read({}).versioning).toEqual({
      defaultVersion: '',
      matchStrategy: 'CurrentOrOlder',
      failureStrategy: 'Reject',
    });
  });

  test('is overridden by settings, in any case', () => {
    expect(
      read({ HUBNAME: 'Other', defaultVersion: '2.0', versionMatchStrategy: 'strict', versionFailureStrategy: 'FAIL' }),
    ).toMatchObject({
      hubName: 'Other',
      versioning: { defaultVersion: '2.0', matchStrategy: 'Strict', failureStrategy: 'Fail' },
    });
  });

  test('is refused with a strategy that there is not', () => {
    expect(() => read({ versionMatchStrategy: 'Newest' })).toThrow('must be one of None, Strict, CurrentOrOlder');
  });

  test('is refused with a backend that is not emulated', () => {
    expect(() => read({ storageProvider__type: 'azureManaged' })).toThrow("'azureManaged' is not emulated");
    expect(read({ storageProvider__type: 'azurestorage' }).hubName).toBe('Hub');
  });
});
