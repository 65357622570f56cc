import { clusterUsage, readCluster } from '../client/read-cluster.ts';
import { connectionFlags, connectionUsage, readConnection } from '../client/read-connection.ts';
import { provisioningFlags, provisioningUsage, readProvisioning } from '../client/read-provisioning.ts';
import { followFlags, followUsage, runToVerdict } from '../client/run-to-verdict.ts';
import { type Command, parseDuration, parseFlags, parseOutput } from '../command-line/command.ts';

/** The options of how a run is followed. */
function readFollowing(values: {
  output: string;
  timeout?: string;
  'no-wait': boolean;
  'cancel-on-interrupt': boolean;
}) {
  return {
    output: parseOutput(values.output),
    wait: !values['no-wait'],
    timeoutMs: values.timeout === undefined ? null : parseDuration('--timeout', values.timeout),
    cancelOnInterrupt: values['cancel-on-interrupt'],
  };
}

const exitCodes = 'Exit codes: 0 isolated, 2 not isolated, 3 inconclusive, 1 anything else.';

export const provision: Command = {
  usage: `Usage: kataproof provision --cluster CLUSTER --node-pool POOL [options]

Has a Kata pool added to a cluster and proven, and follows that to the verdict.

${provisioningUsage}
${followUsage}
${connectionUsage}

${exitCodes}`,
  async run(args) {
    const { values } = parseFlags(args, { ...provisioningFlags, ...followFlags, ...connectionFlags });
    const order = { path: '/api/provisionings', body: readProvisioning(values), ...readFollowing(values) };
    return runToVerdict(readConnection(values, process.env), order);
  },
};

export const verify: Command = {
  usage: `Usage: kataproof verify --cluster CLUSTER [--node-pool POOL] [options]

Has an existing Kata pool proven, or every Kata node of a cluster, and follows that to the verdict.

${clusterUsage}
  --node-pool POOL        only this pool
${followUsage}
${connectionUsage}

${exitCodes}`,
  async run(args) {
    const flags = { cluster: { type: 'string' }, 'node-pool': { type: 'string' } } as const;
    const { values } = parseFlags(args, { ...flags, ...followFlags, ...connectionFlags });
    const nodePool = values['node-pool'];
    const body = { cluster: readCluster(values.cluster), ...(nodePool && { nodePool }) };
    return runToVerdict(readConnection(values, process.env), {
      path: '/api/verifications',
      body,
      ...readFollowing(values),
    });
  },
};
