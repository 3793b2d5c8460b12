/** The element with this id, which the page is known to have. */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Makes an element. Text is always text: nothing that a person wrote becomes markup. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Announces a change to users of screen readers. */
export function announce(message) {
  byId("status").textContent = message;
}

/** Shows a message in its place, or hides the place when there is none. */
export function showFailure(element, message) {
  element.hidden = message === null;
  element.textContent = message ?? "";
}
