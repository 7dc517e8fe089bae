-- Authentication context class of the sign-in behind the grant (RFC 9470). Null: not known, as in older rows.
ALTER TABLE grants ADD COLUMN acr text;
