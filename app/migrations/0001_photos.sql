-- Up Migration

-- uuidv7() starts with the time, so the primary key's index is also the order of the list: newest first
-- needs no second index, and a cursor is one id.
CREATE TABLE photos (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  object_key text NOT NULL UNIQUE,
  content_type text NOT NULL,
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  bytes bigint NOT NULL CHECK (bytes > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
