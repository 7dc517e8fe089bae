import type { Result } from './measure/measurement';
import { isLong, type OperationName } from './operations/operation';
import type { BenchReport } from './report';

/** Whether one target is met. */
export interface Verdict {
  name: string;
  wanted: string;
  measured: string;
  met: boolean;
}

const longestP99Milliseconds = 20;
const longestWaitingP99Milliseconds = 250;
const mostGrowthMegabytes = 20;
/** What the clients of the bench are told (RFC 8628 §3.2, `interval`): the server's own. */
const pollIntervalSeconds = 5;
const mostResidentMegabytes = 150;
const mostIdleMegabytes = 700;

/** What Latchkey sets itself, as ratios within one run, and how the run compares; only of what was measured. */
export function targets({ results, idle, settings }: BenchReport): Verdict[] {
  const find = (contestant: Result['contestant'], operation: OperationName) =>
    results.find((result) => result.contestant === contestant && result.operation === operation);
  const verdicts: Verdict[] = [];
  const compare = (name: string, measured: number | undefined, least: number, unit = '×') => {
    if (measured === undefined) return;
    verdicts.push({
      name,
      wanted: `≥ ${least} ${unit}`,
      measured: measured.toFixed(2),
      met: measured >= least,
    });
  };
  const bound = (name: string, measured: number | undefined, most: number, unit: string) => {
    if (measured === undefined) return;
    verdicts.push({
      name,
      wanted: `≤ ${most} ${unit}`,
      measured: measured.toFixed(2),
      met: measured <= most,
    });
  };
  const quotient = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? undefined : a / b;

  const token = find('latchkey', 'client-credentials');
  const peerToken = find('peer', 'client-credentials');
  compare('client-credentials throughput to the peer', quotient(token?.throughput, peerToken?.throughput), 2);
  bound('client-credentials CPU to the peer', quotient(token?.cpu, peerToken?.cpu), 0.45, '×');
  bound(
    'client-credentials CPU to the limit',
    quotient(token?.cpu, find('limit', 'client-credentials')?.cpu),
    1.6,
    '×',
  );
  bound('issuer CPU per client-credentials token', token?.cpuByProcess['token-issuer'], 60, 'µs');
  const introspection = find('peer', 'introspection-http')?.throughput;
  compare(
    'introspection over HTTP to the peer',
    quotient(find('latchkey', 'introspection-http')?.throughput, introspection),
    1.5,
  );
  compare(
    'introspection over gRPC to the peer over HTTP',
    quotient(find('latchkey', 'introspection-grpc')?.throughput, introspection),
    3,
  );
  const gateway = (operation: OperationName) => find('latchkey', operation)?.cpuByProcess['resource-gateway'];
  const unchecked = gateway('gateway-unchecked');
  const known = gateway('gateway-known-token');
  if (unchecked !== undefined && known !== undefined) {
    bound('gateway overhead of a token seen before', known - unchecked, 10, 'µs');
  }
  for (const { contestant, operation, latency } of results) {
    if (contestant !== 'latchkey' || operation === 'revocation' || isLong(operation)) continue;
    bound(`p99 of ${operation}`, latency.p99, longestP99Milliseconds, 'ms');
  }
  bound('p99 from revocation to refusal', find('latchkey', 'revocation')?.latency.p99, 100, 'ms');
  const waiting = find('latchkey', 'waiting-devices');
  if (waiting) {
    const { throughput, latency, memory, memoryBefore } = waiting;
    const asked = settings.devices / pollIntervalSeconds;
    // Any answer but authorization_pending ends the run: what is counted here was right.
    compare('right answers to polls of waiting devices, to what they ask', throughput / asked, 0.98);
    bound('p99 of waiting-devices', latency.p99, longestWaitingP99Milliseconds, 'ms');
    const growth = Object.entries(memory).map(([name, after]) => after - (memoryBefore[name] ?? after));
    bound('growth of a service while devices wait', Math.max(...growth), mostGrowthMegabytes, 'MB');
  }
  const services = results.filter(({ contestant }) => contestant === 'latchkey');
  if (services.length > 0) {
    const most = Math.max(...services.flatMap(({ memory }) => Object.values(memory)));
    bound('resident memory of the largest service', most, mostResidentMegabytes, 'MB');
  }
  const ours = idle.filter(({ name }) => name !== 'limit' && name !== 'oidc-provider');
  const stack = ours.reduce((sum, { proportional }) => sum + proportional, 0);
  bound('the whole stack idle, PostgreSQL included', stack, mostIdleMegabytes, 'MB');
  return verdicts;
}
