/**
 * The statements of the application before migration 0004 (running versions), which continue to run while
 * that migration is rolled out. When you add a migration, replace them with the statements of the version before it.
 */
export const previousMigrations = 3;

const columns = "id, object_key, content_type, title, bytes, width, height, colour, created_at";

const insert = `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`;

export const previousQueries = {
  insert,
  insertOnce: `WITH photo AS (${insert}), remembered AS (
      INSERT INTO upload_keys (key, fingerprint, photo_id) SELECT $8, $9, id FROM photo)
    SELECT ${columns} FROM photo`,
  fingerprintByKey: "SELECT fingerprint FROM upload_keys WHERE key = $1",
  forgetKeys: "DELETE FROM upload_keys WHERE created_at < now() - make_interval(hours => $1)",
  endSession: "INSERT INTO ended_sessions (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
  endedSession: "SELECT 1 AS ended FROM ended_sessions WHERE id = $1",
  forgetSessions: "DELETE FROM ended_sessions WHERE expires_at < now()",
  newest: `SELECT ${columns} FROM photos ORDER BY id DESC LIMIT $1`,
  newestBefore: `SELECT ${columns} FROM photos WHERE id < $1 ORDER BY id DESC LIMIT $2`,
  byId: `SELECT ${columns} FROM photos WHERE id = $1`,
  keysWithRow: "SELECT object_key FROM photos WHERE object_key = ANY($1)",
  remove: "DELETE FROM photos WHERE id = $1 RETURNING object_key",
};
