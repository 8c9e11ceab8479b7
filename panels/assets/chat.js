// Keys in the chat: 1-3 choose a suggestion (not while typing), arrow up in an empty text box goes to the suggestions.
// And names for what Gradio leaves without one, so that a screen reader says what there is.
(() => {
  const suggestions = () => [...document.querySelectorAll("#conversation .options .option")];
  const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable=true]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = suggestions();
    if (!buttons.length) return;
    if (!typing(event.target) && /^[1-3]$/.test(event.key) && Number(event.key) < buttons.length) {
      event.preventDefault();
      buttons[Number(event.key) - 1].click();
      document.querySelector("#question textarea")?.focus();
    }
    if (event.key === "ArrowUp" && event.target.closest?.("#question") && !event.target.value) {
      event.preventDefault();
      buttons[0].focus();
    }
  });

  // A new reply is read from its question on, not from its end.
  let seen = "";
  const scroll_to_reply = () => {
    const log = document.querySelector("#conversation [role=log]");
    const asked = [...document.querySelectorAll("#conversation .user-row")].at(-1);
    const rows = [...document.querySelectorAll("#conversation .message-row, #conversation .option")];
    const now = `${rows.length} ${rows.at(-1)?.textContent.length}`;
    if (log && asked && now !== seen) log.scrollTop += asked.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
    seen = now;
  };

  const set = (selector, attributes) => {
    const node = document.querySelector(selector);
    for (const [name, value] of Object.entries(attributes)) {
      if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
    }
  };
  const update = () => {
    scroll_to_reply();
    set("#question textarea", { "aria-label": "Your question", "aria-describedby": "hint" });
    set("#question .submit-button", { "aria-label": "Ask" });
    set("#hint", { role: "status", "aria-live": "polite" });
    set("#conversation [role=log]", { "aria-label": "Conversation", tabindex: "0" });
    set("#conversation button[title=Clear]", { title: "Start over", "aria-label": "Start over" });
    // Gradio puts the message's own markup here, which would be read out.
    document.querySelectorAll("#conversation [data-testid=bot][aria-label], #conversation [data-testid=user][aria-label]")
      .forEach((message) => message.removeAttribute("aria-label"));
  };
  const start = () => {
    update();
    new MutationObserver(update).observe(document.body, { childList: true, subtree: true });
  };
  // Gradio puts this script into the page once it runs, which may be after the page has loaded.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
