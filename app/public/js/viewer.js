import { deletePhoto, getPhoto } from "./api.js";
import { announce, byId, showFailure } from "./dom.js";
import { shown, takeAway } from "./photos.js";

const dialog = byId("viewer");
const image = byId("viewer-image");
const remove = byId("viewer-delete");
const failure = byId("viewer-failure");
/** @type {import("./api.js").Photo | null} */
let current = null;

/** Adds the event listeners of the viewer, and opens the photo in the address. */
export function startViewer() {
  byId("viewer-close").addEventListener("click", () => dialog.close());
  byId("viewer-previous").addEventListener("click", () => step(-1));
  byId("viewer-next").addEventListener("click", () => step(1));
  remove.addEventListener("click", removeCurrent);
  remove.addEventListener("blur", () => askAgain(false));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("close", () => {
    current = null;
    image.removeAttribute("src");
    history.replaceState(null, "", location.pathname);
  });
  window.addEventListener("hashchange", openFromAddress);
  return openFromAddress();
}

async function openFromAddress() {
  const id = /^#photo-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (id === undefined || current?.id === id) return;
  try {
    openViewer(shown.find((photo) => photo.id === id) ?? (await getPhoto(id)));
  } catch (error) {
    announce(error.message);
  }
}

/** Shows or hides the button for deleting, which only the curator sees. */
export function allowDeleting(allowed) {
  remove.hidden = !allowed;
}

/** @param {import("./api.js").Photo} photo */
export function openViewer(photo) {
  current = photo;
  image.src = photo.original;
  image.alt = photo.title;
  byId("viewer-title").textContent = photo.title;
  byId("viewer-facts").textContent = facts(photo);
  showFailure(failure, null);
  askAgain(false);
  const index = shown.findIndex((other) => other.id === photo.id);
  byId("viewer-previous").disabled = index <= 0;
  byId("viewer-next").disabled = index < 0 || index === shown.length - 1;
  history.replaceState(null, "", `#photo-${photo.id}`);
  if (!dialog.open) dialog.showModal();
}

function facts(photo) {
  const day = new Date(photo.createdAt).toLocaleDateString(undefined, { dateStyle: "long" });
  const kib = Math.ceil(photo.bytes / 1024);
  const size = kib < 1024 ? `${kib} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
  const pixels = photo.width && photo.height ? `${photo.width} × ${photo.height}` : null;
  return [day, pixels, size].filter(Boolean).join(" · ");
}

function step(by) {
  const index = shown.findIndex((photo) => photo.id === current?.id);
  const photo = index < 0 ? undefined : shown[index + by];
  if (photo !== undefined) openViewer(photo);
}

/** The first click asks for confirmation, the second one deletes. This is faster than a dialog. */
function askAgain(asking) {
  remove.dataset.asking = String(asking);
  remove.textContent = asking ? "Delete for ever?" : "Delete";
}

async function removeCurrent() {
  const photo = current;
  if (photo === null) return;
  if (remove.dataset.asking !== "true") {
    askAgain(true);
    return;
  }
  try {
    await deletePhoto(photo.id);
    dialog.close();
    takeAway(photo.id);
    announce(`${photo.title} was deleted`);
  } catch (error) {
    askAgain(false);
    showFailure(failure, error.message);
  }
}
