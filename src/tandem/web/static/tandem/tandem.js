/* What pages gain when JavaScript is on; every page works without it. Autosave lives in its own file. */
(() => {
  "use strict";

  // After a refused form the summary is read first (UX-12).
  const focusErrors = (root) => {
    const summary = root.querySelector(".errors[tabindex]");
    if (summary) summary.focus();
  };

  // The menu of small screens closes with Escape and when one looks elsewhere.
  const closeMenu = (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
        menu.open = false;
        if (event.type === "keydown") menu.querySelector("summary").focus();
      }
    }
  };

  // A form that must not be sent twice says so; the server holds it true, this only calms the hand.
  const once = (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  };

  // A button with data-copy puts the text of the named element on the clipboard and says so.
  const copy = async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.copied;
  };

  // Selects and boxes with data-submit send their form at once; without JavaScript the button beside them does.
  const submitOnChange = (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  };

  const wake = (root) => {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
  };

  document.addEventListener("keydown", closeMenu);
  document.addEventListener("click", closeMenu);
  document.addEventListener("click", copy);
  document.addEventListener("submit", once);
  document.addEventListener("change", submitOnChange);
  document.addEventListener("htmx:load", (event) => { wake(event.target); focusErrors(event.target); });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once][data-sent]")) { delete form.dataset.sent; form.removeAttribute("aria-busy"); }
  });
  wake(document);
  focusErrors(document);
})();
