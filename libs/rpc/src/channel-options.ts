import type { DescService } from '@bufbuild/protobuf';
import type { ChannelOptions } from '@grpc/grpc-js';
import { carriedMethods, isIdempotent } from './method';

/**
 * How grpc-js is to reach the replicas of a service: in turn, with certificates that show `peer`, back soon
 * after a loss, and trying again what the contract declares idempotent.
 */
export function channelOptions(peer: string, descriptor: DescService): ChannelOptions {
  const retried = carriedMethods(descriptor).filter(isIdempotent);
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
      methodConfig: retried.map((method) => ({
        name: [{ service: descriptor.typeName, method: method.name }],
        retryPolicy: {
          maxAttempts: 4,
          initialBackoff: '0.05s',
          maxBackoff: '0.5s',
          backoffMultiplier: 2,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      })),
    }),
  };
}
