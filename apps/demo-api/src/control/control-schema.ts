/** How devices are told to behave. */
export const controlSchema = /* GraphQL */ `
  enum SmartControlStatus {
    "The device follows the plan."
    ACTIVE
    "The device takes all it can, whatever the plan says."
    BOOSTED
    "The device is left to its owner and has no dispatches."
    SUSPENDED
  }

  "Who decides what a device does."
  type SmartControl @requiresScope(scope: "flex:read") {
    status: SmartControlStatus!
    suspendedAt: DateTime
    "When the boost ends, while there is one."
    boostedUntil: DateTime
  }

  extend type Mutation {
    "Has a device take all it can for 15 to 240 minutes, whatever the plan says."
    boost(deviceId: ID!, minutes: Int! = 60): Device! @requiresScope(scope: "flex:control")
    "Leaves a device to its owner: it has no dispatches until it is resumed."
    suspendSmartControl(deviceId: ID!): Device! @requiresScope(scope: "flex:control")
    "Gives a device back to the plan, and ends a boost."
    resumeSmartControl(deviceId: ID!): Device! @requiresScope(scope: "flex:control")
  }
`;
