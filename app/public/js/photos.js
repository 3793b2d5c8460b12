import { listPhotos } from "./api.js";
import { byId, make } from "./dom.js";

const mostThumbnailAttempts = 6;

const list = byId("photos");
const more = byId("more");
const failure = byId("failure");
let cursor = null;
let loading = false;
/** @type {(photo: import("./api.js").Photo) => void} */
let open = () => {};

/** @type {import("./api.js").Photo[]} The photos on the page, newest first. */
export const shown = [];

/** Starts the list. @param {typeof open} onOpen called with the photo that the user opens */
export function startList(onOpen) {
  open = onOpen;
  more.addEventListener("click", loadMore);
  failure.querySelector("button")?.addEventListener("click", loadMore);
  // Scrolling to the end loads the next page. The button remains for users who do not scroll.
  new IntersectionObserver(
    ([entry]) => {
      if (entry?.isIntersecting && !more.hidden) void loadMore();
    },
    { rootMargin: "600px" },
  ).observe(more);
  return loadMore();
}

async function loadMore() {
  if (loading) return;
  loading = true;
  failure.hidden = true;
  list.setAttribute("aria-busy", "true");
  try {
    const page = await listPhotos(cursor);
    cursor = page.next;
    for (const photo of page.photos) add(photo, "end");
    more.hidden = cursor === null;
  } catch (error) {
    failure.hidden = false;
    failure.querySelector("span").textContent = error.message;
    more.hidden = true;
  } finally {
    loading = false;
    list.removeAttribute("aria-busy");
    showEmptiness();
  }
}

/** Puts a new photo first. */
export function addFirst(photo) {
  add(photo, "start");
  showEmptiness();
}

/** Removes a photo from the page, and moves the keyboard focus to its neighbour. */
export function takeAway(id) {
  const index = shown.findIndex((photo) => photo.id === id);
  if (index >= 0) shown.splice(index, 1);
  const item = document.getElementById(`photo-${id}`);
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  item?.remove();
  (neighbour?.querySelector("button") ?? list).focus();
  showEmptiness();
}

function add(photo, place) {
  if (shown.some((other) => other.id === photo.id)) return;
  const image = make("img", { alt: "", decoding: "async", loading: "lazy" });
  const button = make("button", { type: "button" }, image, make("span", { className: "name" }, photo.title));
  button.addEventListener("click", () => open(photo));
  const item = make("li", { className: "photo", id: `photo-${photo.id}` }, button);
  // Reserves the space before the image is loaded, so that the layout does not move.
  const ratio = photo.width && photo.height ? photo.width / photo.height : 1.5;
  item.style.setProperty("--ratio", String(Math.min(2.4, Math.max(0.6, ratio))));
  if (photo.colour) item.style.setProperty("--colour", photo.colour);
  showThumbnail(image, photo);
  if (place === "start") {
    shown.unshift(photo);
    list.prepend(item);
  } else {
    shown.push(photo);
    list.append(item);
  }
}

/** Retries with increasing delays, because the thumbnail of a new photo is created later. Finally shows the photo itself. */
function showThumbnail(image, photo) {
  let attempt = 0;
  image.addEventListener("load", () => image.classList.add("loaded"));
  image.addEventListener("error", () => {
    attempt += 1;
    if (attempt > mostThumbnailAttempts) return;
    const source =
      attempt === mostThumbnailAttempts ? photo.original : `${photo.thumbnail}?attempt=${attempt}`;
    setTimeout(
      () => {
        image.src = source;
      },
      250 * 2 ** attempt,
    );
  });
  image.src = photo.thumbnail;
}

function showEmptiness() {
  byId("empty").hidden = shown.length > 0 || !failure.hidden;
}
