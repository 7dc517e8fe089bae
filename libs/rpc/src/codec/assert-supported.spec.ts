import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldOptions_JSType as JsType,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { itself, testMessage } from '../testing/test-messages';
import { codecOf } from './message-codec';

const mapBy = (key: Type) =>
  testMessage(
    [{ name: 'pairs', type: Type.MESSAGE, typeName: `${itself}.PairsEntry`, label: Label.REPEATED }],
    {
      entries: [
        { name: 'key', type: key },
        { name: 'value', type: Type.STRING },
      ],
    },
  );

describe('a codec is refused for', () => {
  it.each([Type.SINT32, Type.SINT64, Type.FIXED32, Type.FIXED64, Type.SFIXED32, Type.SFIXED64])(
    'a scalar that no contract uses: %i',
    (type) => {
      expect(() => codecOf(testMessage([{ name: 'odd', type }]))).toThrow(
        /Probe\.odd: S?FIXED|Probe\.odd: SINT/,
      );
    },
  );

  it('proto2', () => {
    expect(() => codecOf(FileDescriptorProtoSchema)).toThrow('only messages of proto3 are carried');
    expect(() => codecOf(testMessage([{ name: 'text', type: Type.STRING }], { syntax: 'proto2' }))).toThrow(
      'proto3',
    );
  });

  it('a map by numbers', () => {
    expect(() => codecOf(mapBy(Type.INT32))).toThrow('Probe.pairs: only maps with strings as keys');
    expect(codecOf(mapBy(Type.STRING)).encode({ pairs: { a: 'b' } })).toHaveLength(8);
  });

  it('integers that are shown as strings', () => {
    const asString = testMessage([
      { name: 'count', type: Type.INT64, options: { jstype: JsType.JS_STRING } },
    ]);
    expect(() => codecOf(asString)).toThrow('Probe.count: jstype');
  });

  it('a message that holds plain JSON', () => {
    const json = testMessage([{ name: 'json', type: Type.MESSAGE, typeName: '.google.protobuf.Struct' }]);
    expect(() => codecOf(json)).toThrow('Probe.json: google.protobuf.Struct');
  });

  it('a message that holds itself beside what is refused, however often it is asked for', () => {
    const recursive = testMessage([
      { name: 'probe', type: Type.MESSAGE, typeName: itself },
      { name: 'odd', type: Type.SINT32 },
    ]);
    for (let time = 0; time < 2; time++) expect(() => codecOf(recursive)).toThrow('Probe.odd');
  });
});
