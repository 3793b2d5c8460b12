-- Up Migration

-- Expand: separate tables, so that nothing waits for a lock on photos, and the previous version of the
-- application works without them while this one rolls out.
SET LOCAL lock_timeout = '5s';

-- Which photo an upload with an Idempotency-Key led to. No foreign key: a key outlives its photo, so that sending
-- the upload again does not bring a deleted photo back.
CREATE TABLE upload_keys (
  key text PRIMARY KEY CHECK (char_length(key) BETWEEN 8 AND 128),
  fingerprint bytea NOT NULL,
  photo_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX upload_keys_created_at ON upload_keys (created_at);

-- Sessions that ended before their cookie expired.
CREATE TABLE ended_sessions (
  id text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
