import { getOption, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { MethodDefinition } from '@grpc/grpc-js';
import { callers } from '@latchkey/contracts';
import { codecOf } from './codec/message-codec';

type Wire = MethodDefinition<object, object>;

/** Describes a method to grpc-js: its path, its stream flags and how messages become bytes. */
export function methodDefinition(method: DescMethod): Wire {
  const input = codecOf(method.input);
  const output = codecOf(method.output);
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: input.encode as Wire['requestSerialize'],
    requestDeserialize: input.decode,
    responseSerialize: output.encode as Wire['responseSerialize'],
    responseDeserialize: output.decode,
    originalName: method.localName,
  };
}

/** Says whether a method may be sent again when its answer was lost, as its contract declares. */
export function isIdempotent(method: DescMethod): boolean {
  return method.idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
}

/** Says whether a service may call a method, as its contract declares; one without a declaration refuses all. */
export function mayCall(method: DescMethod, caller: string): boolean {
  const declared = getOption(method, callers);
  return declared.anyService || declared.service.includes(caller);
}

/** The methods of a service that this library carries: one request, and one answer or a stream of them. */
export function carriedMethods(service: DescService): DescMethod[] {
  for (const method of service.methods) {
    if (method.methodKind !== 'unary' && method.methodKind !== 'server_streaming') {
      throw new Error(`${service.typeName}.${method.name}: requests are not streamed here`);
    }
  }
  return service.methods;
}
