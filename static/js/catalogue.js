// Small comforts. Every page works without this file.
"use strict";

if (window.htmx) document.documentElement.classList.add("js");

// An empty value is not set: keep it out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  for (const key of Object.keys(parameters)) {
    if (parameters[key] === "") delete parameters[key];
  }
});

// Enter in the search box is one question, not a change and a submit.
document.addEventListener(
  "change",
  (event) => {
    if (event.target.type === "search") event.stopPropagation();
  },
  true,
);

// Each letter typed in a list of choices chooses anew: wait for the word, or for who goes on.
const A_WORD = 1000; // ms, as long as a browser takes the next letter with the last
let typing;
let chosen;
const choose = () => {
  clearTimeout(typing);
  const select = chosen;
  typing = chosen = undefined;
  select?.dispatchEvent(new Event("change", { bubbles: true }));
};
document.addEventListener("keydown", ({ key, target }) => {
  if (key?.length !== 1 || !target.matches("select")) return; // autofill has no key
  clearTimeout(typing);
  typing = setTimeout(choose, A_WORD);
});
document.addEventListener("focusout", choose);
document.addEventListener(
  "change",
  (event) => {
    if (!typing || !event.target.matches("select")) return;
    chosen = event.target;
    event.stopPropagation();
  },
  true,
);

// Boxes that were ticked to compare come along to the next part of the list.
const ticked = (query) => {
  const address = new URLSearchParams(query);
  const form = document.getElementById("selectie");
  if (!form) return query;
  address.delete("i");
  for (const slug of new FormData(form).getAll("i")) address.append("i", slug);
  return address.size ? `?${address}` : "";
};
document.addEventListener("change", (event) => {
  if (!event.target.matches("#lijst .pick input")) return;
  history.replaceState(history.state, "", location.pathname + ticked(location.search));
});
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest('#lijst a:not([href^="#"])');
    if (link?.pathname === location.pathname) link.search = ticked(link.search);
    // The header stands outside what changes in place.
    const language = event.target.closest(".language");
    if (language) language.search = location.search;
  },
  true,
);
document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event;
  if (detail.target.id !== "lijst" || !document.getElementById("selectie")) return;
  const [path, query = ""] = detail.path.split("?");
  delete detail.parameters.i;
  detail.path = path + ticked(query);
});

// Results change in place: what was open stays open, and the focus where it was.
let open = [];
let focused = "";
let scrolled = 0;
document.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("details[open]")].map((details) => details.id);
  focused = document.activeElement.id;
  scrolled = window.scrollY;
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of open) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  // In a panel that was drawn shut htmx could not give it back.
  const control = focused && document.getElementById(focused);
  if (!control || control === document.activeElement) return;
  control.focus({ preventScroll: true });
  window.scrollTo({ top: scrolled, behavior: "instant" });
});
document.addEventListener("htmx:afterSettle", (event) => {
  const result = document.getElementById("resultaat");
  const status = document.getElementById("melding");
  if (!result || event.target.closest(".suggestions")) return;
  if (status) status.textContent = result.textContent;
  if (document.activeElement === document.body) result.focus({ preventScroll: true });
});

// Without an answer the page shows what was in force, so that is what the boxes say too.
const failed = (event) => {
  const note = document.getElementById("mislukt");
  if (!note || event.detail.target?.matches(".suggestions")) return;
  document.getElementById("filters").reset();
  note.hidden = false;
};
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:beforeRequest", () => {
  const note = document.getElementById("mislukt");
  if (note) note.hidden = true;
});

// Suggestions close with Escape, and when focus goes elsewhere.
const closeSuggestions = () => {
  for (const list of document.querySelectorAll(".suggestions")) list.replaceChildren();
};
document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".suggestions a");
  if (event.key !== "Escape" || !open) return;
  event.preventDefault(); // else the browser empties the search box too
  open.closest(".search").querySelector("input").focus();
  closeSuggestions();
});
document.addEventListener("focusin", (event) => {
  if (!event.target.closest(".search")) closeSuggestions();
});

// htmx notes the address of the page in the tab. It can tell of a case: nothing keeps it.
const forget = () => {
  try {
    sessionStorage.removeItem("htmx-current-path-for-history");
  } catch {
    // A browser that stores nothing has nothing to forget.
  }
};
forget();
document.addEventListener("htmx:pushedIntoHistory", forget);
