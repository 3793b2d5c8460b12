/**
 * @typedef {{ id: string, title: string, contentType: string, bytes: number, width: number | null,
 *   height: number | null, colour: string | null, createdAt: string, original: string, thumbnail: string }} Photo
 */

/** Sent with each request that changes data; null without a session. */
let csrfToken = null;

/** A failed request, with a message for users. */
class RequestFailed extends Error {
  /** @param {string} message @param {number} status 0 without a response */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const unreachable = () =>
  new RequestFailed("The gallery cannot be reached. Check your connection and try again.", 0);

/** @param {number} status @param {string} body usually a problem document */
function failureOf(status, body) {
  try {
    const { detail } = JSON.parse(body);
    if (typeof detail === "string") return new RequestFailed(detail, status);
  } catch {
    // The response is not from the gallery, but from a proxy or a load balancer.
  }
  return new RequestFailed(
    `The gallery rejected the request (status ${status}). Try again in a moment.`,
    status,
  );
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
  if (!response.ok) throw failureOf(response.status, text);
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

/** Creates a key for one upload. Without TLS, browsers do not provide `crypto.randomUUID`. */
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
 * Uploads a photo. Uses XMLHttpRequest, because fetch() does not report the progress of uploads.
 * @param {File} file
 * @param {string} title
 * @param {string} key the same for all attempts of an upload, so that the photo is stored once
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
      else reject(failureOf(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.send(form);
  });
}
