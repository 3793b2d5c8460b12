/** The client of the gallery's API for the smoke test. It validates every response. */
import { z } from "zod";
import { testPhoto } from "./photo";

/** An unexpected response: the message has the request and the response. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

const photoSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  createdAt: z.string(),
  thumbnail: z.string(),
});
export type Photo = z.output<typeof photoSchema>;
const pageSchema = z.object({ photos: z.array(photoSchema) });

/** Timeout of one request. */
const requestMilliseconds = 10_000;

export class SmokeClient {
  constructor(
    private readonly origin: string,
    private readonly token: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Sends a request. @throws Unexpected if there is no response, or if its status is not expected. */
  async send(path: string, expected: readonly number[], init: RequestInit = {}): Promise<Response> {
    const what = `${init.method ?? "GET"} ${path}`;
    const limit = AbortSignal.timeout(requestMilliseconds);
    let response: Response;
    try {
      const signal = this.signal ? AbortSignal.any([this.signal, limit]) : limit;
      response = await fetch(`${this.origin}${path}`, { ...init, signal });
    } catch (error) {
      this.signal?.throwIfAborted();
      throw new Unexpected(`${what}: no response (${reasonOf(error)})`);
    }
    if (expected.includes(response.status)) return response;
    const body = (await response.text().catch(() => "")).slice(0, 300);
    throw new Unexpected(
      `${what}: ${response.status} instead of ${expected.join(" or ")}${body && `: ${body}`}`,
    );
  }

  async upload(title: string): Promise<Photo> {
    const form = new FormData();
    form.set("title", title);
    form.set("photo", new Blob([testPhoto()], { type: "image/png" }), "smoke-test.png");
    const init = { method: "POST", body: form, headers: this.authorization() };
    return parse(photoSchema, await this.send("/api/photos", [201], init));
  }

  /** The newest photos, and the database node that listed them; empty if the gallery does not return it. */
  async list(limit = 100): Promise<{ photos: readonly Photo[]; node: string }> {
    const response = await this.send(`/api/photos?limit=${limit}`, [200]);
    const node = response.headers.get("gallery-node") ?? "";
    return { photos: (await parse(pageSchema, response)).photos, node };
  }

  /** Deletes a photo. Returns the position in the database's log after which the photo is no longer visible. */
  async remove(id: string): Promise<string | undefined> {
    const init = { method: "DELETE", headers: this.authorization() };
    const response = await this.send(`/api/photos/${id}`, [204], init);
    return response.headers.get("gallery-position") ?? undefined;
  }

  private authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}

async function parse<S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> {
  const text = await response.text();
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Unexpected(
      `${new URL(response.url).pathname}: not the documented response: ${text.slice(0, 300)}`,
    );
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && cause.message === "" ? String(cause.code) : cause.message;
}
