import { newKey, uploadPhoto } from "./api.js";
import { announce, byId, make } from "./dom.js";
import { addFirst } from "./photos.js";

/** Maximum concurrent uploads: enough to use the bandwidth, and few enough that each one shows progress. */
const atOnce = 2;

const queue = [];
let inProgress = 0;
/** @type {(status: number) => void} */
let onFailure = () => {};

/**
 * Enables the file input, and dropping files on the page.
 * @param {() => boolean} isAllowed whether the user can add photos now
 * @param {typeof onFailure} failed called with the status of each failed upload
 */
export function startUploads(isAllowed, failed) {
  onFailure = failed;
  const files = byId("files");
  byId("upload-form").addEventListener("submit", (event) => event.preventDefault());
  files.addEventListener("change", () => {
    addFiles(files.files);
    files.value = "";
  });
  const carriesFiles = (event) => isAllowed() && event.dataTransfer?.types.includes("Files");
  const dragging = (on) => document.body.classList.toggle("dragging", on);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    dragging(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) dragging(false);
  });
  document.addEventListener("drop", (event) => {
    dragging(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    addFiles(event.dataTransfer.files);
  });
}

/** @param {FileList} files */
function addFiles(files) {
  const field = byId("title");
  const given = field.value.trim();
  field.value = "";
  for (const file of files) enqueue(file, given || titleOf(file.name));
}

/** "summer_by-the-lake.JPG" → "summer by the lake". Removes characters that a title must not contain. */
function titleOf(name) {
  const words = name
    .replace(/\.\w+$/, "")
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[-_]+/g, " ")
    .trim();
  const isVisible =
    words.replace(/[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{C}\p{M}\u2800]/gu, "") !== "";
  return isVisible ? Array.from(words).slice(0, 200).join("") : "Untitled";
}

function enqueue(file, title, key = newKey()) {
  const message = make("p", {}, "Waiting …");
  const action = make("button", { type: "button", className: "quiet", hidden: true }, "Dismiss");
  const bar = make("progress", { max: 1, value: 0 });
  bar.setAttribute("aria-label", `Uploading ${title}`);
  const name = make("div", {}, make("strong", {}, title), message);
  const item = make("li", { className: "upload" }, name, action, bar);
  action.addEventListener("click", () => item.remove());
  byId("uploads").append(item);
  queue.push({ file, title, key, item, message, action, bar });
  next();
}

function next() {
  while (inProgress < atOnce && queue.length > 0) {
    inProgress += 1;
    void send(queue.shift()).finally(() => {
      inProgress -= 1;
      next();
    });
  }
}

async function send({ file, title, key, item, message, action, bar }) {
  message.textContent = "0 %";
  try {
    const photo = await uploadPhoto(file, title, key, (share) => {
      bar.value = share;
      message.textContent = share < 1 ? `${Math.round(share * 100)} %` : "Processing …";
    });
    item.remove();
    addFirst(photo);
    announce(`${title} was added`);
  } catch (error) {
    bar.remove();
    message.textContent = error.message;
    message.className = "failure";
    action.hidden = false;
    // These uploads may succeed later, so the user can retry them without selecting the file again.
    if (error.status === 0 || error.status >= 500 || error.status === 401 || error.status === 429) {
      const retry = make("button", { type: "button", className: "quiet" }, "Try again");
      retry.addEventListener("click", () => {
        item.remove();
        enqueue(file, title, key);
      });
      action.before(retry);
    }
    announce(`${title} was not added: ${error.message}`);
    onFailure(error.status);
  }
}
