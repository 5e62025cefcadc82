// The list of results: its density, and results selected on several pages. All else works without. It runs before the page is
// drawn, so that a saved density moves nothing.
"use strict";

const DENSITY = "density";
const root = document.documentElement;

// A browser may refuse to store anything. The list then works, and remembers nothing.
const stored = (name, key) => { try { return window[name].getItem(key); } catch { return null; } };
const store = (name, key, text) => { try { window[name].setItem(key, text); } catch { /* Nothing is remembered. */ } };

root.classList.add("scripted");
root.classList.toggle("compact", stored("localStorage", DENSITY) === "compact");

function addButton(place, text, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "as-link";
  button.textContent = text;
  button.addEventListener("click", action);
  place.append(" ", button);
  return button;
}

function addDensityButton(place) {
  const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("compact")));
  const button = addButton(place, "Compact list", () => {
    store("localStorage", DENSITY, root.classList.toggle("compact") ? "compact" : "");
    show();
  });
  show();
}

// What is selected belongs to a search: to its address without the page.
function searchKey() {
  const params = new URLSearchParams(location.search);
  params.delete("page");
  return `selected:${params}`;
}

class Selection {
  constructor(form) {
    this.form = form;
    this.most = Number(form.dataset.most);
    this.key = searchKey();
    this.ids = new Set(JSON.parse(stored("sessionStorage", this.key) ?? "[]"));
    const hint = form.querySelector(".hint");
    addButton(hint, "Select all on this page", () => this.selectAll());
    addButton(hint, "Clear the selection", () => this.clear());
    form.addEventListener("formdata", ({ formData }) => {
      formData.delete("id");
      for (const id of this.ids) formData.append("id", id);
    });
    this.show();
  }

  get boxes() {
    return [...document.querySelectorAll(".hit input[name=id]")];
  }

  set(box, isSelected) {
    if (!isSelected) this.ids.delete(box.value);
    else if (this.ids.size < this.most) this.ids.add(box.value);
    this.save();
  }

  selectAll() {
    for (const box of this.boxes) this.set(box, true);
  }

  clear() {
    this.ids.clear();
    this.save();
  }

  save() {
    store("sessionStorage", this.key, JSON.stringify([...this.ids]));
    this.show();
  }

  show() {
    for (const box of this.boxes) box.checked = this.ids.has(box.value);
    document.getElementById("selected-count").textContent = this.ids.size ? ` · ${this.ids.size} selected` : "";
    for (const button of this.form.querySelectorAll("button[formaction]")) button.disabled = this.ids.size === 0;
  }
}

function closeMenus() {
  const close = (except) => document.querySelectorAll(".menu[open]").forEach((menu) => { menu.open = menu === except; });
  document.addEventListener("click", ({ target }) => close(target.closest(".menu")));
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    const menu = target.closest(".menu[open]");
    close(null);
    menu?.querySelector("summary").focus();
  });
}

let selection;

// The script of the filters puts other results in place of these.
function startList() {
  addDensityButton(document.querySelector(".duplicates"));
  selection = new Selection(document.getElementById("selection"));
}

document.addEventListener("DOMContentLoaded", () => {
  startList();
  closeMenus();
});
document.addEventListener("results-shown", startList);
document.addEventListener("change", ({ target }) => {
  if (target.name === "id" && target.form === selection.form) selection.set(target, target.checked);
});
addEventListener("pageshow", () => selection?.show());
