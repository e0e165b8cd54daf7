/* Templates: the preview of a Word file on the page, faults that lead to their places, the search of fields.

  <div data-preview="address of a .docx" data-text-failed="…">: filled when the page is there; then it gets the event
  `shelf:shown`. The file is drawn here; nothing is fetched but from our own server. */
(function () {
  "use strict";

  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const PREFIX = "doc-"; // ids of the file never meet ids of the page

  /* ---- How a file's elements come onto the page: no addresses, no inline styles, ids of their own ---- */
  function element(wanted) {
    if (!wanted || typeof wanted !== "object" || wanted instanceof Node) return window.docx.defaultOptions.h(wanted);
    const given = Object.assign({}, wanted);
    const style = typeof given.style === "string" ? given.style : "";
    if (style) delete given.style;
    if (given.id) given.id = PREFIX + given.id;
    ["href", "src", "srcdoc"].forEach((name) => { if (!/^(data|blob):/.test(given[name] || "blob:")) delete given[name]; });
    const made = window.docx.defaultOptions.h(given);
    if (style && made.style) made.style.cssText = style;
    return made;
  }

  /* A file says what stands in its styles, and names of fonts are copied as they are: nothing of it may reach our own
     page. What is drawn begins with its class in every rule; anything else, and rules within rules, are no work of the
     drawing. A comma within brackets only makes this stricter. */
  const OWN = /^\s*[a-z0-9]*\.docx(?![a-z0-9])/i;
  function confine(rules) {
    for (let at = rules.cssRules.length - 1; at >= 0; at -= 1) {
      const rule = rules.cssRules[at];
      if (rule instanceof CSSMediaRule) confine(rule);
      else if (!(rule instanceof CSSStyleRule) || !rule.selectorText.split(",").every((each) => OWN.test(each))) rules.deleteRule(at);
      else if (rule.cssRules) while (rule.cssRules.length) rule.deleteRule(0);
    }
  }

  /* The styles of a file go into a sheet that scripts make: our pages allow no <style>. */
  function adopt(holder) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(all("style", holder).map((style) => style.textContent).join("\n"));
    confine(sheet);
    document.adoptedStyleSheets = Array.from(document.adoptedStyleSheets).concat(sheet);
  }

  /* As wide as the box at most. A transform, for with `zoom` old browsers and new ones measure differently. */
  function fit(box) {
    const body = box.querySelector(".preview-paper");
    const paper = body && body.querySelector(".docx-wrapper");
    if (!paper) return;
    const widest = Math.max.apply(null, all("section", paper).map((page) => page.offsetWidth).concat(1));
    const scale = Math.min(1, (box.clientWidth - 24) / widest);
    paper.style.width = `${widest}px`;
    paper.style.transform = `scale(${scale.toFixed(4)})`;
    body.style.width = `${Math.floor(widest * scale)}px`;
    body.style.height = `${Math.ceil(paper.offsetHeight * scale)}px`;
  }

  function draw(box, data) {
    const body = document.createElement("div");
    const styles = document.createElement("div"); // never on the page itself
    const options = {
      className: "docx", inWrapper: true, ignoreFonts: true, useBase64URL: true, renderAltChunks: false, h: element,
    };
    return window.docx.renderAsync(data, body, styles, options).then(() => {
      adopt(styles);
      body.className = "preview-paper";
      body.lang = "zh-CN";
      box.textContent = "";
      box.appendChild(body);
      fit(box);
      mark(box);
      new ResizeObserver(() => fit(box)).observe(body.querySelector(".docx-wrapper"));
      box.dispatchEvent(new CustomEvent("shelf:shown", { bubbles: true }));
    });
  }

  function show(box) {
    return fetch(box.dataset.preview, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(String(answer.status)))))
      .then((data) => draw(box, data))
      .catch(() => {
        const said = document.createElement("p");
        said.className = "preview-wait text-secondary";
        said.textContent = box.dataset.textFailed;
        box.replaceChildren(said);
        box.dataset.failed = "";
      });
  }

  /* ---- Faults: what is wrong in the list is marked in the file, a click leads there ---- */
  function mark(box) {
    all(`[id^="${PREFIX}fault-"]`, box).forEach((sign) => {
      (sign.closest("p") || sign.parentElement).classList.add("preview-fault");
    });
  }
  function lead(name) {
    const sign = document.getElementById(PREFIX + name);
    if (!sign) return;
    const place = sign.closest("p") || sign.parentElement;
    all(".preview-here").forEach((each) => each.classList.remove("preview-here"));
    place.classList.add("preview-here");
    place.scrollIntoView({ block: "center", inline: "nearest" });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-goto]");
    if (button) lead(button.dataset.goto);
  });

  /* ---- Fields: only those that have the words ---- */
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  function filter(input) {
    const words = fold(input.value);
    const lines = all("[data-key]", document.querySelector(input.dataset.filter));
    const has = (line) => fold(line.dataset.key).includes(words);
    lines.forEach((line) => {
      const inner = all("[data-key]", line);
      const outer = line.parentElement.closest("[data-key]");
      line.hidden = !(has(line) || inner.some(has) || (outer && has(outer)));
      const details = line.querySelector(":scope > details:not(.field-ways)");
      if (details && words) details.open = inner.some(has);
    });
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-filter]")) filter(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-filter]")) event.preventDefault();
  });

  const boxes = all("[data-preview]");
  boxes.forEach(show);
  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => boxes.forEach(fit));
  });
})();
