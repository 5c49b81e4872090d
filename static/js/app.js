// Comfort for every page. Without it all pages still work: links and forms are plain HTML.

const byId = (id) => document.getElementById(id);
const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

// "/" goes to the search in the bar.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!search || isTyping(event.target)) return;
  event.preventDefault();
  search.focus();
});

// Escape closes the account menu and the phone menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector(".yy-user[open]")?.removeAttribute("open");
  if (location.hash === "#menu") location.hash = "main";
});
document.addEventListener("click", (event) => {
  const account = document.querySelector(".yy-user[open]");
  if (account && !account.contains(event.target)) account.removeAttribute("open");
});

// A summary of errors is read first, wherever it came from.
const focusErrors = (root) => root.querySelector(".yy-errsum")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));

// A full identity number never goes into an address: its last four characters find it as well.
const FULL_NUMBER = /^\s*\d{14,17}[\dXx]\s*$/;
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const input of event.target.querySelectorAll("input[type=search], input[type=text]")) {
    if (FULL_NUMBER.test(input.value)) input.value = input.value.trim().slice(-4);
  }
});

// Another tab may have signed in again since this page was made; its token is the valid one.
const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
document.addEventListener("htmx:configRequest", (event) => {
  const token = csrfToken();
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});

// A second click on a form that is under way does nothing.
const POST_WAIT_MS = 15_000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  const token = csrfToken();
  if (field && token) field.value = token;
  form.dataset.sent = "yes";
  // A download leaves the page standing, so the form must come back to life.
  setTimeout(() => delete form.dataset.sent, POST_WAIT_MS);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Signed out meanwhile: say so and leave the page as it is.
const signedOut = byId("signed-out");
const loginPath = signedOut && new URL(signedOut.querySelector("a").href).pathname;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const cameFrom = xhr.responseURL && new URL(xhr.responseURL).pathname;
  const isSignedOut = xhr.status === 401 || (loginPath && cameFrom === loginPath);
  if (isSignedOut) event.detail.shouldSwap = false;
  if (signedOut) signedOut.hidden = !isSignedOut;
});

// Offline: say so until the connection is back.
const offline = byId("offline");
const showConnection = () => {
  if (offline) offline.hidden = navigator.onLine;
};
window.addEventListener("offline", showConnection);
window.addEventListener("online", showConnection);
document.addEventListener("htmx:sendError", () => {
  if (offline) offline.hidden = false;
});
document.addEventListener("htmx:afterOnLoad", showConnection);
showConnection();

// Buttons that only scripts can serve appear with them.
const serve = (selector, action) => {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", action);
  }
};
serve("[data-print]", () => window.print());
serve("[data-back]", () => history.back());
