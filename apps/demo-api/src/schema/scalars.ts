import { GraphQLError, Kind, type GraphQLScalarType, type ValueNode } from 'graphql';

/** How a scalar is written in answers and read from requests. */
type ScalarRules = Pick<GraphQLScalarType, 'serialize' | 'parseValue' | 'parseLiteral'>;

/** A moment in answers. No field takes one. */
const dateTime: ScalarRules = {
  serialize: (value) => (value as Date).toISOString(),
  parseValue: () => {
    throw new GraphQLError('no input takes a DateTime');
  },
  parseLiteral: () => {
    throw new GraphQLError('no input takes a DateTime');
  },
};

/** A time of day: `HH:MM` outside, minutes after midnight inside. */
const localTime: ScalarRules = {
  serialize: (value) => {
    const minutes = Number(value);
    const twoDigits = (number: number) => String(number).padStart(2, '0');
    return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  },
  parseValue: readLocalTime,
  parseLiteral: (node: ValueNode) => readLocalTime(node.kind === Kind.STRING ? node.value : undefined),
};

/** The scalars of the schema, by name. */
export const scalars: Record<string, ScalarRules> = { DateTime: dateTime, LocalTime: localTime };

function readLocalTime(value: unknown): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (hours === undefined) throw new GraphQLError('a LocalTime is written as HH:MM, such as 07:30');
  return Number(hours) * 60 + Number(minutes);
}
