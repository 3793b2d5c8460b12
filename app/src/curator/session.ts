import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** Seconds until a curator has to give the token again: a working day. */
export const sessionLifetimeSeconds = 8 * 3600;

const digest = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** A key for one purpose, from the curator's token: a new token ends every session by itself. */
export const deriveKey = (token: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", token, "groundwork gallery", purpose, 32));

/**
 * Knows the curator: by the token, or by a session that was opened with it. An open session is kept nowhere; its
 * cookie's value is signed, and its CSRF token follows from that value, so every process accepts it.
 */
export class Curator {
  private readonly comparisonKey = randomBytes(32);
  private readonly sessionKey: Buffer;
  private readonly csrfKey: Buffer;

  constructor(private readonly token: string) {
    this.sessionKey = deriveKey(token, "session");
    this.csrfKey = deriveKey(token, "csrf");
  }

  /** Compares in constant time, whatever the lengths. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(this.comparisonKey, given), digest(this.comparisonKey, this.token));
  }

  /** The value of a new session's cookie. */
  openSession(now = Date.now()): string {
    const expires = Math.floor(now / 1000) + sessionLifetimeSeconds;
    const payload = `${randomBytes(16).toString("base64url")}.${expires}`;
    return `${payload}.${digest(this.sessionKey, payload).toString("base64url")}`;
  }

  /** What identifies a session of ours (not a secret: it opens nothing by itself), and when it expires. */
  identify(session: string): { id: string; expires: Date } {
    const [id = "", expires = ""] = session.split(".");
    return { id, expires: new Date(Number(expires) * 1000) };
  }

  /** Whether a cookie's value is one of ours and has not expired. */
  isSession(value: string | undefined, now = Date.now()): value is string {
    const match = /^([\w-]{22}\.(\d{1,12}))\.([\w-]{43})$/.exec(value ?? "");
    if (match === null) return false;
    const [, payload = "", expires = "", signature = ""] = match;
    const expected = digest(this.sessionKey, payload).toString("base64url");
    return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) && Number(expires) > now / 1000;
  }

  /** What the page must send in `x-csrf-token` with this session: another site can send the cookie, not this. */
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
