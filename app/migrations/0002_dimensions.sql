-- Up Migration

-- Expand: the page reserves each photo's place and colour before its bytes arrive. Nullable, because the
-- previous version of the application still inserts rows without them while this one rolls out.
SET LOCAL lock_timeout = '5s';
ALTER TABLE photos
  ADD COLUMN width integer CHECK (width > 0),
  ADD COLUMN height integer CHECK (height > 0),
  ADD COLUMN colour text CHECK (colour ~ '^#[0-9a-f]{6}$');
