/* Autosave: half a second after the last key the answer goes to the server; every reply renews what a save starts from.
   Without JavaScript the button below the page does the same. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const WAIT = 600, RETRY = 4000, HERE = 15000;
  const state = document.getElementById("saved-state");
  const side = document.getElementById("side");
  const here = document.getElementById("here");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const dirty = new Set(), stopped = new Set();
  let timer = 0, busy = false, waiting = null;

  const say = (text, bad) => { state.textContent = text; state.classList.toggle("bad", Boolean(bad)); };
  const bases = () => [...form.querySelectorAll("input[name=base]")];
  const keyOf = (base) => base.value.split("|").slice(0, -2).join("|");
  const holds = (key, name) => name === key || name.startsWith(key + ".");
  const baseFor = (name) => bases().filter((base) => holds(keyOf(base), name)).sort((a, b) => b.value.length - a.value.length)[0];

  const mark = (event) => {
    const name = event.target.name;
    if (!name || event.target.type === "file" || name.startsWith("choose:")) return;
    const base = baseFor(name);
    if (!base || stopped.has(keyOf(base))) return;
    dirty.add(keyOf(base));
    clearTimeout(timer);
    timer = setTimeout(send, event.type === "change" ? 50 : WAIT);
  };

  const gather = (keys) => {
    const data = new URLSearchParams();
    for (const base of bases()) if (keys.has(keyOf(base))) data.append("base", base.value);
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || name === "base" || name.startsWith("csrf")) continue;
      if ([...keys].some((key) => holds(key, name))) data.append(name, value);
    }
    return data;
  };

  const send = async () => {
    if (busy || !dirty.size) return;
    busy = true;
    const keys = new Set(dirty);
    dirty.clear();
    say(form.dataset.saving);
    try {
      const reply = await fetch(form.dataset.autosave, {
        method: "POST", body: gather(keys), redirect: "manual", keepalive: false,
        headers: {"X-CSRFToken": token, "Accept": "application/json"},
      });
      if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) return again(keys, form.dataset.expired);
      if (!reply.ok) return again(keys, form.dataset.offline);
      take(await reply.json());
    } catch { again(keys, form.dataset.offline); } finally {
      busy = false;
      if (waiting) form.requestSubmit(waiting.by);
      else if (dirty.size && !timer) timer = setTimeout(send, WAIT);
    }
  };

  const again = (keys, text) => {
    for (const key of keys) dirty.add(key);
    say(text, true);
    clearTimeout(timer);
    timer = setTimeout(send, RETRY);
  };

  const take = (reply) => {
    timer = 0;
    let conflict = false;
    for (const answer of reply.answers) {
      const base = bases().find((each) => keyOf(each) === answer.key);
      if (base) base.value = answer.base;
      if (answer.conflict) { conflict = true; stopped.add(answer.key); show(answer); }
      else problems(answer);
    }
    side.innerHTML = reply.side;
    present(reply.others);
    if (conflict) say(form.dataset.conflict, true);
    else if (reply.refusal) say(reply.refusal, true);
    else if (!dirty.size) say(form.dataset.saved.replace("%s", reply.at));
    if (dirty.size) timer = setTimeout(send, WAIT);
  };

  const blockOf = (key) => {
    const path = key.split(".")[0];
    const field = form.querySelector(`[name="${CSS.escape(key)}"], [name^="${CSS.escape(key)}."]`);
    return field ? field.closest("li[data-row], .cell, .a") : form.querySelector(`.a[data-path="${CSS.escape(path)}"]`);
  };

  const show = (answer) => {
    const block = blockOf(answer.key);
    if (!block) return;
    const old = block.querySelector(".conflict");
    if (old) old.remove();
    block.insertAdjacentHTML("beforeend", answer.conflict);
    block.querySelector(".conflict button").focus();
  };

  const problems = (answer) => {
    const block = blockOf(answer.key);
    if (!block) return;
    for (const old of block.querySelectorAll(":scope > .live")) old.remove();
    for (const each of answer.ask || []) {
      const button = Object.assign(document.createElement("button"), {className: "button quiet small live", name: each.name, value: each.value, textContent: each.label});
      block.prepend(button);
    }
    for (const text of answer.problems) {
      const line = document.createElement("p");
      line.className = "error live";
      line.textContent = text;
      block.prepend(line);
    }
  };

  // Counters count as the server does: CR LF as one, code points, runs of what is not white space.
  const count = (text, unit) => {
    const plain = text.replace(/\r\n/g, "\n");
    if (unit === "characters") return [...plain].length;
    return (plain.match(/[^\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu) || []).length;
  };
  const counting = (event) => {
    const holder = event.target.closest(".cell") || event.target.closest(".a");
    const counter = holder && holder.querySelector(".counter[data-limit]");
    if (!counter || !event.target.matches("textarea, input[type=text]")) return;
    const now = count(event.target.value, counter.dataset.unit);
    counter.textContent = counter.textContent.replace(/^[\d\s.,\u00a0\u202f]+/, now + " ");
    counter.classList.toggle("over-limit", now > Number(counter.dataset.limit));
  };

  const present = (others) => {
    here.textContent = others && others.length ? form.dataset.here.replace("%s", others.join(", ")) : "";
  };
  const announce = async () => {
    if (document.hidden) return;
    try {
      const reply = await fetch(form.dataset.presence, {method: "POST", headers: {"X-CSRFToken": token}, redirect: "manual"});
      if (reply.ok) present((await reply.json()).others);
    } catch { /* the next one will tell */ }
  };

  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("input", counting);
  // A save under way comes back first: sent beside it, the form would start from a revision that is no longer there.
  form.addEventListener("submit", (event) => {
    dirty.clear();
    clearTimeout(timer);
    waiting = busy ? {by: event.submitter} : null;
    if (busy) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => { if (dirty.size || busy) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); send(); } });
  announce();
  setInterval(announce, HERE);
})();
