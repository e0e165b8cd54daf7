/* Lists and record pages: rows that are clicked, boxes that are ticked, empty fields that are shown. Works without, too. */
(function () {
  "use strict";

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function one(selector, within) { return (within || document).querySelector(selector); }

  /* ---- A click anywhere in a row opens it, unless something is being selected or pressed ---- */
  document.addEventListener("click", function (event) {
    var row = event.target.closest(".list-table tbody tr");
    if (!row || event.target.closest("a, button, input, label, .list-pick") || String(window.getSelection())) { return; }
    var link = one(".row-link", row);
    if (!link) { return; }
    if (event.ctrlKey || event.metaKey) { window.open(link.href); } else { link.click(); }
  });

  /* ---- Ticked records: all of the page, and what the export will hold ---- */
  var whole = one("[data-pick-all]");
  function boxes() { return all('input[name="pick"]'); }
  function count() {
    var picked = boxes().filter(function (box) { return box.checked; }).length;
    var what = one("#export-what");
    if (whole) {
      whole.checked = picked > 0 && picked === boxes().length;
      whole.indeterminate = picked > 0 && !whole.checked;
    }
    all(".list-table tbody tr").forEach(function (row) {
      var box = one('input[name="pick"]', row);
      row.classList.toggle("picked", Boolean(box && box.checked));
    });
    if (!what) { return; }
    one("[data-unpicked]", what).hidden = picked > 0;
    var said = one("[data-picked]", what);
    said.hidden = picked === 0;
    said.textContent = said.getAttribute("data-words").replace("#", picked);
  }
  document.addEventListener("change", function (event) {
    if (event.target === whole) { boxes().forEach(function (box) { box.checked = whole.checked; }); }
    if (event.target === whole || event.target.name === "pick") { count(); }
  });
  window.addEventListener("pageshow", count);

  /* ---- A form that brings a file may be sent again ---- */
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-again")) { return; }
    setTimeout(function () {
      event.target.sent = false;
      if (event.submitter) { event.submitter.removeAttribute("aria-busy"); }
    }, 800);
  });

  /* ---- Operators without a value ---- */
  document.addEventListener("change", function (event) {
    if (!event.target.hasAttribute("data-operator")) { return; }
    var value = one("[data-value]", event.target.form);
    if (value) { value.hidden = /^(filled|empty)$/.test(event.target.value); value.disabled = value.hidden; }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "filter-inputs") { return; }
    var first = one("select, input:not([type=hidden])", event.target);
    if (first) { first.focus(); }
  });
  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && event.target.closest && event.target.closest("details.chip-add[open], details.list-menu[open]");
    if (open) { open.open = false; one("summary", open).focus(); }
  });

  document.addEventListener("click", function (event) {
    var menu = one("details.list-menu[open]");
    if (menu && !event.target.closest(".list-menu")) { menu.open = false; }
  });

  /* ---- Pages that come up as a sheet over the list: 列设置, 存为常用筛选 ---- */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-panel]");
    if (link && !event.ctrlKey && !event.metaKey && window.biaowen) {
      event.preventDefault();
      openPanel(link);
      return;
    }
    var close = event.target.closest("dialog [data-panel-close]");
    if (close) { event.preventDefault(); close.closest("dialog").close(); }
  });
  function openPanel(link) {
    window.biaowen.request(link.href).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(answer);
    }).then(function (text) {
      var body = new DOMParser().parseFromString(text, "text/html").querySelector("[data-panel-body]");
      var dialog = document.createElement("dialog"), title = document.createElement("h2");
      title.textContent = body.getAttribute("data-panel-title");
      title.id = "panel-title";
      dialog.className = "panel";
      dialog.setAttribute("aria-labelledby", title.id);
      dialog.append(title, document.importNode(body, true));
      dialog.addEventListener("close", function () { dialog.remove(); link.focus(); });
      document.body.append(dialog);
      dialog.showModal();
      var first = one("[autofocus]", dialog) || one("input:not([type=hidden])", dialog);
      if (first) { first.focus(); }
    }).catch(function () { location.assign(link.href); }); // the page itself says what is the matter
  }

  /* ---- Columns in an order: arrows, Alt with arrows, the mouse. The server moves them where this file does not ---- */
  function moved(pick) {
    var list = pick.parentElement, picks = all("[data-pick]", list), said = one("[data-picks-said]", list.parentElement);
    var words = list.getAttribute("data-text-moved").replace("{label}", one(".form-check-label", pick).textContent);
    said.textContent = words.replace("{place}", picks.indexOf(pick) + 1);
  }
  function move(pick, way) {
    var other = way === "up" ? pick.previousElementSibling : pick.nextElementSibling;
    if (!other) { return; }
    var focused = document.activeElement;
    if (way === "up") { other.before(pick); } else { other.after(pick); }
    pick.scrollIntoView({ block: "nearest" });
    focused.focus();
    moved(pick);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-pick] [name=move]");
    if (!button) { return; }
    event.preventDefault();
    move(button.closest("[data-pick]"), button.value.split(":")[0]);
  });
  document.addEventListener("keydown", function (event) {
    var way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    var pick = way && event.altKey && event.target.closest && event.target.closest("[data-pick]");
    if (!pick) { return; }
    event.preventDefault();
    move(pick, way);
  });
  var held = null;
  document.addEventListener("mousedown", function (event) {
    var grip = event.target.closest(".pick-grip");
    if (!grip || event.button) { return; }
    event.preventDefault();
    held = grip.closest("[data-pick]");
    held.classList.add("is-held");
  });
  document.addEventListener("mousemove", function (event) {
    if (!held) { return; }
    all("[data-pick]", held.parentElement).forEach(function (other) {
      var box = other.getBoundingClientRect(), middle = box.top + box.height / 2;
      var isBefore = Boolean(other.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (other === held) { return; }
      if (isBefore && event.clientY < middle) { other.before(held); }
      else if (!isBefore && event.clientY > middle) { other.after(held); }
    });
    held.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("mouseup", function () {
    if (!held) { return; }
    held.classList.remove("is-held");
    moved(held);
    held = null;
  });

  /* ---- What is pasted comes as a table too: merged cells and line breaks survive ---- */
  document.addEventListener("paste", function (event) {
    var id = event.target.getAttribute && event.target.getAttribute("data-paste-html");
    if (!id || !event.clipboardData) { return; }
    document.getElementById(id).value = event.target.value ? "" : event.clipboardData.getData("text/html");
  });
  document.addEventListener("input", function (event) {
    var id = event.target.getAttribute && event.target.getAttribute("data-paste-html");
    if (id && event.inputType !== "insertFromPaste") { document.getElementById(id).value = ""; }
  });

  /* ---- The record as a paper: fields that nobody filled in ---- */
  document.addEventListener("change", function (event) {
    if (event.target.hasAttribute("data-show-empty")) {
      event.target.closest("[data-paper]").classList.toggle("with-empty", event.target.checked);
    }
  });
})();
