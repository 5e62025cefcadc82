// Makes quicker what works without it: completes words, filters long lists, moves by keys, keeps addresses short.
"use strict";

const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

function completeWords(input) {
  const list = document.getElementById("completions");
  let waiting;
  let asked = "";
  input.addEventListener("input", () => {
    const [, before, begin] = input.value.match(/^(.*?)([\p{L}\p{N}']*)$/u);
    if (begin.length < 3 || begin === asked) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked = begin;
      const response = await fetch(`/words?begin=${encodeURIComponent(begin)}`);
      if (!response.ok) return;
      const { words } = await response.json();
      list.replaceChildren(...words.map((word) => new Option("", before + word)));
    }, 120);
  });
}

function filterList(input) {
  const items = [...document.getElementById(input.dataset.filters).children];
  input.addEventListener("input", () => {
    const sought = input.value.trim().toLocaleLowerCase();
    for (const item of items) {
      const kept = item.querySelector("input").checked || item.textContent.toLocaleLowerCase().includes(sought);
      item.hidden = !kept;
    }
  });
}

function moveByKeys(search) {
  const results = [...document.querySelectorAll(".hit-title a")];
  const step = (by) => {
    const at = results.indexOf(document.activeElement);
    const next = results[Math.min(Math.max(at + by, 0), results.length - 1)];
    if (next) next.focus();
  };
  const keys = {
    "/": () => { search.focus(); search.select(); },
    j: () => step(1),
    k: () => step(-1),
    o: () => results.includes(document.activeElement) && document.activeElement.click(),
  };
  document.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    key();
  });
}

function shortenAddress(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const control of form.elements) {
      if (!control.name || control.type === "checkbox") continue;
      const said = formData.getAll(control.name).filter((value) => value !== (control.dataset.default ?? ""));
      formData.delete(control.name);
      for (const value of said) formData.append(control.name, value);
    }
  });
}

const search = document.getElementById("q");
if (search) {
  completeWords(search);
  moveByKeys(search);
}
document.querySelectorAll("[data-filters]").forEach(filterList);
document.querySelectorAll("form").forEach(shortenAddress);
