// The buttons that copy a citation. Without script they are hidden, and the citation can be selected and copied by hand.
"use strict";
{
  const status = document.querySelector(".copied");

  const select = (element) => {
    const menu = element.closest("details");
    if (menu) menu.open = true;
    getSelection().selectAllChildren(element);
  };

  // Pages without https have no clipboard; there the browser copies what is selected.
  const copyText = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    } catch {
      select(element);
      return document.execCommand("copy");
    }
  };

  // The text is taken out first, so that the second copy is announced as well.
  const announce = (message) => {
    status.textContent = "";
    setTimeout(() => { status.textContent = message; }, 50);
  };

  document.querySelectorAll("[data-copies]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const copied = await copyText(document.getElementById(button.dataset.copies));
      announce(copied ? "Copied" : "Not copied. The citation is selected: copy it with your keyboard.");
    });
  });
}
