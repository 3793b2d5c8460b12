import { createHmac, timingSafeEqual } from "node:crypto";

/** A token expires after this time. By then, each replica in use has replayed the position. */
export const positionLifetimeSeconds = 600;

/** A position that no replica reaches, for a write whose position could not be read. */
export const unknownPosition = (1n << 64n) - 1n;

/**
 * Issues and reads tokens with the write-ahead log position of a client's last write. The client stores the token and
 * sends it with each request. Tokens are signed: a client with a forged token could send all its reads to the primary. They
 * expire, because after a restore to an earlier position no replica reaches the position of an older token.
 */
export class PositionTokens {
  constructor(private readonly key: Buffer) {}

  issue(position: bigint, now = Date.now()): string {
    const payload = `${position.toString(16)}.${Math.floor(now / 1000).toString(36)}`;
    return `${payload}.${this.sign(payload)}`;
  }

  /** The position in a token; undefined when it is absent, malformed, forged or expired. */
  read(token: string | undefined, now = Date.now()): bigint | undefined {
    const match = /^(([0-9a-f]{1,16})\.([0-9a-z]{1,10}))\.([A-Za-z0-9_-]{22})$/.exec(token ?? "");
    if (match === null) return undefined;
    const [, payload = "", position = "", seconds = "", signature = ""] = match;
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(this.sign(payload)))) return undefined;
    const age = now / 1000 - Number.parseInt(seconds, 36);
    return age > positionLifetimeSeconds ? undefined : BigInt(`0x${position}`);
  }

  private sign(payload: string): string {
    return createHmac("sha256", this.key).update(payload).digest("base64url").slice(0, 22);
  }
}
