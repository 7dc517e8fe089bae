// A contract for specs alone: it offers what the real one does not, such as a method without callers.
import {
  create,
  createFileRegistry,
  setExtension,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import {
  FileDescriptorProtoSchema,
  MethodDescriptorProtoSchema,
  MethodOptionsSchema,
  file_google_protobuf_wrappers,
  type BytesValueSchema,
  type StringValueSchema,
  type UInt32ValueSchema,
} from '@bufbuild/protobuf/wkt';
import { CallersSchema, callers } from '@latchkey/contracts';

const anybody = create(MethodOptionsSchema);
setExtension(anybody, callers, create(CallersSchema, { anyService: true }));

const file = create(FileDescriptorProtoSchema, {
  name: 'latchkey/test/v1/probe_service.proto',
  package: 'latchkey.test.v1',
  syntax: 'proto3',
  dependency: ['google/protobuf/wrappers.proto'],
  service: [
    {
      name: 'ProbeService',
      method: [
        method('Echo', 'StringValue', 'StringValue', { options: anybody }),
        method('Count', 'UInt32Value', 'BytesValue', { options: anybody, serverStreaming: true }),
        method('Undeclared', 'StringValue', 'StringValue'),
      ],
    },
    {
      name: 'UploadService',
      method: [method('Upload', 'BytesValue', 'StringValue', { options: anybody, clientStreaming: true })],
    },
  ],
});

function method(
  name: string,
  input: string,
  output: string,
  more: MessageInitShape<typeof MethodDescriptorProtoSchema> = {},
) {
  const type = (message: string) => `.google.protobuf.${message}`;
  return create(MethodDescriptorProtoSchema, {
    ...more,
    name,
    inputType: type(input),
    outputType: type(output),
  });
}

const registry = createFileRegistry(file, (name) =>
  name === file_google_protobuf_wrappers.proto.name ? file_google_protobuf_wrappers : undefined,
);

function service(name: string): DescService {
  const descriptor = registry.getService(`latchkey.test.v1.${name}`);
  if (!descriptor) throw new Error(`${name} is not in the test contract`);
  return descriptor;
}

/** Echo and Count are open to any service; neither is idempotent. Undeclared names no callers. */
export const ProbeService = service('ProbeService') as GenService<{
  echo: { methodKind: 'unary'; input: typeof StringValueSchema; output: typeof StringValueSchema };
  count: { methodKind: 'server_streaming'; input: typeof UInt32ValueSchema; output: typeof BytesValueSchema };
  undeclared: { methodKind: 'unary'; input: typeof StringValueSchema; output: typeof StringValueSchema };
}>;

/** Streams its requests, which this library does not carry. */
export const UploadService = service('UploadService');
