/* The card saves by itself, by the same form as its buttons. Without this script the buttons save it: nothing depends on it.
   What is not saved stays in the page and is sent again; nothing is kept in the browser's own storage. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const state = form.querySelector("[data-state]"), words = state.dataset;
  const WAIT = 1500, AGAIN = 4000;
  // Not form.action: a field of that name stands in the way.
  const HERE = form.getAttribute("action") || location.href;
  const KEYS = ["once", "csrfmiddlewaretoken", "typed_by", "getypt", "go"];
  let timer = null, line = Promise.resolve(), leaving = false;
  // What was put back after logging in, or came back with an error, is not on record yet.
  let saved = form.querySelector("[name=getypt]") || document.querySelector(".error-summary") ? null : snapshot();
  if (saved === null) say("unsaved");

  function snapshot() {
    const data = new FormData(form);
    [...data.keys()].forEach((name) => { if (KEYS.includes(name) || /(^|-)version$/.test(name)) data.delete(name); });
    return new URLSearchParams(data).toString();
  }

  function say(name, link) {
    state.textContent = words[name].replace("{}", new Date().toTimeString().slice(0, 5).replace(":", "."));
    state.className = name === "saved" ? "sub" : "is-wait st";
    if (!link) return;
    const a = document.createElement("a");
    a.href = link;
    a.textContent = words.login;
    state.append(" ", a);
  }

  const read = (text) => new DOMParser().parseFromString(text, "text/html");

  async function send(again) {
    const data = new FormData(form);
    data.set("go", "stay");
    const answer = await fetch(HERE, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
    const url = new URL(answer.url);
    // The site is being restarted, or was asked at a bad moment: as good as no connection, it is sent again.
    if (!answer.ok && ![403, 404].includes(answer.status)) throw answer.status;
    if (!answer.ok) return say("look"), "look";
    if (url.pathname !== location.pathname) return say("ended", answer.url), "ended";
    const page = read(await answer.text());
    if (url.searchParams.has("getypt") && again) {
      // Logged in anew in another window: this page goes on with the new keys.
      for (const name of ["csrfmiddlewaretoken", "getypt"]) take(page, name);
      return send(false);
    }
    if (!answer.redirected || !page.querySelector("form[data-autosave]")) return say("look"), "look";
    page.querySelectorAll("form[data-autosave] [name$=version]").forEach((one) => take(page, one.name));
    form.querySelector("[name=getypt]")?.remove();
    renew(page);
    say("saved");
    return "saved";
  }

  function take(page, name) {
    const theirs = page.querySelector(`form[data-autosave] [name="${name}"]`), mine = form.querySelector(`[name="${name}"]`);
    if (theirs && mine) mine.value = theirs.value;
    else if (theirs) form.prepend(document.importNode(theirs));
  }

  function renew(page) {
    // The list at the left shows the new value, unless somebody is in it just now.
    const mine = document.querySelector(".split.rail > nav"), fresh = page.querySelector(".split.rail > nav");
    if (mine && fresh && !mine.contains(document.activeElement) && !mine.querySelector("details[open]")) {
      mine.replaceWith(document.importNode(fresh, true));
    }
  }

  /* Save what is here, also when nothing changed (force): then it tells whether the site can be reached.
     One at a time: two under way could arrive in the other order, and the older words would stay. */
  function save(force) {
    clearTimeout(timer);
    return line = line.then(() => turn(force));
  }

  async function turn(force) {
    const now = snapshot();
    if (leaving || (now === saved && !force)) return "saved";
    const outcome = await send(true).catch(() => { say("offline"); return "offline"; });
    if (outcome === "saved") saved = now;
    if (outcome === "offline") plan(AGAIN);
    else if (snapshot() !== now) plan(WAIT);
    return outcome;
  }

  function plan(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => save(), wait);
  }

  form.addEventListener("input", () => { if (snapshot() !== saved && navigator.onLine) say("unsaved"); plan(WAIT); });
  form.addEventListener("change", (event) => { if (event.target.type === "radio") save(); });
  window.addEventListener("online", () => save());
  window.addEventListener("offline", () => say("offline"));
  window.addEventListener("beforeunload", (event) => { if (!leaving && snapshot() !== saved) event.preventDefault(); });

  // A button goes nowhere before the site has everything: without a connection the page stays, with all that was typed.
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const button = event.submitter;
    if (await save(true) === "offline") return;
    leaving = true;
    form.requestSubmit(button);
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || snapshot() === saved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    if (await save() === "offline") return;
    leaving = true;
    location.href = link.href;
  });
})();
