// Autosave of the survey. The draft lives on the server, sealed and for its author alone; nothing
// is kept in the browser. Without scripts the page saves by its buttons.

const PAUSE_MS = 5_000;
const RETRY_MS = 5_000;
const state = document.querySelector("[data-save-state]");
const form = () => document.querySelector("form[data-draft]");

let changedAt = 0; // when something was typed that is not saved yet; 0: nothing
let timer = 0;
let underWay = false;

const show = (words, kind) => {
  if (!state) return;
  state.textContent = words;
  state.dataset.state = kind;
};

const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";

const wait = (milliseconds) => {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
};

const setOffline = (isOffline) => {
  const banner = document.getElementById("offline");
  if (banner) banner.hidden = !isOffline;
};

const setSignedOut = (isSignedOut) => {
  const banner = document.getElementById("signed-out");
  if (banner) banner.hidden = !isSignedOut;
};

const send = (target) =>
  fetch(target.dataset.draft, {
    method: "POST",
    body: new URLSearchParams(new FormData(target)),
    headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
    keepalive: document.visibilityState === "hidden",
    redirect: "manual",
  });

async function save() {
  const target = form();
  if (!target || !changedAt || underWay) return;
  const sentAt = changedAt;
  underWay = true;
  try {
    const response = await send(target);
    setOffline(false);
    setSignedOut(response.status === 401 || response.status === 403);
    if (!response.ok) throw new Error(String(response.status));
    const { saved_at: savedAt } = await response.json();
    show(`已保存 ${savedAt}`, "saved");
    if (changedAt === sentAt) changedAt = 0;
    document.body.dispatchEvent(new CustomEvent("survey-saved"));
  } catch (problem) {
    if (problem instanceof TypeError) setOffline(true);
    show("还没有保存，连上后自动重试", "waiting");
    wait(RETRY_MS);
  } finally {
    underWay = false;
  }
  if (changedAt && changedAt !== sentAt) wait(PAUSE_MS);
}

document.addEventListener("input", (event) => {
  if (!event.target.closest("form[data-draft]")) return;
  if (!changedAt) wait(PAUSE_MS);
  changedAt = Date.now();
});
document.addEventListener("focusout", (event) => {
  if (changedAt && event.target.closest("form[data-draft]")) save();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});
window.addEventListener("online", save);

// The form itself is on its way: it holds everything, and a late draft must not come after it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-draft]")) return;
  clearTimeout(timer);
  changedAt = 0;
});

// An answer that calls for more opens where it is asked.
const OPENS = {
  occupation: { student: "enrolment" },
  health: { seriously_ill: "illness" },
};
document.addEventListener("change", (event) => {
  const match = event.target.name?.match(/^(members-\d+)-condition-(\w+)$/);
  const kind = match && OPENS[match[2]]?.[event.target.value];
  if (kind) document.getElementById(`${match[1]}-${kind}`)?.setAttribute("open", "");
});

// A link of the error summary leads into a folded row.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".yy-errsum a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  for (let fold = field?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  field?.focus();
});

// A row that was just added is where the work goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "section") return;
  changedAt ||= Date.now();
  wait(PAUSE_MS);
  const rows = document.querySelectorAll("#section .yy-edit");
  const last = rows[rows.length - 1];
  last?.querySelector("input:not([type=hidden]), select")?.focus();
});
