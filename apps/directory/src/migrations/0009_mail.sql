-- Mails that wait to be sent, and the links that were sent in mails.

-- What is to be said to whom, and no secret: the token of a link is made when its mail is sent. It outlives the
-- user that it is about, who may have been deleted.
CREATE TABLE outbox (
  mail_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL
    CHECK (
      kind IN (
        'sign_up', 'reset_password', 'change_email',
        'password_changed', 'password_reset', 'email_changed', 'passkey_added', 'passkey_removed', 'totp_added',
        'totp_removed', 'recovery_codes_replaced', 'recovery_code_used', 'account_deleted'
      )
    ),
  recipient text NOT NULL CHECK (octet_length(recipient) <= 254 AND recipient !~ '[[:space:][:cntrl:]]'),
  subject text,
  language text NOT NULL CHECK (language IN ('de', 'en', 'es', 'fr', 'it', 'nl')),
  -- A query, form-encoded.
  continuation text NOT NULL DEFAULT ''
    CHECK (length(continuation) <= 1024 AND continuation ~ '^[A-Za-z0-9%&=._*+-]*$'),
  attempts smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT change_of_address_is_somebodys CHECK (kind <> 'change_email' OR subject IS NOT NULL)
);

CREATE INDEX outbox_next_attempt_at ON outbox (next_attempt_at);

-- Every replica's sender hears at commit that there is something to send.
CREATE FUNCTION notify_of_outbox() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_notify('directory_outbox', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER inserted AFTER INSERT ON outbox
FOR EACH STATEMENT EXECUTE FUNCTION notify_of_outbox();

-- Links that work. Each is dropped by the statement that uses it up.
CREATE TABLE email_links (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  purpose text NOT NULL CHECK (purpose IN ('sign_up', 'reset_password', 'change_email')),
  -- Where it was mailed to.
  email text NOT NULL CHECK (octet_length(email) <= 254),
  -- Whose account it is about; there is none yet at sign-up.
  subject text REFERENCES users ON DELETE CASCADE,
  language text NOT NULL CHECK (language IN ('de', 'en', 'es', 'fr', 'it', 'nl')),
  expires_at timestamptz NOT NULL,
  CONSTRAINT link_of_an_account_names_it CHECK ((purpose = 'sign_up') = (subject IS NULL))
);

CREATE INDEX email_links_subject ON email_links (subject);
CREATE INDEX email_links_email ON email_links (email);
CREATE INDEX email_links_expires_at ON email_links (expires_at);

-- Mails of a development installation, which sends none.
CREATE TABLE kept_mails (
  mail_id uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject_line text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE INDEX kept_mails_created_at ON kept_mails (created_at, mail_id);
