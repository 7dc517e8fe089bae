/** Documents that the explorer opens with, each in a tab of its own. */
export const examples: { query: string; variables?: string }[] = [
  {
    query: `# Your household as it is now. Run it again after a while: devices move.
# The schema can be read by anyone; for answers, connect first.
query MyHousehold {
  accounts {
    name
    properties {
      name
      devices {
        id
        name
        status
        powerKw
        smartControl { status }
        ... on ElectricVehicle { stateOfChargePercent }
        ... on HomeBattery { stateOfChargePercent }
        ... on ChargePoint { sessionEnergyKwh }
        ... on HeatPump { indoorTemperatureCelsius }
        ... on Thermostat { indoorTemperatureCelsius }
      }
    }
  }
  nextDispatch {
    action
    startTime
    device { name }
  }
}
`,
  },
  {
    query: `# What each device is planned to do for the grid, and what it has done.
query Dispatches {
  devices {
    name
    plannedDispatches(first: 3) { status action startTime endTime energyKwh }
    completedDispatches(first: 3) { action trigger startTime endTime energyKwh }
  }
}
`,
  },
  {
    query: `# Has a device take all it can for an hour. Take an id from the first tab.
mutation Boost($deviceId: ID!) {
  boost(deviceId: $deviceId, minutes: 60) {
    name
    status
    powerKw
    smartControl { status boostedUntil }
  }
}
`,
    variables: '{\n  "deviceId": ""\n}\n',
  },
  {
    query: `# When the car must be ready, and how full. Take the id of the car from the first tab.
mutation ReadyBy($deviceId: ID!) {
  setPreferences(deviceId: $deviceId, preferences: { readyBy: "06:45", targetPercent: 90 }) {
    name
    preferences { readyBy targetPercent }
    plannedDispatches(first: 1) { startTime endTime energyKwh }
  }
}
`,
    variables: '{\n  "deviceId": ""\n}\n',
  },
];
