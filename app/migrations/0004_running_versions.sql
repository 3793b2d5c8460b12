-- Up Migration

-- Expand: a separate table needs no lock on photos, and the previous version of the application works without it.
SET LOCAL lock_timeout = '5s';

-- The versions that run now, with their statements. A migration is undone if one of these versions could not work after it.
CREATE TABLE running_versions (
  digest text PRIMARY KEY,
  version text NOT NULL,
  statements jsonb NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);
