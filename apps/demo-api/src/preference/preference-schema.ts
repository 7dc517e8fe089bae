/** What owners want of their devices. */
export const preferenceSchema = /* GraphQL */ `
  "What the owner of a device wants of it. What means nothing to its kind is null."
  type Preferences @requiresScope(scope: "flex:read") {
    "When a car must be ready."
    readyBy: LocalTime
    "Level to charge to, in percent."
    targetPercent: Int
    "Temperatures that the house may have."
    temperatureBand: TemperatureBand
  }

  type TemperatureBand @requiresScope(scope: "flex:read") {
    minimumCelsius: Float!
    maximumCelsius: Float!
  }

  "New preferences; what is left out stays as it is."
  input PreferencesInput {
    readyBy: LocalTime
    "From 20 to 100."
    targetPercent: Int
    temperatureBand: TemperatureBandInput
  }

  "From 5 to 30 °C, a degree wide at least."
  input TemperatureBandInput {
    minimumCelsius: Float!
    maximumCelsius: Float!
  }

  extend type Mutation {
    "Changes what the owner wants of a device."
    setPreferences(deviceId: ID!, preferences: PreferencesInput!): Device!
      @requiresScope(scope: "flex:control")
  }
`;
