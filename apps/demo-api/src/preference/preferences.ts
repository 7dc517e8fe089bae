/** What the owner of a device wants of it. A kind of device has those that mean something to it. */
export interface Preferences {
  /** Time on the clock in the house at which a car must be ready, in minutes after midnight. */
  readyByMinutes?: number;
  /** Level to charge a battery to, in percent. */
  targetPercent?: number;
  /** Temperatures that the house may have, in °C. */
  temperatureBand?: TemperatureBand;
}

/** Temperatures between which a house may be, in °C. */
export interface TemperatureBand {
  minimumCelsius: number;
  maximumCelsius: number;
}
