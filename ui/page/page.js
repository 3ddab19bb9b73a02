// What the server cannot do for the page: theme, clipboard, focus, and scrolling to the cited sentence.
window.jb = {
  theme() {
    const dark = document.body.classList.toggle("dark");
    localStorage.setItem("jianbao-theme", dark ? "dark" : "light");
  },
  // The page is shown when its frame speaks the reader's language and the kept conversation is there.
  parts: new Set(),
  ready(part) {
    jb.restore();
    if (jb.parts.add(part).size > 1) document.body.classList.add("jb-ready");
  },
  restore() {
    const kept = localStorage.getItem("jianbao-theme");
    if (kept) document.body.classList.toggle("dark", kept === "dark");
    document.documentElement.lang = jb.words().language || "zh";
    document.documentElement.style.setProperty("--jb-drop", JSON.stringify(jb.words().drop || ""));
    jb.translate();
  },
  words: () => document.querySelector(".jb-masthead")?.dataset || {},
  // What Gradio says in the browser's language, or in English whatever the language, said in the reader's.
  translate() {
    const words = jb.words();
    document.querySelector("#jb-files .upload-container")?.setAttribute("aria-label", words.drop);
    document.querySelectorAll(".toast-body.error:not([data-jb])").forEach((toast) => {
      toast.dataset.jb = "";
      toast.querySelector(".toast-title").firstChild.textContent = `${words.error} `;
      toast.querySelectorAll(".toast-message-text").forEach((text) => {
        const large = /exceed the maximum allowed size of [^:]*: (.*)$/s.exec(text.textContent);
        if (text.textContent.startsWith("Connection to the server was lost")) text.textContent = words.lost;
        else if (large) {
          text.textContent = words.large + large[1];
          jb.report(false);
        }
      });
    });
  },
  // What an upload did is shown until another is tried: the server hears nothing of one that is too large.
  report(shown) {
    const report = document.querySelector("#jb-report");
    if (report) report.style.display = shown ? "" : "none";
  },
  async leave() {
    await fetch("/logout", { method: "POST", redirect: "manual" });
    location.assign("/");
  },
  async copy(button) {
    const text = button.dataset.markdown;
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // no clipboard outside a secure context: the old way
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 1500);
  },
  // Clicks in a piece of the page's own HTML: which event of the component they are, and with what.
  listen(element, trigger) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !element.contains(button)) return;
      const data = { ...button.dataset };
      if (data.markdown !== undefined) jb.copy(button);
      else if (data.theme !== undefined) jb.theme();
      else if (data.close !== undefined) jb.close();
      else if (data.leave !== undefined) jb.leave();
      else if (data.tab !== undefined) document.querySelectorAll("[role=tab]")[data.tab]?.click();
      else if (data.ask !== undefined || data.retry !== undefined) trigger("submit", data);
      else if (["n", "article", "language", "open", "from"].some((name) => data[name] !== undefined)) {
        jb.opener = button;
        if (data.language === undefined) jb.away = false;
        trigger("select", data);
      }
    });
  },
  mark() {
    document.querySelectorAll("[aria-current=true]").forEach((other) => other.removeAttribute("aria-current"));
    if (jb.opener?.isConnected) jb.opener.setAttribute("aria-current", "true");
    // Gradio has handed the new content over; the browser has yet to lay it out.
    requestAnimationFrame(() => setTimeout(jb.reveal, 30));
  },
  // The panel of the tab that is shown; what holds it outlives the panels that the server sends.
  holder: () => [...document.querySelectorAll(".jb-holder")].find((each) => each.getClientRects().length),
  reveal() {
    const holder = jb.holder();
    if (!holder || jb.away) return;  // put away before the browser came to lay it out
    delete holder.dataset.shut;
    // On a phone the panel is a sheet over the page, which Back puts away.
    if (matchMedia("(max-width: 820px)").matches && !history.state?.jbSheet) history.pushState({ jbSheet: true }, "");
    jb.scroll(holder);
    holder.querySelector(".jb-source")?.focus({ preventScroll: true });
  },
  // After the panel was said anew in another language.
  again() {
    requestAnimationFrame(() => setTimeout(() => jb.scroll(jb.holder()), 30));
  },
  scroll(holder) {
    const panel = holder?.querySelector(".jb-source");
    if (!panel) return;
    const mark = panel.querySelector("mark.jb-cited");
    panel.querySelectorAll(".jb-page-text").forEach((text) => {
      const part = text.querySelector("mark");
      if (part) text.scrollTop = part.getBoundingClientRect().top - text.getBoundingClientRect().top - 40;
    });
    const above = mark ? mark.getBoundingClientRect().top - panel.getBoundingClientRect().top : 0;
    panel.scrollTop = mark ? panel.scrollTop + above - panel.clientHeight / 3 : 0;
    mark?.scrollIntoView({ block: "nearest" });
  },
  follow() {
    const live = document.querySelector("#jb-live");
    setTimeout(() => live?.scrollIntoView({ block: "center", behavior: "smooth" }), 250);
  },
  shut() {
    const holder = jb.holder();
    if (holder) holder.dataset.shut = "";
    jb.away = true;
    jb.opener?.focus();
  },
  close() {
    jb.shut();
    if (history.state?.jbSheet) history.back();
  },
};
document.addEventListener("keydown", (event) => { if (event.key === "Escape") jb.close(); });
window.addEventListener("popstate", (event) => {
  if (event.state?.jbSheet) {
    jb.away = false;
    delete jb.holder()?.dataset.shut;
  } else jb.shut();
});
if (history.state?.jbSheet) history.replaceState(null, "");  // a reload puts the sheet away
new MutationObserver(() => jb.translate()).observe(document.documentElement, { childList: true, subtree: true });
// Whatever happens to the first request, the page is shown.
setTimeout(() => document.body.classList.add("jb-ready"), 6000);
