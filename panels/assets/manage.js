// The hash in the address chooses the panel: #knowledge-base, #tuning or #settings.
const fm = {
  // Bring a part of the page into view, and the cursor into a field of it, as soon as they are there.
  bring(part, field, tries = 40) {
    const [shown, typed] = [document.querySelector(part), field && document.querySelector(field)];
    if (!shown || (field && !typed)) {
      if (tries) setTimeout(() => fm.bring(part, field, tries - 1), 50);
      return;
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    typed?.focus({ preventScroll: true });
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
  const watch = () => {
    show();
    keep();
    for (const id of ["#report", "#rows", "#went-back", "#published", "#draft", "#edit-said", "#findings", "#stale", "#saved", "#outcome"]) set(id, "aria-live", "polite");
  };
  window.addEventListener("popstate", show);
  window.addEventListener("hashchange", show);
  const start = () => {
    watch();
    new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  };
  // Gradio puts this script into the page once it runs, which may be after the page has loaded.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
