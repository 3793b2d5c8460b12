import type { Gallery } from "../../app/local/gallery";
import { jpeg } from "./pictures";

/** The fields of a photo that the tests use. */
export interface PhotoAnswer {
  id: string;
  title: string;
  width: number;
  height: number;
  contentType: string;
  bytes: number;
}

/** Talks to a gallery as an API client does. */
export class GalleryClient {
  constructor(
    private readonly gallery: Pick<Gallery, "url" | "token" | "metricsUrl">,
    private readonly timeoutMilliseconds = 15_000,
  ) {}

  /** One request; the path starts with /. */
  send(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.gallery.url}${path}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(this.timeoutMilliseconds),
      ...init,
    });
  }

  /** Uploads as the curator, and returns any response. */
  async upload(title: string, photo?: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return this.send("/api/photos", {
      method: "POST",
      headers: { authorization: `Bearer ${this.gallery.token}`, ...headers },
      body: form(title, photo ?? (await smallPhoto())),
    });
  }

  /** Uploads as the curator. @throws if the upload is rejected */
  async add(title: string, photo?: Uint8Array): Promise<PhotoAnswer & { position: string }> {
    const response = await this.upload(title, photo);
    if (response.status !== 201) throw new Error(`upload: ${response.status} ${await response.text()}`);
    const answer = await json<PhotoAnswer>(response);
    return { ...answer, position: response.headers.get("gallery-position") ?? "" };
  }

  delete(id: string): Promise<Response> {
    return this.send(`/api/photos/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${this.gallery.token}` },
    });
  }

  async list(
    query = "",
    headers: Record<string, string> = {},
  ): Promise<{ photos: PhotoAnswer[]; next: string | null }> {
    const response = await this.send(`/api/photos${query}`, { headers });
    if (response.status !== 200) throw new Error(`list: ${response.status} ${await response.text()}`);
    return json(response);
  }

  /** The sum of a metric's samples whose labels contain `labels`; undefined if there are none. */
  async metric(name: string, labels = ""): Promise<number | undefined> {
    const text = await (await fetch(this.gallery.metricsUrl)).text();
    const values = text
      .split("\n")
      .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(labels))
      .map((line) => Number(line.slice(line.lastIndexOf(" "))));
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  }
}

/** A response's body, whose shape the test knows. */
export const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

let small: Promise<Buffer> | undefined;

/** A photo of a few KiB, always the same. */
export function smallPhoto(): Promise<Buffer> {
  small ??= jpeg(1, 96, 64);
  return small;
}

/** The form that an upload sends. */
export function form(title: string, photo: Uint8Array, fileName = "photo.jpg"): FormData {
  const data = new FormData();
  data.set("title", title);
  data.set("photo", new Blob([new Uint8Array(photo)]), fileName);
  return data;
}

/** Retries until the result is truthy. @throws after `seconds` */
export async function eventually<T>(seconds: number, ask: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; ) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
