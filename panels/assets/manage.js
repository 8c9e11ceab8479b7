// The hash in the address chooses the panel: #knowledge-base, #tuning or #settings.
const fm = {
  // Bring a part of the page into view, the first of several that says something, and the cursor into a field of it,
  // as soon as they are there.
  bring(parts, field, tries = 40) {
    const found = [parts].flat().map((part) => document.querySelector(part));
    const shown = found.find((part) => part?.textContent.trim()) ?? found.at(-1);
    const typed = field && document.querySelector(field);
    if (!shown || (field && !typed)) {
      if (tries) setTimeout(() => fm.bring(parts, field, tries - 1), 50);
      return;
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    typed?.focus({ preventScroll: true });
  },
  // What has the focus, while lists are written anew that nobody asked for: the same button has it afterwards.
  held: null,
  hold() {
    const node = document.activeElement;
    const part = node?.matches?.("[data-do]") && node.closest("[id]");
    fm.held = part ? { part: part.id, does: node.dataset.do, to: node.dataset.to, until: Date.now() + 30000 } : null;
  },
  place: null,
  // Open the form of an entry, and once it is put away go back to where it was opened from.
  edit(field) {
    fm.bring("#editor", field);
  },
  back() {
    if (fm.place === null || document.querySelector("#editor")?.offsetParent) return;
    scrollTo(0, fm.place);
    fm.place = null;
  },
};
window.fm = fm;
(() => {
  const show = () => {
    const links = [...document.querySelectorAll(".fm-nav a")];
    if (!links.length) return;
    const known = links.map((link) => link.getAttribute("href").slice(1));
    const wanted = location.hash.slice(1);
    const name = known.includes(wanted) ? wanted : known[0];
    if (document.body.dataset.panel !== name) {
      document.body.dataset.panel = name;
      window.dispatchEvent(new Event("resize"));
    }
    for (const link of links) {
      if (link.getAttribute("href") === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  document.addEventListener("click", (event) => {
    // Gradio's base address would turn a bare hash into a way out of this page.
    const link = event.target.closest?.(".fm-nav a");
    if (!link) return;
    event.preventDefault();
    history.pushState(null, "", location.pathname + link.getAttribute("href"));
    show();
    window.scrollTo(0, 0);
  });
  const set = (selector, name, value) => {
    const node = document.querySelector(selector);
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  };
  // A list that was opened or closed stays so when what is in it changes.
  const kept = new Map();
  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset?.keep;
    if (key && event.target.dataset.seen) kept.set(key, event.target.open);
  }, true);
  const keep = () => {
    for (const list of document.querySelectorAll("details[data-keep]:not([data-seen])")) {
      if (kept.has(list.dataset.keep)) list.open = kept.get(list.dataset.keep);
      list.dataset.seen = "yes";
    }
  };
  // A screen reader hears the headline of each part as it changes, not the long list under it.
  const voice = document.createElement("div");
  voice.className = "fm-voice";
  voice.setAttribute("aria-live", "polite");
  const heard = new Map();
  const announce = () => {
    const [news, said] = [[], new Map()];
    for (const line of document.querySelectorAll("[data-say]")) {
      const part = line.closest("[id]")?.id;
      said.set(part, `${said.get(part) ?? ""} ${line.textContent.trim()}`.trim());
    }
    for (const [part, text] of said) {
      if (heard.has(part) && heard.get(part) !== text) news.push(text);
      heard.set(part, text);
    }
    if (news.length) voice.textContent = news.join(" ");
  };
  // A button that was pressed by key and written anew gives the focus to the one that took its place.
  let pressed = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-do]");
    if (button?.dataset.do === "edit" || event.target.closest?.("#add")) fm.place ??= scrollY;
    const part = button?.closest("[id]");
    pressed = part ? { button, part: part.id, place: [...part.querySelectorAll("button[data-do]")].indexOf(button) } : null;
  }, true);
  const refocus = () => {
    if (!pressed || pressed.button.isConnected) return;
    const buttons = document.getElementById(pressed.part)?.querySelectorAll("button[data-do]") ?? [];
    if (document.activeElement === document.body) buttons[Math.min(pressed.place, buttons.length - 1)]?.focus({ preventScroll: true });
    pressed = null;
  };
  const refocusHeld = () => {
    const held = fm.held;
    if (!held) return;
    const node = document.activeElement;
    const stays = node === document.body || node?.closest?.("[id]")?.id === held.part;
    if (!stays || Date.now() > held.until) { fm.held = null; return; }
    if (node.dataset.do === held.does && node.dataset.to === held.to) return;
    const buttons = document.getElementById(held.part)?.querySelectorAll("[data-do]") ?? [];
    const same = [...buttons].find((button) => button.dataset.do === held.does && button.dataset.to === held.to);
    same?.focus({ preventScroll: true });
    fm.held = null;
  };
  // Ask what is live; a page that nobody sees does not, and where the server is away, the next time tells more.
  const PULSE = 2000;
  const pulse = async () => {
    try {
      const response = document.hidden ? null : await fetch("pulse", { signal: AbortSignal.timeout(10000) });
      if (response?.ok) window.dispatchEvent(new CustomEvent("fm-pulse", { detail: await response.json() }));
    } catch { /* as above */ }
    setTimeout(pulse, PULSE);
  };
  const watch = () => {
    show();
    keep();
    refocus();
    refocusHeld();
    announce();
    for (const id of ["#saved", "#promised", "#effect", "#label-report", "#tuning-notes"]) set(id, "aria-live", "polite");
    for (const id of ["#meanwhile", "#tuning-meanwhile"]) set(id, "role", "status");
  };
  window.addEventListener("popstate", show);
  window.addEventListener("hashchange", show);
  const start = () => {
    document.body.append(voice);
    watch();
    pulse();
    new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  };
  // Gradio puts this script into the page once it runs, which may be after the page has loaded.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
