/** Devices, whatever their kind, and what is peculiar to each kind. */
export const deviceSchema = /* GraphQL */ `
  enum DeviceKind {
    ELECTRIC_VEHICLE
    CHARGE_POINT
    HOME_BATTERY
    HEAT_PUMP
    THERMOSTAT
  }

  enum DeviceStatus {
    "A vehicle is on the road."
    AWAY
    "A vehicle is connected, and not charging."
    PLUGGED_IN
    "No vehicle is connected to the charge point."
    AVAILABLE
    CHARGING
    "Gives energy back to the house and the grid."
    DISCHARGING
    IDLE
    HEATING
    "Warms the house in advance, so that it can do with less later."
    PREHEATING
    "Does with less while the grid is short of power."
    REDUCED
    RESTING
  }

  "What a device can be asked for."
  enum Capability {
    CHARGE
    DISCHARGE
    PREHEAT
    REDUCE
    BOOST
    SUSPEND
    READY_BY
    TARGET_PERCENT
    TEMPERATURE_BAND
  }

  "A device in a house. Powers are drawn from the grid; negative ones are given back to it."
  interface Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    "What it draws now."
    powerKw: Float!
    "Most that it can draw or give back."
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    "Dispatches under way and to come, soonest first, a day and a half ahead; 100 at most."
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    "Dispatches of the last three days, latest first; 100 at most."
    completedDispatches(first: Int! = 10): [Dispatch!]!
  }

  "A car with a plug at home that tells its own state of charge."
  type ElectricVehicle implements Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    powerKw: Float!
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    completedDispatches(first: Int! = 10): [Dispatch!]!
    batteryCapacityKwh: Float!
    stateOfChargePercent: Float!
  }

  "A charge point for cars that do not tell their state of charge."
  type ChargePoint implements Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    powerKw: Float!
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    completedDispatches(first: Int! = 10): [Dispatch!]!
    "What the car has got since it was connected."
    sessionEnergyKwh: Float!
  }

  "A battery in the house."
  type HomeBattery implements Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    powerKw: Float!
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    completedDispatches(first: Int! = 10): [Dispatch!]!
    batteryCapacityKwh: Float!
    stateOfChargePercent: Float!
  }

  "An electric heat pump; the house itself stores its heat."
  type HeatPump implements Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    powerKw: Float!
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    completedDispatches(first: Int! = 10): [Dispatch!]!
    indoorTemperatureCelsius: Float!
  }

  "A thermostat of electric heating."
  type Thermostat implements Device @requiresScope(scope: "flex:read") {
    id: ID!
    kind: DeviceKind!
    name: String!
    registeredAt: DateTime!
    property: Property!
    status: DeviceStatus!
    powerKw: Float!
    maximumPowerKw: Float!
    capabilities: [Capability!]!
    smartControl: SmartControl!
    preferences: Preferences!
    plannedDispatches(first: Int! = 10): [Dispatch!]!
    completedDispatches(first: Int! = 10): [Dispatch!]!
    indoorTemperatureCelsius: Float!
  }

  input RegisterDeviceInput {
    propertyId: ID!
    kind: DeviceKind!
    "From 1 to 80 characters."
    name: String!
    "As is usual for its kind when left out; from 0.5 to 50."
    maximumPowerKw: Float
    "For an electric vehicle or a battery; as is usual for its kind when left out; from 1 to 200."
    batteryCapacityKwh: Float
  }

  extend type Query {
    "Devices that the token may see, ordered by id: those after an id, 100 at most."
    devices(kind: DeviceKind, first: Int! = 20, after: ID): [Device!]! @requiresScope(scope: "flex:read")
    "A device, or null when there is none that the token may see."
    device(id: ID!): Device @requiresScope(scope: "flex:read")
  }

  extend type Mutation {
    "Adds a device to a property. For the owner alone."
    registerDevice(input: RegisterDeviceInput!): Device! @requiresScope(scope: "flex:control")
    "Cuts the link to a device and forgets it, its past included; answers with its id. For the owner alone."
    deauthenticateDevice(deviceId: ID!): ID! @requiresScope(scope: "flex:control")
  }
`;
