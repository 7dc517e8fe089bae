-- Thumbprint of the key that whoever redeems the code, or the refresh token, has to prove possession of
-- (RFC 9449): for the code as the authorization request asked, after that as a public client began. Null: none.
ALTER TABLE grants ADD COLUMN dpop_jkt text;
