import type { Query } from "../database/node";
import type { Database } from "../database/router";

export const sessionEnd = (id: string, expires: Date): Query => ({
  name: "session-end",
  text: "INSERT INTO ended_sessions (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
  values: [id, expires],
});

export const sessionEnded = (id: string): Query => ({
  name: "session-ended",
  text: "SELECT 1 FROM ended_sessions WHERE id = $1",
  values: [id],
});

/** Deletes sessions whose cookie has expired. */
export const forgetEndedSessions: Query = {
  name: "sessions-forget",
  text: "DELETE FROM ended_sessions WHERE expires_at < now()",
  values: [],
};

/**
 * Sessions that ended before they expired. The database stores them, because a session is valid in every process: after the user
 * signs out, a copy of the cookie must not be valid.
 */
export class EndedSessions {
  constructor(private readonly database: Database) {}

  /** @throws DatabaseUnavailable if the primary does not accept the write */
  async end({ id, expires }: { id: string; expires: Date }): Promise<void> {
    await this.database.write(sessionEnd(id, expires));
  }

  /**
   * Reads from the primary, because a replica may lag.
   * @throws DatabaseUnavailable if the primary does not respond
   */
  async has(id: string): Promise<boolean> {
    return (await this.database.readPrimary(sessionEnded(id))).length > 0;
  }
}
