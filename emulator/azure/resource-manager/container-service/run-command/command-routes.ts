import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WireResponse } from '../../../../http/exchange.ts';
import { aksServerAppId, localAccount } from '../../../../seams/token-authority.ts';
import { ArmError, aksError } from '../../protocol/arm-error.ts';
import { param, type Route, type RouteCall } from '../../protocol/match-route.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { type ContainerService, clusterPattern, requireCluster } from '../container-service.ts';
import { parseAksBody } from '../resources/agent-pool-schema.ts';
import type { ManagedCluster } from '../resources/managed-cluster.ts';
import type { CommandResult, CommandResults } from './command-results.ts';
import { unzip } from './unzip.ts';

/** "The output for command invoke is limited to 512kB in size" (Microsoft Learn, "Access a private AKS cluster"). */
const outputBytes = 512 * 1024;

const commandBody = z.looseObject({
  command: z.string(),
  context: z.string().nullish(),
  clusterToken: z.string().nullish(),
});

/**
 * Creates the routes of `az aks command invoke`: the command is accepted with 202 and a Location, which answers 202 while
 * it runs and then 200, also for a command that failed (examples RunCommandRequest and RunCommandResult* of the API
 * specification).
 */
export function createCommandRoutes(service: ContainerService, results: CommandResults): Route[] {
  return [
    {
      method: 'POST',
      pattern: `${clusterPattern}/runCommand`,
      rateLimit: rateLimits.other,
      handle: (call) => accept(service, results, call),
    },
    {
      method: 'GET',
      pattern: `${clusterPattern}/commandResults/{commandId}`,
      rateLimit: rateLimits.other,
      handle: (call) => answerResult(results, requireCluster(service, call), call),
    },
  ];
}

async function accept(service: ContainerService, results: CommandResults, call: RouteCall): Promise<WireResponse> {
  const cluster = requireCluster(service, call);
  const { command, context, clusterToken } = parseAksBody(commandBody, call.body);
  if (cluster.properties.apiServerAccessProfile?.disableRunCommand)
    // Azure publishes neither code nor words of this.
    throw aksError(400, 'RunCommandDisabled', `Run command is disabled for cluster ${cluster.name}.`);
  if (command === '') throw aksError(400, 'InvalidParameter', 'Required parameter command is empty.', 'command');
  const id = randomUUID().replaceAll('-', '');
  const asked = {
    ...{ id, command, files: parseContext(context ?? ''), token: await tokenFor(service, cluster, clusterToken ?? '') },
    outputBytes,
  };
  results.begin(cluster, id, async () => service.nodes.runCommand(cluster, asked));
  return { status: 202, headers: { Location: resultUrl(call, id) }, body: renderRunning(id) };
}

/** A command on a cluster with Entra ID runs as the owner of its token (Azure/azure-rest-api-specs issue 22467 has the words). */
async function tokenFor(service: ContainerService, cluster: ManagedCluster, given: string): Promise<string> {
  if (given !== '') return given;
  if (cluster.properties.aadProfile)
    throw aksError(
      400,
      'MissingAADClusterToken',
      'This cluster have Azure Active Directory enabled, .clusterToken is required.',
    );
  return (await service.tokens.issueToken(aksServerAppId, 3600, localAccount)).token;
}

/** Azure's CLI breaks the base64 into lines. */
function parseContext(context: string) {
  if (context.trim() === '') return [];
  try {
    return unzip(Buffer.from(context, 'base64'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw aksError(400, 'InvalidParameter', `The context is no base64 encoded zip file: ${why}.`, 'context');
  }
}

function answerResult(results: CommandResults, cluster: ManagedCluster, call: RouteCall): WireResponse {
  const id = param(call, 'commandId');
  const result = results.read(cluster, id);
  if (!result) throw new ArmError(404, 'NotFound', `The command result ${id} was not found.`);
  if (result.state === 'running')
    return { status: 202, headers: { Location: resultUrl(call, id) }, body: renderRunning(id) };
  // The status of these two is not published; Azure's CLI prints `(KubernetesPerformanceError) …`.
  if (result.end.end === 'refused') throw aksError(500, result.end.code, result.end.message);
  return { status: 200, body: { id, properties: renderEnd(result.end) } };
}

function renderEnd(end: Exclude<Extract<CommandResult, { state: 'ended' }>['end'], { end: 'refused' }>): object {
  if (end.end === 'not-started') return { provisioningState: 'Failed', reason: end.reason };
  const { exitCode, logs, startedAtMs, finishedAtMs } = end;
  const moments = { startedAt: seconds(startedAtMs), finishedAt: seconds(finishedAtMs) };
  return { provisioningState: 'Succeeded', exitCode, ...moments, logs };
}

function renderRunning(id: string): object {
  return { id, properties: { provisioningState: 'Running' } };
}

const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function resultUrl({ url }: RouteCall, id: string): string {
  const cluster = url.pathname.replace(/\/(runCommand|commandResults\/[^/]+)\/?$/i, '');
  return `${url.origin}${cluster}/commandResults/${id}?api-version=${url.searchParams.get('api-version') ?? ''}`;
}
