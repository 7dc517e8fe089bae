/** What the whole schema rests on. Scopes are declared beside what needs them, as the registry knows them. */
export const baseSchema = /* GraphQL */ `
  """
  The scope that an access token needs for a field. On an object type it holds for all of its fields that
  declare none of their own. What declares none at all is refused to everybody.
  """
  directive @requiresScope(scope: String!) on OBJECT | INTERFACE | FIELD_DEFINITION

  "A moment, such as 2030-01-31T07:30:00Z."
  scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339")

  "A time on the clock in the house, such as 07:30."
  scalar LocalTime

  type Query

  type Mutation
`;
