/** Returns the element with this id. Throws if the page has none. */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Creates an element. Texts of users are never interpreted as markup. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Announces a change to screen readers. */
export function announce(message) {
  byId("status").textContent = message;
}

/** Shows a message in the element, or hides the element if the message is null. */
export function showFailure(element, message) {
  element.hidden = message === null;
  element.textContent = message ?? "";
}
