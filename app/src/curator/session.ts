import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** A session expires after a working day. Then the curator has to enter the token again. */
export const sessionLifetimeSeconds = 8 * 3600;

const digest = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Derives a key for one purpose from the curator's token. A new token therefore ends all sessions. */
export const deriveKey = (token: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", token, "groundwork gallery", purpose, 32));

/**
 * Authenticates the curator by the token, or by a session that was opened with it. Open sessions are not stored. The value
 * of the cookie is signed, and the CSRF token is derived from it, so every process can verify both.
 */
export class Curator {
  private readonly comparisonKey = randomBytes(32);
  private readonly sessionKey: Buffer;
  private readonly csrfKey: Buffer;

  constructor(private readonly token: string) {
    this.sessionKey = deriveKey(token, "session");
    this.csrfKey = deriveKey(token, "csrf");
  }

  /** Compares in constant time, also for texts of different lengths. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(this.comparisonKey, given), digest(this.comparisonKey, this.token));
  }

  /** The value of a new session's cookie. */
  openSession(now = Date.now()): string {
    const expires = Math.floor(now / 1000) + sessionLifetimeSeconds;
    const payload = `${randomBytes(16).toString("base64url")}.${expires}`;
    return `${payload}.${digest(this.sessionKey, payload).toString("base64url")}`;
  }

  /** The id and the expiry of a valid session. The id is not a secret: it does not authenticate a request. */
  identify(session: string): { id: string; expires: Date } {
    const [id = "", expires = ""] = session.split(".");
    return { id, expires: new Date(Number(expires) * 1000) };
  }

  /** Whether a cookie's value has a valid signature and has not expired. */
  isSession(value: string | undefined, now = Date.now()): value is string {
    const match = /^([\w-]{22}\.(\d{1,12}))\.([\w-]{43})$/.exec(value ?? "");
    if (match === null) return false;
    const [, payload = "", expires = "", signature = ""] = match;
    const expected = digest(this.sessionKey, payload).toString("base64url");
    return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) && Number(expires) > now / 1000;
  }

  /** The value of the header `x-csrf-token` for this session. Other sites do not know it. */
  csrfToken(session: string): string {
    return digest(this.csrfKey, session).toString("base64url");
  }

  isCsrfToken(session: string, given: string): boolean {
    return timingSafeEqual(
      digest(this.comparisonKey, given),
      digest(this.comparisonKey, this.csrfToken(session)),
    );
  }
}
