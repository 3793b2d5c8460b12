/**
 * The statements of the application before migration 0003 (upload keys, ended sessions), which continue to run while
 * that migration is rolled out. When you add a migration, replace them with the statements of the version before it.
 */
export const previousMigrations = 2;

const columns = "id, object_key, content_type, title, bytes, width, height, colour, created_at";

export const previousQueries = {
  insert: `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
  newest: `SELECT ${columns} FROM photos ORDER BY id DESC LIMIT $1`,
  newestBefore: `SELECT ${columns} FROM photos WHERE id < $1 ORDER BY id DESC LIMIT $2`,
  byId: `SELECT ${columns} FROM photos WHERE id = $1`,
  keysWithRow: "SELECT object_key FROM photos WHERE object_key = ANY($1)",
  remove: "DELETE FROM photos WHERE id = $1 RETURNING object_key",
};
