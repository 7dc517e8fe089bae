/** Accounts, the houses in them, and with whom they are shared. */
export const accountSchema = /* GraphQL */ `
  "Who asks, as the access token says."
  type Viewer @requiresScope(scope: "flex:read") {
    "The user, or the client when it acts for itself."
    subject: String!
    "The client that the token was issued to."
    clientId: String!
    "What the token allows."
    scopes: [String!]!
    "Whether a client acts for itself, for the accounts that were shared with it."
    actsForItself: Boolean!
  }

  "What a household has under one contract."
  type Account @requiresScope(scope: "flex:read") {
    id: ID!
    name: String!
    createdAt: DateTime!
    "Whether the account is the viewer's own, and not one that was shared with it."
    isOwn: Boolean!
    "The houses of the account; ten at most."
    properties: [Property!]!
    "Clients that may see and steer the account while they act for themselves. Its owner alone sees them."
    shares: [AccountShare!]!
  }

  "A house of an account."
  type Property @requiresScope(scope: "flex:read") {
    id: ID!
    name: String!
    "IANA name of the time zone in which local times of its devices are meant."
    timeZone: String!
    account: Account!
    "The devices in the house; twenty at most."
    devices: [Device!]!
  }

  "A client that an account is shared with."
  type AccountShare @requiresScope(scope: "flex:read") {
    clientId: String!
    createdAt: DateTime!
  }

  extend type Query {
    "Who asks."
    viewer: Viewer! @requiresScope(scope: "flex:read")
    "Accounts that the token may see, ordered by id: those after an id, 100 at most."
    accounts(first: Int! = 10, after: ID): [Account!]! @requiresScope(scope: "flex:read")
    "An account, or null when there is none that the token may see."
    account(id: ID!): Account @requiresScope(scope: "flex:read")
  }

  extend type Mutation {
    "Lets a client that acts for itself see and steer an account. For the owner alone."
    shareAccount(accountId: ID!, clientId: String!): Account! @requiresScope(scope: "flex:control")
    "Ends the sharing with a client, at once. For the owner alone."
    unshareAccount(accountId: ID!, clientId: String!): Account! @requiresScope(scope: "flex:control")
  }
`;
