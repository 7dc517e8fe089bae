-- Whose flexibility this is. An owner is `user:SUBJECT`, or `client:CLIENT_ID` for a client that acts for itself:
-- the prefix keeps a user whose subject reads like a client's identifier apart from that client.
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  owner text NOT NULL CHECK (owner ~ '^(user|client):.'),
  name text NOT NULL,
  -- Made for somebody who looks around, not by a customer.
  demo boolean NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX accounts_owner ON accounts (owner, id);
-- What makes seeding safe to repeat, from any number of replicas at once.
CREATE UNIQUE INDEX accounts_one_demo_household ON accounts (owner) WHERE demo;

-- Clients that may see and steer an account without its owner being there.
CREATE TABLE account_shares (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  client_id text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, client_id)
);
CREATE INDEX account_shares_client ON account_shares (client_id, account_id);

CREATE TABLE properties (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name text NOT NULL,
  -- IANA name; "ready by 07:30" means 07:30 on the clock in this house.
  time_zone text NOT NULL
);
CREATE INDEX properties_account ON properties (account_id, id);

-- Devices, and what their state follows from: a level at a moment, and how they are told to behave since.
CREATE TABLE devices (
  id uuid PRIMARY KEY,
  property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
  kind text NOT NULL
    CHECK (kind IN ('electric_vehicle', 'charge_point', 'home_battery', 'heat_pump', 'thermostat')),
  name text NOT NULL,
  maximum_power_kw double precision NOT NULL CHECK (maximum_power_kw > 0),
  battery_capacity_kwh double precision CHECK (battery_capacity_kwh > 0),
  registered_at timestamptz NOT NULL,

  -- Stored energy in kWh, or the temperature in the house in °C, as it was at level_at.
  level double precision NOT NULL,
  level_at timestamptz NOT NULL,
  suspended_at timestamptz,
  boosted_until timestamptz,

  ready_by time,
  target_percent integer CHECK (target_percent BETWEEN 0 AND 100),
  minimum_celsius double precision,
  maximum_celsius double precision,

  CONSTRAINT battery_has_capacity
    CHECK ((battery_capacity_kwh IS NOT NULL) = (kind IN ('electric_vehicle', 'home_battery'))),
  CONSTRAINT vehicle_has_time CHECK ((ready_by IS NOT NULL) = (kind IN ('electric_vehicle', 'charge_point'))),
  CONSTRAINT battery_has_target
    CHECK ((target_percent IS NOT NULL) = (kind IN ('electric_vehicle', 'home_battery'))),
  CONSTRAINT heating_has_band CHECK (
    (minimum_celsius IS NOT NULL) = (kind IN ('heat_pump', 'thermostat'))
    AND (maximum_celsius IS NOT NULL) = (kind IN ('heat_pump', 'thermostat'))
    AND (minimum_celsius IS NULL OR minimum_celsius < maximum_celsius)
  )
);
CREATE INDEX devices_property ON devices (property_id, id);

-- Dispatches that had begun when a device was told to behave otherwise: what follows from the row above does not
-- reach further back. Later ones are computed.
CREATE TABLE past_dispatches (
  device_id uuid NOT NULL REFERENCES devices ON DELETE CASCADE,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL CHECK (end_time > start_time),
  action text NOT NULL CHECK (action IN ('charge', 'discharge', 'preheat', 'reduce')),
  trigger text NOT NULL CHECK (trigger IN ('plan', 'boost')),
  energy_kwh double precision NOT NULL,
  PRIMARY KEY (device_id, start_time)
);
