-- Sessions that their users can name, and the networks that they sign in from.

-- What names a session to people is no secret, unlike the token.
ALTER TABLE sessions ADD COLUMN session_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;

-- Where an account was signed in to lately: failures elsewhere do not keep its owner out from there. The hash
-- covers the subject too, so that equal networks of two users do not look alike.
CREATE TABLE known_networks (
  subject text NOT NULL REFERENCES users ON DELETE CASCADE,
  network_hash bytea NOT NULL CHECK (octet_length(network_hash) = 32),
  last_sign_in timestamptz NOT NULL,
  PRIMARY KEY (subject, network_hash)
);

CREATE INDEX known_networks_last_sign_in ON known_networks (last_sign_in);
