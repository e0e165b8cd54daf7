/* Text with headings, lists and bold: marks set by buttons, a preview, and what is pasted from WPS or Word as marks.

  What the marks mean is said by the server (form.js tells it by `biaowen:state`); here it is only shown.
  The HTML of a clipboard is parsed in a document of its own, where nothing runs; only text and marks leave it. */
(function () {
  "use strict";

  const page = document.getElementById("record-form");
  if (!page) return;

  const one = (selector, within) => within.querySelector(selector);
  const LINE = /^(?:[#＃]{1,3}[ \u3000]+|[-*•·●]\s+|\d{1,3}[.．、][ \u3000]+)/;
  const looks = {};

  /* ---- marks ---- */

  const told = (area) => area.dispatchEvent(new Event("input", { bubbles: true }));

  function put(area, from, to, text, mode) {
    area.focus();
    area.setRangeText(text, from, to, mode || "end");
    told(area);
  }

  /* The lines that are touched by the selection get the mark; if all have it, they lose it. */
  function markLines(area, mark) {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const end = area.value.indexOf("\n", area.selectionEnd);
    const to = end < 0 ? area.value.length : end;
    const lines = area.value.slice(from, to).split("\n");
    const has = lines.every((line) => line.startsWith(mark));
    put(area, from, to, lines.map((line) => (has ? line.slice(mark.length) : mark + line.replace(LINE, ""))).join("\n"));
  }

  function markBold(area) {
    const from = area.selectionStart;
    const to = area.selectionEnd;
    const text = area.value.slice(from, to);
    if (/^\*\*[^]*\*\*$/.test(text)) put(area, from, to, text.slice(2, -2), "select");
    else if (text) put(area, from, to, text.split("\n").map((line) => (line.trim() ? "**" + line + "**" : line)).join("\n"), "select");
    else {
      put(area, from, to, "****");
      area.setSelectionRange(from + 2, from + 2);
    }
  }

  /* ---- preview ---- */

  const element = (tag, ...children) => {
    const made = document.createElement(tag);
    made.append(...children);
    return made;
  };
  const words = (parts) => parts.map((part) => (part[1] ? element("strong", part[0]) : document.createTextNode(part[0])));

  function draw(view) {
    view.textContent = "";
    let list = null;
    (looks[view.dataset.richView] || []).forEach((line) => {
      const [form, level, number, parts] = line;
      if (form !== "bullet" && form !== "number") {
        list = null;
        view.append(element(form === "heading" ? "h" + (level + 2) : "p", ...words(parts)));
        return;
      }
      const tag = form === "bullet" ? "UL" : "OL";
      if (!list || list.tagName !== tag || number === 1) view.append((list = document.createElement(tag)));
      list.append(element("li", ...words(parts)));
    });
  }

  function toggle(box) {
    const button = one("[data-rich-toggle]", box);
    const view = one("[data-rich-view]", box);
    const on = view.hidden;
    view.hidden = !on;
    one("textarea", box).hidden = on;
    button.setAttribute("aria-pressed", String(on));
    box.querySelectorAll("[data-rich-line], [data-rich-bold]").forEach((each) => { each.disabled = on; });
    draw(view);
    if (on) window.htmx.trigger("#form-ask", "preview");
  }

  page.addEventListener("biaowen:state", (event) => {
    Object.keys(looks).forEach((name) => { delete looks[name]; });
    Object.assign(looks, event.detail.rich);
    page.querySelectorAll("[data-rich-view]:not([hidden])").forEach(draw);
  });

  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rich] button");
    if (!button) return;
    const box = button.closest("[data-rich]");
    const area = one("textarea", box);
    if (button.hasAttribute("data-rich-toggle")) toggle(box);
    else if (button.hasAttribute("data-rich-bold")) markBold(area);
    else markLines(area, button.dataset.richLine);
  });
  page.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-rich] textarea") || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "b") { event.preventDefault(); markBold(event.target); }
  });

  /* ---- paste ---- */

  const BLOCK = /^(P|DIV|LI|TR|H[1-6]|BLOCKQUOTE|PRE)$/;
  const SILENT = /^(STYLE|SCRIPT|TEMPLATE|TITLE|META|LINK|XML)$/;
  const styleOf = (node) => (node.getAttribute("data-style") || "").replace(/\s+/g, "").toLowerCase();
  const WRAPPED = /([\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef])/g;
  const plain = (text) => text.replace(/\\/g, "\\\\").replace(/\*\*/g, "\\*\\*");

  function isBold(node) {
    if (/font-weight:(bold|[6-9]00)/.test(styleOf(node))) return true;
    return /^(B|STRONG)$/.test(node.tagName) && !/font-weight:(normal|400)/.test(styleOf(node));
  }

  /* Word and WPS say the level of a heading and the number of an item in the style of the paragraph. */
  function markOf(node) {
    const style = styleOf(node);
    const outline = /mso-outline-level:([1-9])/.exec(style);
    const heading = /^H([1-6])$/.exec(node.tagName);
    if (heading || outline) return "#".repeat(Math.min(Number((heading || outline)[1]), 3)) + " ";
    if (node.tagName === "LI") return node.parentElement && node.parentElement.tagName === "OL" ? "1. " : "- ";
    if (!/mso-list:(?!none|ignore)/.test(style)) return "";
    const sign = Array.from(node.querySelectorAll("span")).find((each) => /mso-list:ignore/.test(styleOf(each)));
    return sign && /[0-9一二三四五六七八九十a-z]/i.test(sign.textContent) && !/^[o§Ø·]\s*$/.test(sign.textContent.trim()) ? "1. " : "- ";
  }

  /* Styles are only read: as attributes of that name the page's policy would refuse them aloud. */
  const unstyled = (html) => html.replace(/<style\b[^]*?<\/style>/gi, "")
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));

  function linesOf(root) {
    const lines = [];
    let line = null;
    const begin = (mark) => { line = { mark, parts: [] }; lines.push(line); };
    function walk(node, bold) {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.data.replace(WRAPPED, "$1").replace(/[\s\u00a0]+/g, " ");
        if (text === " " && (!line || !line.parts.length)) return;
        if (!line) begin("");
        line.parts.push([text, bold && !/^#/.test(line.mark)]);
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || SILENT.test(node.tagName.toUpperCase()) || /mso-list:ignore/.test(styleOf(node))) return;
      if (node.tagName === "BR") { begin(""); return; }
      const isBlock = BLOCK.test(node.tagName);
      if (isBlock) begin(markOf(node) || (line && node.tagName === "P" && !line.parts.length ? line.mark : ""));
      Array.from(node.childNodes).forEach((child) => walk(child, bold || isBold(node)));
      if (isBlock) line = null;
    }
    walk(root, false);
    return lines;
  }

  function written(line) {
    const joined = [];
    line.parts.forEach((part) => {
      const last = joined[joined.length - 1];
      if (last && last[1] === part[1]) last[0] += part[0];
      else joined.push(part.slice());
    });
    const text = joined.map((part) => {
      const inner = part[0].trim();
      if (!part[1] || !inner) return plain(part[0]);
      return part[0].replace(inner, () => "**" + plain(inner) + "**");
    }).join("").trim();
    return text && (line.mark ? line.mark + text : text.replace(LINE, (sign) => "\\" + sign));
  }

  page.addEventListener("paste", (event) => {
    const area = event.target;
    if (!area.matches || !area.matches("[data-rich] textarea")) return;
    const html = event.clipboardData.getData("text/html");
    if (!/<(p|li|h[1-6]|div)\b/i.test(html)) return;
    const body = new DOMParser().parseFromString(unstyled(html), "text/html").body;
    const text = linesOf(body).map(written).filter(Boolean).join("\n");
    if (!text) return;
    event.preventDefault();
    put(area, area.selectionStart, area.selectionEnd, text);
  });
})();
