import type { Query } from "../database/node";
import type { Database } from "../database/router";

const end = (id: string, expires: Date): Query => ({
  name: "session-end",
  text: "INSERT INTO ended_sessions (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
  values: [id, expires],
});

const find = (id: string): Query => ({
  name: "session-ended",
  text: "SELECT 1 FROM ended_sessions WHERE id = $1",
  values: [id],
});

/** Forgets sessions whose cookie has expired anyway. */
export const forgetEndedSessions: Query = {
  name: "sessions-forget",
  text: "DELETE FROM ended_sessions WHERE expires_at < now()",
  values: [],
};

/**
 * Sessions that were ended before they expired. They are kept in the database, because a session is valid in
 * every process; a copy of its cookie must not outlive the sign-out.
 */
export class EndedSessions {
  constructor(private readonly database: Database) {}

  /** @throws DatabaseUnavailable when the primary does not take it */
  async end({ id, expires }: { id: string; expires: Date }): Promise<void> {
    await this.database.write(end(id, expires));
  }

  /** Asks the primary: a replica may not know of the end yet. @throws DatabaseUnavailable without an answer */
  async has(id: string): Promise<boolean> {
    return (await this.database.readPrimary(find(id))).length > 0;
  }
}
