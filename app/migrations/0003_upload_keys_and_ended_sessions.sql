-- Up Migration

-- Expand: separate tables need no lock on photos, and the previous version of the application works without them while
-- this version rolls out.
SET LOCAL lock_timeout = '5s';

-- The photo that an upload with an Idempotency-Key created. There is no foreign key: the key remains after its photo is
-- deleted, so that a retry of the upload does not restore the photo.
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
