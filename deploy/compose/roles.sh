#!/bin/sh
# Gives every service that owns state a role and a schema of its own. PostgreSQL's image runs this once,
# when the database is new; the passwords come from the environment.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set directory_password="$LATCHKEY_DIRECTORY_PASSWORD" \
  --set issuer_password="$LATCHKEY_ISSUER_PASSWORD" \
  --set device_password="$LATCHKEY_DEVICE_PASSWORD" \
  --set demo_api_password="$LATCHKEY_DEMO_API_PASSWORD" <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE ROLE latchkey_directory LOGIN PASSWORD :'directory_password';
CREATE ROLE latchkey_issuer LOGIN PASSWORD :'issuer_password';
CREATE ROLE latchkey_device LOGIN PASSWORD :'device_password';
CREATE ROLE latchkey_demo_api LOGIN PASSWORD :'demo_api_password';
CREATE SCHEMA directory AUTHORIZATION latchkey_directory;
CREATE SCHEMA issuer AUTHORIZATION latchkey_issuer;
CREATE SCHEMA device AUTHORIZATION latchkey_device;
CREATE SCHEMA demo_api AUTHORIZATION latchkey_demo_api;
SQL
