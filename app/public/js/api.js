/**
 * @typedef {{ id: string, title: string, contentType: string, bytes: number, width: number | null,
 *   height: number | null, colour: string | null, createdAt: string, original: string, thumbnail: string }} Photo
 */

/** Sent with everything that changes something; null without a session. */
let csrfToken = null;

/** What the server, or the way to it, has against a request, in words for a person. */
class Refused extends Error {
  /** @param {string} message @param {number} status 0 when no answer came */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const unreachable = () =>
  new Refused("The gallery cannot be reached. Check your connection and try again.", 0);

/** @param {number} status @param {string} body the answer, a problem document when all is well */
function refusal(status, body) {
  try {
    const { detail } = JSON.parse(body);
    if (typeof detail === "string") return new Refused(detail, status);
  } catch {
    // Not from the gallery itself: something in between has answered.
  }
  return new Refused(`The gallery did not take that (${status}). Try again in a moment.`, status);
}

async function call(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csrfToken !== null) headers["x-csrf-token"] = csrfToken;
  const request = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const response = await fetch(path, request).catch(() => {
    throw unreachable();
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return text === "" ? undefined : JSON.parse(text);
}

const remember = (session) => {
  csrfToken = session.csrfToken;
  return session.curator;
};

/** @returns {Promise<boolean>} whether the curator is signed in */
export const currentSession = async () => remember(await call("GET", "/api/session"));

export const signIn = async (token) => remember(await call("POST", "/api/session", { token }));

export async function signOut() {
  try {
    await call("DELETE", "/api/session");
  } finally {
    csrfToken = null;
  }
}

/** A key for one upload. `crypto.randomUUID` is missing where the page is served without TLS. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

/** @param {string | null} cursor @returns {Promise<{ photos: Photo[], next: string | null }>} */
export const listPhotos = (cursor) =>
  call("GET", `/api/photos${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`);

/** @returns {Promise<Photo>} */
export const getPhoto = (id) => call("GET", `/api/photos/${encodeURIComponent(id)}`);

export const deletePhoto = (id) => call("DELETE", `/api/photos/${encodeURIComponent(id)}`);

/**
 * Uploads one photo. fetch() tells nothing of its progress, so this is the older XMLHttpRequest.
 * @param {File} file
 * @param {string} title
 * @param {string} key the same for every try of one upload, so that it is stored once
 * @param {(share: number) => void} onProgress from 0 to 1
 * @returns {Promise<Photo>}
 */
export function uploadPhoto(file, title, key, onProgress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.set("title", title);
    form.set("photo", file);
    const request = new XMLHttpRequest();
    request.open("POST", "/api/photos");
    request.setRequestHeader("idempotency-key", key);
    if (csrfToken !== null) request.setRequestHeader("x-csrf-token", csrfToken);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(refusal(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.send(form);
  });
}
