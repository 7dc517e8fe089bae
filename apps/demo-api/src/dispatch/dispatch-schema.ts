/** What devices do for the grid. */
export const dispatchSchema = /* GraphQL */ `
  enum DispatchStatus {
    PLANNED
    RUNNING
    COMPLETED
  }

  enum DispatchAction {
    CHARGE
    DISCHARGE
    PREHEAT
    REDUCE
  }

  enum DispatchTrigger {
    "The plan of the day."
    PLAN
    "The owner, who wanted more at once."
    BOOST
  }

  "A stretch of time in which a device works for the grid, or for an owner in a hurry."
  type Dispatch @requiresScope(scope: "flex:read") {
    id: ID!
    device: Device!
    status: DispatchStatus!
    action: DispatchAction!
    trigger: DispatchTrigger!
    startTime: DateTime!
    endTime: DateTime!
    "Energy that the device draws meanwhile; negative when it gives some back."
    energyKwh: Float!
  }

  extend type Query {
    "The dispatch that starts soonest, of the first 200 devices that the token may see."
    nextDispatch: Dispatch @requiresScope(scope: "flex:read")
  }
`;
