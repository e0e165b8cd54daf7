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
    var open = event.key === "Escape" && event.target.closest && event.target.closest("details.chip-add[open]");
    if (open) { open.open = false; one("summary", open).focus(); }
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
