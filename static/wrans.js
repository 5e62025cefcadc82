// Optional conveniences: word completion, filtering of long lists, keyboard navigation, short addresses. All works without them.
"use strict";

const COMPLETION_DELAY_MS = 120;
const MIN_PREFIX_LENGTH = 3;

const isTypingIn = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

function completeWords(input) {
  const list = document.getElementById("completions");
  let timer;
  let requestedText = "";
  input.addEventListener("input", () => {
    const text = input.value;
    const [lastWord] = text.match(/[\p{L}\p{N}']*$/u);
    if (lastWord.length < MIN_PREFIX_LENGTH || text === requestedText) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      requestedText = text;
      const response = await fetch(`/words?begin=${encodeURIComponent(text)}`);
      if (!response.ok) return;
      const { words } = await response.json();
      list.replaceChildren(...words.map((completed) => new Option("", completed)));
    }, COMPLETION_DELAY_MS);
  });
}

function filterList(input) {
  const items = [...document.getElementById(input.dataset.filters).children];
  input.addEventListener("input", () => {
    const text = input.value.trim().toLocaleLowerCase();
    for (const item of items) {
      const isShown = item.querySelector("input").checked || item.textContent.toLocaleLowerCase().includes(text);
      item.hidden = !isShown;
    }
  });
}

function navigateByKeys(searchBox) {
  const links = [...document.querySelectorAll(".hit-title a")];
  const moveBy = (step) => {
    const current = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(current + step, 0), links.length - 1)];
    if (next) next.focus();
  };
  const actions = {
    "/": () => { searchBox.focus(); searchBox.select(); },
    j: () => moveBy(1),
    k: () => moveBy(-1),
    o: () => links.includes(document.activeElement) && document.activeElement.click(),
  };
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || isTypingIn(event.target)) return;
    event.preventDefault();
    action();
  });
}

function shortenAddress(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const control of form.elements) {
      if (!control.name || control.type === "checkbox") continue;
      const values = formData.getAll(control.name).filter((value) => value !== (control.dataset.default ?? ""));
      formData.delete(control.name);
      for (const value of values) formData.append(control.name, value);
    }
  });
}

const searchBox = document.getElementById("q");
if (searchBox) {
  completeWords(searchBox);
  navigateByKeys(searchBox);
}
document.querySelectorAll("[data-filters]").forEach(filterList);
document.querySelectorAll("form").forEach(shortenAddress);
