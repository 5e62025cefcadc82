// Optional conveniences: word completion, long lists of values, keyboard navigation, short addresses. All works without them.
"use strict";

const TYPING_DELAY_MS = 120;
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
    }, TYPING_DELAY_MS);
  });
}

// Asks the server for the values that fit what is typed, and keeps those that are ticked.
function findValues(input) {
  const list = document.getElementById(input.dataset.finds);
  const summary = document.querySelector(".summary");
  let timer;
  let requested = 0;
  const replaceList = async () => {
    const number = ++requested;
    const response = await fetch(`${input.form.action}?${new URLSearchParams(new FormData(input.form))}`);
    if (!response.ok || number !== requested) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = [...page.getElementById(list.id).children];
    const values = new Map(found.map((item) => [item.querySelector("input").value, item]));
    const ticked = [...list.children].filter((item) => item.querySelector("input").checked);
    for (const item of ticked) {
      const same = values.get(item.querySelector("input").value);
      if (same) same.querySelector("input").checked = true;
    }
    const others = ticked.filter((item) => !values.has(item.querySelector("input").value));
    list.replaceChildren(...others, ...found);
    list.querySelectorAll("input").forEach((box, index) => {
      box.id = `value-${index + 1}`;
      box.parentElement.querySelector("label").htmlFor = box.id;
    });
    summary.textContent = page.querySelector(".summary").textContent;
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(replaceList, TYPING_DELAY_MS);
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
document.querySelectorAll("[data-finds]").forEach(findValues);
document.querySelectorAll("form").forEach(shortenAddress);
