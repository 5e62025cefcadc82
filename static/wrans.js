// Conveniences: results that follow the filters, finding among values, completions, keys, short addresses. All works without.
"use strict";

const DELAY_MS = 150;
const MIN_COMPLETED_LETTERS = 2;
const KEYS_SETTING = "wrans-keys";
const NARROW = matchMedia("(max-width: 59.99rem)");

const created = (name, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const isTypingIn = (element) => element.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;

function delayed(action) {
  let timer;
  const start = () => { clearTimeout(timer); timer = setTimeout(action, DELAY_MS); };
  start.cancel = () => clearTimeout(timer);
  return start;
}

// Resolves when no pointer is pressed. The click on a link that is replaced before its release would be lost.
let released = Promise.resolve();
document.addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    const afterClick = () => setTimeout(resolve);
    for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, afterClick, { once: true });
  });
});

// A request that the next one replaces: an older answer is never shown after a newer one, nor while a pointer is pressed.
function latestRequest() {
  let controller = new AbortController();
  return {
    cancel: () => controller.abort(),
    async get(url) {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      const response = await fetch(url, { signal });
      const text = await response.text();
      await released;
      signal.throwIfAborted();
      return { ok: response.ok, text };
    },
  };
}

// Leaves out of an address what is empty or the default.
function shortenAddress(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const control of form.elements) {
      if (!control.name || control.type === "checkbox") continue;
      const all = formData.getAll(control.name);
      const values = all.filter((value) => value !== (control.dataset.default ?? ""));
      if (values.length === all.length) continue;
      formData.delete(control.name);
      for (const value of values) formData.append(control.name, value);
    }
  });
}

function addressOf(form) {
  const query = new URLSearchParams(new FormData(form)).toString();
  return form.getAttribute("action") + (query && `?${query}`);
}

// Values as checkboxes

const boxOf = (item) => item.querySelector("input");

// Gives a list the values and counts of another. A list with the focus keeps its order, and what is ticked stays.
function mergeChoices(list, items) {
  const old = new Map([...list.children].map((item) => [boxOf(item).value, item]));
  const merged = items.map((item) => {
    const same = old.get(boxOf(item).value);
    if (!same) return item;
    same.querySelector(".count").textContent = item.querySelector(".count").textContent;
    return same;
  });
  const others = [...old.values()].filter((item) => !merged.includes(item));
  if (list.contains(document.activeElement)) {
    others.forEach((item) => { if (!boxOf(item).checked) item.querySelector(".count").textContent = "0"; });
    list.append(...merged.filter((item) => !list.contains(item)));
  } else {
    list.replaceChildren(...others.filter((item) => boxOf(item).checked), ...merged);
  }
}

function choiceItem(name, bucket) {
  const box = created("input", { type: "checkbox", name, value: bucket.value });
  const count = created("span", { className: "count", textContent: bucket.count.toLocaleString("en-GB") });
  return created("li", {}, created("label", {}, box, ` ${bucket.label ?? bucket.value} `, count));
}

// A box that asks the server, while one types, for the values of a facet that fit. Emptied, it has the first values shown again.
function findInFacet(input, form, showFirst) {
  const facet = input.closest("[data-facet]");
  const list = facet.querySelector(".choices");
  const { noun } = facet.dataset;
  const summary = created("p", { className: "found", role: "status" });
  const request = latestRequest();
  input.closest("p").after(summary);
  const find = async () => {
    const text = input.value.trim();
    request.cancel();
    if (!text) {
      summary.textContent = "";
      showFirst();
      return;
    }
    const query = new URLSearchParams(new FormData(form));
    query.set("find", text);
    try {
      const { ok, text: body } = await request.get(`${input.dataset.find}.json?${query}`);
      if (!ok) throw new Error();
      const { buckets } = JSON.parse(body).facet;
      const fitting = buckets.filter((bucket) => !bucket.selected || fits(bucket.value, text));
      const many = fitting.length === 1 ? `1 ${noun} fits` : `${fitting.length} ${noun}s fit`;
      mergeChoices(list, fitting.map((bucket) => choiceItem(facet.dataset.facet, bucket)));
      summary.textContent = `${fitting.length ? many : `No ${noun} fits`} “${text}”`;
    } catch (error) {
      if (error.name !== "AbortError") summary.textContent = `The ${noun}s could not be loaded. Try again.`;
    }
  };
  input.addEventListener("input", delayed(find));
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); find(); } });
  return () => { if (input.value.trim()) find(); };
}

const fits = (value, text) => value.toLowerCase().includes(text.toLowerCase());

// The same box on the page of all values: the whole answer of the server is shown.
function findOnPage(input) {
  const list = document.getElementById(input.dataset.finds);
  const summary = document.querySelector(".summary");
  const request = latestRequest();
  input.addEventListener("input", delayed(async () => {
    try {
      const { ok, text } = await request.get(addressOf(input.form));
      if (!ok) return;
      const page = parsed(text);
      mergeChoices(list, [...page.getElementById(list.id).children]);
      summary.textContent = page.querySelector(".summary").textContent;
    } catch (error) {
      if (error.name !== "AbortError") summary.textContent = "The values could not be loaded. Try again.";
    }
  }));
}

// Results that follow the filters

function followFilters(form) {
  const request = latestRequest();
  const finds = [...form.querySelectorAll("[data-find]")].map((input) => findInFacet(input, form, () => soon()));
  const problem = created("div", { className: "panel-problem", role: "alert", hidden: true });
  form.prepend(problem);
  form.classList.add("live");

  const update = async (focusAfter) => {
    const results = document.getElementById("results");
    results.setAttribute("aria-busy", "true");
    const address = addressOf(form);
    try {
      const { ok, text } = await request.get(address);
      const page = parsed(text);
      if (ok) {
        history.replaceState(null, "", address);
        form.classList.add("live");
        showProblem(problem, form, null);
        showPage(page, form, finds);
        focusAfter?.();
      } else {
        showProblem(problem, form, page);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      showProblem(problem, form, null, "The results could not be loaded. Check your connection and try again.");
      form.classList.remove("live");
    }
    document.getElementById("results").removeAttribute("aria-busy");
  };
  const soon = delayed(update);
  const change = (event) => {
    if (!event.target.name || event.target.matches("#q")) return;
    request.cancel();
    soon();
  };
  document.addEventListener("change", (event) => { if (event.target.form === form) change(event); });
  form.addEventListener("submit", (event) => {
    if (!form.contains(document.activeElement)) return;
    event.preventDefault();
    soon.cancel();
    update();
  });
  takeLinks(form, (focusAfter) => { request.cancel(); soon.cancel(); update(focusAfter); });
}

// Chips, presets of days and "Clear all" change the form and send the whole of it, so that no tick is lost.
function takeLinks(form, update) {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a.chip[data-name], a.chip-all, .range a[data-start], button.clear");
    if (!link || link.closest("#search") !== (link.matches("[data-start]") ? form : null)) return;
    const changed = link.matches("[data-start]") ? setStart(link) : link.matches(".chip") ? removeFilter(form, link) : clearFilters(form);
    if (!changed) return;
    event.preventDefault();
    const number = [...document.querySelectorAll(".chip")].indexOf(link);
    update(link.matches(".chip, .chip-all") ? () => focusChip(number) : undefined);
  });
}

function setStart(link) {
  const [start, end] = link.closest(".range").querySelectorAll("input");
  start.value = link.hasAttribute("aria-current") ? "" : link.dataset.start;
  end.value = "";
  return true;
}

function removeFilter(form, { dataset: { name, value } }) {
  const controls = [...form.elements].filter((control) =>
    value ? control.name === name && control.value === value : [`${name}-from`, `${name}-to`].includes(control.name));
  controls.forEach(clearControl);
  return controls.length > 0;
}

function clearFilters(form) {
  form.querySelectorAll("input[type=checkbox], input[type=text], [data-filter]").forEach(clearControl);
  return true;
}

function clearControl(control) {
  if (control.type === "checkbox") control.checked = false;
  else if (control.type === "hidden") control.remove();
  else control.value = "";
}

function focusChip(number) {
  const chips = document.querySelectorAll(".chip");
  (chips[Math.min(number, chips.length - 1)] ?? document.getElementById("results")).focus();
}

// Shows another page of results in place of this one. The panel stays, so that the focus does.
function showPage(page, form, finds) {
  const focused = document.activeElement?.id;
  const panel = document.querySelector(".facet-panel");
  document.title = page.title;
  const count = page.getElementById("result-count")?.textContent ?? "";
  replaceAround(document.getElementById("content"), page.getElementById("content"));
  updatePanel(panel, page.querySelector(".facet-panel"), form);
  finds.forEach((findAgain) => findAgain());
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
  say(document.getElementById("result-count"), count);
  document.querySelectorAll(".show-results, .filter-dialog[open] .dialog-actions [role=status]").forEach((element) => {
    say(element, element.matches("button") ? `Show ${form.dataset.results}` : form.dataset.results);
  });
  document.dispatchEvent(new Event("results-shown"));
}

const LASTING = [".facet-panel", "#result-count"];
const lastingIn = (child) => LASTING.find((selector) => child.matches?.(selector) || child.querySelector?.(selector));
const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

// Replaces what an element holds by what another holds, but for the panel and the count. These stay where they are in the page.
function replaceAround(element, other) {
  const lasting = new Map([...element.children].map((child) => [lastingIn(child), child]));
  lasting.delete(undefined);
  [...element.childNodes].forEach((child) => { if (!lastingIn(child)) child.remove(); });
  let next = element.firstChild;
  for (const child of [...other.childNodes]) {
    const same = lasting.get(lastingIn(child));
    if (!same) {
      element.insertBefore(child, next);
      continue;
    }
    if (!LASTING.some((selector) => same.matches(selector))) replaceAround(same, child);
    next = same.nextSibling;
  }
}

function updatePanel(panel, other, form) {
  const otherForm = other.querySelector("form");
  form.dataset.results = otherForm.dataset.results;
  panel.querySelector("summary").replaceChildren(...other.querySelector("summary").childNodes);
  otherForm.querySelectorAll("[data-presets]").forEach((presets) => {
    const own = form.querySelector(`[data-presets="${presets.dataset.presets}"]`);
    const number = [...own.querySelectorAll("a")].indexOf(document.activeElement);
    own.replaceChildren(...presets.childNodes);
    if (number >= 0) own.querySelectorAll("a")[number]?.focus();
  });
  form.querySelectorAll("[data-facet]").forEach((facet) => updateFacet(facet, otherForm));
  addFacets(form, otherForm);
}

function updateFacet(facet, otherForm) {
  if (facet.querySelector("[data-find]")?.value.trim()) return; // its box is asked again
  const other = otherForm.querySelector(`[data-facet="${facet.dataset.facet}"]`);
  mergeChoices(facet.querySelector(".choices"), other ? [...other.querySelectorAll(".choices > li")] : []);
  const [more, otherMore] = [facet, other].map((one) => one?.querySelector(".more"));
  if (more && otherMore) more.replaceWith(otherMore);
  else if (otherMore) facet.querySelector(".choices").after(otherMore);
  else more?.remove();
}

// Facets of which the results before had no value. Their box has no script, nor the form that it would be sent with.
function addFacets(form, otherForm) {
  otherForm.querySelectorAll("[data-facet]").forEach((facet) => {
    if (form.querySelector(`[data-facet="${facet.dataset.facet}"]`)) return;
    facet.querySelector(".facet-find")?.remove();
    form.querySelector(".more-filters").append(facet);
  });
}

// Shows what a page of an error says, and marks the boxes that it names.
function showProblem(box, form, page, message = "") {
  const list = page?.querySelector(".problem-list ul");
  const text = message || page?.querySelector("h1, .lead")?.textContent.trim() || "";
  box.replaceChildren(...(list ? [list] : [created("p", { textContent: text })]));
  box.hidden = !list && !text;
  const named = new Set([...(page?.querySelectorAll(".problem-form [aria-invalid]") ?? [])].map((input) => input.name));
  form.querySelectorAll("input[type=text]").forEach((input) => {
    if (named.has(input.name)) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  });
}

// The filter panel on a phone

function openAsDialog(panel, form) {
  const opener = panel.querySelector("summary");
  const close = created("button", { type: "button", className: "button quiet dialog-close", textContent: "Close" });
  const clear = created("button", { type: "button", className: "button quiet clear", textContent: "Clear" });
  const show = created("button", { type: "button", className: "button show-results", textContent: `Show ${form.dataset.results}` });
  const status = created("span", { className: "visually-hidden", role: "status" });
  const dialog = created("dialog", { className: "filter-dialog" }, close, created("div", { className: "dialog-actions" }, status, clear, show));
  dialog.setAttribute("aria-labelledby", "filter-title");
  opener.setAttribute("aria-haspopup", "dialog");
  document.body.append(dialog);
  opener.addEventListener("click", (event) => {
    if (!NARROW.matches) return;
    event.preventDefault();
    close.after(form);
    dialog.showModal();
  });
  [close, show].forEach((button) => button.addEventListener("click", () => dialog.close()));
  dialog.addEventListener("close", () => {
    opener.after(form);
    opener.focus();
  });
  NARROW.addEventListener("change", () => dialog.close());
}

// Completions: a list under the box of the search

function completeSearch(input) {
  const request = latestRequest();
  const list = created("ul", { id: "suggestions", className: "suggestions", hidden: true });
  const status = created("span", { className: "visually-hidden", role: "status" });
  const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  let suggestions = [];
  let chosen = -1;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  Object.entries(marks).forEach(([name, value]) => input.setAttribute(name, value));
  input.closest(".search-box").append(list, status);

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === number)));
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `suggestion-${number}`);
    list.children[number]?.scrollIntoView({ block: "nearest" });
  };
  const show = (others) => {
    suggestions = others;
    list.replaceChildren(...others.map(suggestionItem));
    list.hidden = !others.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };
  const hide = () => { request.cancel(); soon.cancel(); show([]); status.textContent = ""; };
  const take = (number) => {
    const { text, bodies } = suggestions[number];
    hide();
    input.value = text;
    const filters = bodies.map((value) => created("input", { type: "hidden", name: "body", value }));
    input.form.append(...filters);
    input.form.requestSubmit();
    filters.forEach((filter) => filter.remove()); // a reader who comes back has the page as it was
  };
  const ask = async () => {
    if (input.value.trim().length < MIN_COMPLETED_LETTERS) return hide();
    try {
      const { ok, text } = await request.get(`/words?begin=${encodeURIComponent(input.value)}`);
      if (!ok || document.activeElement !== input) return;
      show(JSON.parse(text).suggestions);
      const { length } = suggestions;
      status.textContent = length ? `${length} suggestion${length === 1 ? "" : "s"}` : "";
    } catch { /* A search without suggestions is still a search. */ }
  };
  const soon = delayed(ask);
  const keys = {
    ArrowDown: () => choose(chosen + 1 < suggestions.length ? chosen + 1 : -1),
    ArrowUp: () => choose(chosen < 0 ? suggestions.length - 1 : chosen - 1),
    Escape: hide,
    Enter: () => (chosen >= 0 ? take(chosen) : false),
  };
  input.addEventListener("input", soon);
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !suggestions.length || !keys[event.key]) return;
    if (keys[event.key]() !== false) event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const item = target.closest("li"); // none on the space around them
    if (item) take([...list.children].indexOf(item));
  });
}

function suggestionItem({ label, about }, number) {
  const item = created("li", { id: `suggestion-${number}` }, created("span", { textContent: label }));
  if (about) item.append(" ", created("span", { className: "about", textContent: about }));
  item.setAttribute("role", "option");
  return item;
}

// Keys. A single letter acts only in the results, or everywhere if the reader has said so.

const keysAreOn = () => { try { return localStorage.getItem(KEYS_SETTING) === "on"; } catch { return false; } };

function navigateByKeys(searchBox) {
  const links = () => [...document.querySelectorAll("#results .hit-title a")];
  const moveBy = (step) => {
    const all = links();
    const hit = document.activeElement.closest(".hit");
    const current = all.findIndex((link) => link === document.activeElement || link.closest(".hit") === hit);
    all[Math.min(Math.max(current + step, 0), all.length - 1)]?.focus();
  };
  const actions = {
    "/": () => { searchBox.focus(); searchBox.select(); },
    j: () => moveBy(1),
    k: () => moveBy(-1),
    o: () => links().includes(document.activeElement) && document.activeElement.click(),
  };
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || isTypingIn(event.target)) return;
    if (!keysAreOn() && (event.key === "/" || !event.target.closest("#results"))) return;
    event.preventDefault();
    action();
  });
}

function addKeysSwitch(table) {
  const box = created("input", { type: "checkbox", id: "keys", checked: keysAreOn() });
  box.addEventListener("change", () => {
    try { localStorage.setItem(KEYS_SETTING, box.checked ? "on" : "off"); } catch { box.checked = false; }
  });
  const label = created("label", { htmlFor: "keys", textContent: "Use these keys everywhere on this site" });
  table.after(created("p", { className: "choice" }, box, label));
}

const searchBox = document.getElementById("q");
const searchForm = document.getElementById("search");
const panel = document.querySelector(".facet-panel");
document.querySelectorAll("form").forEach(shortenAddress);
document.querySelectorAll("[data-finds]").forEach(findOnPage);
if (searchBox) {
  completeSearch(searchBox);
  navigateByKeys(searchBox);
}
if (searchForm && panel) {
  followFilters(searchForm);
  openAsDialog(panel, searchForm);
}
if (location.pathname === "/help/accessibility") {
  const table = document.querySelector(".prose table, main table");
  if (table) addKeysSwitch(table.closest(".table-box") ?? table);
}
