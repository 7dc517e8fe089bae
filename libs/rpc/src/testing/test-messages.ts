// Messages for specs alone: they hold what no message of the contracts does.
import { create, createFileRegistry, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
  type FieldDescriptorProtoSchema,
  type MessageOptionsSchema,
} from '@bufbuild/protobuf/wkt';

/** A field of a message for specs. */
export type TestField = MessageInitShape<typeof FieldDescriptorProtoSchema>;

/** The full name of the message that {@link testMessage} makes, for fields that hold it. */
export const itself = '.latchkey.test.v1.Probe';

const imported = [file_google_protobuf_struct, file_google_protobuf_wrappers];

/** Makes the schema of a message with these fields, numbered from 1 where they have no number. */
export function testMessage(
  fields: TestField[],
  { syntax = 'proto3', oneofs = [] as string[], entries = [] as TestField[] } = {},
): DescMessage {
  const options: MessageInitShape<typeof MessageOptionsSchema> = { mapEntry: true };
  const numbered = (field: TestField, index: number) => ({
    number: index + 1,
    label: Label.OPTIONAL,
    ...field,
  });
  const file = create(FileDescriptorProtoSchema, {
    name: 'latchkey/test/v1/probe.proto',
    package: 'latchkey.test.v1',
    syntax,
    dependency: imported.map(({ proto }) => proto.name),
    messageType: [
      {
        name: 'Probe',
        field: fields.map(numbered),
        oneofDecl: oneofs.map((name) => ({ name })),
        nestedType: entries.length > 0 ? [{ name: 'PairsEntry', options, field: entries.map(numbered) }] : [],
      },
    ],
  });
  const registry = createFileRegistry(file, (name) => imported.find(({ proto }) => proto.name === name));
  const schema = registry.getMessage('latchkey.test.v1.Probe');
  if (!schema) throw new Error('the message is not in its own file');
  return schema;
}

const carried = {
  double: Type.DOUBLE,
  float: Type.FLOAT,
  int32: Type.INT32,
  uint32: Type.UINT32,
  int64: Type.INT64,
  uint64: Type.UINT64,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
};

const ofEach = (prefix: string, more: TestField): TestField[] =>
  Object.entries(carried).map(([name, type]) => ({ ...more, name: `${prefix}_${name}`, type }));

const wrappers = ['Double', 'Float', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Bool', 'String', 'Bytes'];

/** A message that holds every kind of field that is carried, and itself. Its numbers take up to three bytes. */
export const EveryKindSchema = testMessage(
  [
    ...ofEach('one', {}),
    ...ofEach('many', { label: Label.REPEATED }),
    ...ofEach('apart', { label: Label.REPEATED, options: { packed: false } }),
    ...ofEach('chosen', { oneofIndex: 0 }),
    ...wrappers.map((name) => ({
      name: `wrapped_${name.toLowerCase()}`,
      type: Type.MESSAGE,
      typeName: `.google.protobuf.${name}Value`,
    })),
    { name: 'optional_text', type: Type.STRING, proto3Optional: true, oneofIndex: 1 },
    { name: 'optional_count', type: Type.INT32, proto3Optional: true, oneofIndex: 2 },
    { name: 'chosen_probe', type: Type.MESSAGE, typeName: itself, oneofIndex: 0 },
    { name: 'chosen_wrapped', type: Type.MESSAGE, typeName: '.google.protobuf.StringValue', oneofIndex: 0 },
    { name: 'probe', type: Type.MESSAGE, typeName: itself, number: 3000 },
    { name: 'probes', type: Type.MESSAGE, typeName: itself, label: Label.REPEATED },
    {
      name: 'many_wrapped',
      type: Type.MESSAGE,
      typeName: '.google.protobuf.Int32Value',
      label: Label.REPEATED,
    },
    { name: 'pairs', type: Type.MESSAGE, typeName: `${itself}.PairsEntry`, label: Label.REPEATED },
  ],
  {
    oneofs: ['choice', '_optional_text', '_optional_count'],
    entries: [
      { name: 'key', type: Type.STRING },
      { name: 'value', type: Type.MESSAGE, typeName: itself },
    ],
  },
);
