/* The card saves by itself. Without this script it is saved by the buttons, so nothing depends on it. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || form.querySelector(".error-summary")) return;
  const WAIT = 2000;
  const note = form.querySelector(".star").previousElementSibling;
  let timer = null, saving = null, left = false;
  let saved = snapshot();

  function snapshot() {
    const data = new FormData(form);
    ["once", "csrfmiddlewaretoken", "version", "go"].forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  }

  function key() {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }

  async function save() {
    clearTimeout(timer);
    if (saving || left) return saving;
    const now = snapshot();
    if (now === saved) return null;
    const data = new FormData(form);
    data.set("once", key());
    data.set("go", "stay");
    saving = (async () => {
      try {
        const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
        // Anything but a redirect to this item means that a person has to look: the button shows what it is.
        if (!answer.ok || !answer.redirected || !answer.url.includes("onderdeel=")) return unsaved();
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("form[data-autosave]");
        if (!fresh) return unsaved();
        keep(fresh.querySelector("input[name=version]"));
        const told = fresh.querySelector(".star").previousElementSibling;
        if (note && told) note.replaceChildren(...told.childNodes);
        renew(page);
        saved = now;
      } catch {
        // Offline: what was typed stays here, and the next change or the button tries again.
        unsaved();
      }
    })();
    await saving;
    saving = null;
    if (snapshot() !== saved) plan();
    return null;
  }

  function unsaved() {
    if (note) note.textContent = form.dataset.unsaved;
  }

  function renew(page) {
    // The list at the left shows the new value, unless somebody is in it just now.
    const mine = document.querySelector(".split.rail > nav"), fresh = page.querySelector(".split.rail > nav");
    if (mine && fresh && !mine.contains(document.activeElement) && !mine.querySelector("details[open]")) {
      mine.replaceWith(document.importNode(fresh, true));
    }
  }

  function keep(version) {
    if (!version) return;
    const mine = form.querySelector("input[name=version]");
    if (mine) mine.value = version.value;
    else form.prepend(document.importNode(version));
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  form.addEventListener("input", plan);
  form.addEventListener("change", (event) => event.target.type === "radio" ? save() : plan());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) { left = true; return; }
    // Two saves at once would look like two windows: wait for the one that is under way.
    event.preventDefault();
    const button = event.submitter;
    saving.then(() => form.requestSubmit(button));
  });
  // Going to another item or leaving: save first what is still only here.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || snapshot() === saved || event.ctrlKey || event.metaKey || event.shiftKey || link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    await saving;
    await save();
    location.href = link.href;
  });
})();
