import { currentSession, signIn, signOut } from "./api.js";
import { announce, byId, showFailure } from "./dom.js";
import { startList } from "./photos.js";
import { startUploads } from "./upload.js";
import { allowDeleting, openViewer, startViewer } from "./viewer.js";

let curator = false;

function showSession(signedIn) {
  curator = signedIn;
  byId("sign-in").hidden = signedIn;
  byId("sign-out").hidden = !signedIn;
  byId("upload").hidden = !signedIn;
  byId("empty-hint").textContent = signedIn ? "Choose the first one above." : "Sign in to add the first one.";
  allowDeleting(signedIn);
}

function startSession() {
  const dialog = byId("session");
  const token = byId("token");
  const failure = byId("session-failure");
  byId("sign-in").addEventListener("click", () => {
    showFailure(failure, null);
    dialog.showModal();
    token.focus();
  });
  byId("session-cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    token.value = "";
  });
  byId("session-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      showSession(await signIn(token.value));
      dialog.close();
      showFailure(byId("sign-out-failure"), null);
      announce("Signed in");
      byId("title").focus();
    } catch (error) {
      showFailure(failure, error.message);
      token.select();
    }
  });
  byId("sign-out").addEventListener("click", async () => {
    const problem = await signOut().then(
      () => null,
      (error) => `Signed out here only: ${error.message}`,
    );
    showSession(false);
    showFailure(byId("sign-out-failure"), problem);
    announce(problem ?? "Signed out");
    byId("sign-in").focus();
  });
}

startSession();
startUploads(
  () => curator,
  (status) => {
    // The session has ended in the meantime.
    if (status === 401) showSession(false);
  },
);
const session = currentSession().catch(() => false);
await startList(openViewer);
showSession(await session);
await startViewer();
