import type { ChannelOptions } from '@grpc/grpc-js';

const retryPolicy = {
  maxAttempts: 4,
  initialBackoff: '0.05s',
  maxBackoff: '0.5s',
  backoffMultiplier: 2,
  retryableStatusCodes: ['UNAVAILABLE'],
};

/**
 * How grpc-js is to reach the replicas of a service: in turn, with certificates that show `peer`, and back soon
 * after a loss.
 *
 * @param retrying whether it tries again what fails with UNAVAILABLE: only what the contract declares idempotent
 *   may be sent over such a channel
 */
export function channelOptions(peer: string, { retrying }: { retrying: boolean }): ChannelOptions {
  return {
    'grpc.ssl_target_name_override': peer,
    'grpc.default_authority': peer,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.dns_min_time_between_resolutions_ms': 1_000,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.service_config': JSON.stringify({
      loadBalancingConfig: [{ round_robin: {} }],
      methodConfig: retrying ? [{ name: [{}], retryPolicy }] : [],
    }),
  };
}
