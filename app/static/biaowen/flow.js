/* Conveniences of the flow: phrases, keys in the inbox, one open sheet at a time. Everything works without this file. */
(function () {
  "use strict";
  if (window.biaowenFlow) { return; }
  window.biaowenFlow = true;

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  function dress(within) { all(".phrases, [data-press-close]", within).forEach(function (node) { node.hidden = false; }); }
  dress(document);

  /* ---- Sheets ---- */
  function closeSheets(except) {
    all("details[data-press-sheet][open]").forEach(function (sheet) { if (sheet !== except) { sheet.open = false; } });
  }
  document.addEventListener("toggle", function (event) {
    var sheet = event.target;
    if (!sheet.matches || !sheet.matches("details[data-press-sheet]") || !sheet.open) { return; }
    closeSheets(sheet);
    var words = one("textarea", sheet);
    if (words && window.innerWidth >= 576) { words.focus(); }
  }, true);
  document.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    var phrase = at.closest("[data-phrase]");
    if (phrase) {
      var words = one("textarea", phrase.closest("form"));
      words.value = phrase.getAttribute("data-phrase");
      var mark = words.value.indexOf("××");
      if (mark >= 0) { words.focus(); words.setSelectionRange(mark, mark + 2); }
      return;
    }
    var close = at.closest("[data-press-close]");
    if (close) { close.closest("details").open = false; return; }
    if (!at.closest("details[data-press-sheet]")) { closeSheets(null); }
  });

  document.addEventListener("keydown", function (event) {
    var ends = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (ends && event.target.matches("details[data-press-sheet] textarea")) { event.target.form.requestSubmit(); }
  });

  /* ---- A file that was picked is sent at once ---- */
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-send-when-picked]");
    if (form && event.target.type === "file" && event.target.files.length) { form.requestSubmit(); }
  });
  all("form[data-send-when-picked] [type=submit]").forEach(function (button) { button.hidden = true; });

  /* ---- The inbox: J, K, A, R ---- */
  var cards = all("[data-task]");
  function here() {
    var marked = cards.filter(function (card) { return card.classList.contains("task-here"); })[0];
    return marked || cards.filter(function (card) { return card.open; })[0] || cards[0];
  }
  function go(card) {
    if (!card) { return; }
    cards.forEach(function (other) { other.classList.toggle("task-here", other === card); other.open = other === card; });
    card.scrollIntoView({ block: "nearest" });
    one("summary", card).focus();
  }
  function bring(card) {
    var below = card.getBoundingClientRect().bottom > window.innerHeight;
    if (below && card.contains(document.activeElement)) { card.scrollIntoView({ block: "start" }); }
  }
  function filled(card, then) {
    var url = card.getAttribute("data-card");
    if (!url) { then(); return; }
    var link = one(".task-wait a", card);
    card.filling = card.filling || fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      var body = one(".task-body", card);
      body.innerHTML = html;
      dress(body);
      card.removeAttribute("data-card");
    });
    card.filling.then(then, function () { window.location.href = link.href; });
  }
  function sheet(tone) {
    var card = here();
    if (!card) { return; }
    card.open = true;
    filled(card, function () { press(card, tone); });
  }
  function press(card, tone) {
    var found = one('details[data-press-sheet="' + tone + '"]', card);
    if (found) { found.open = true; return; }
    var button = one("form.deed [data-press]", card);
    if (button && tone === "go") { button.click(); }
  }
  cards.forEach(function (card) {
    card.addEventListener("toggle", function () {
      if (!card.open) { return; }
      cards.forEach(function (other) { if (other !== card) { other.open = false; } });
      filled(card, function () { bring(card); });
    });
  });
  if (cards.length) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { closeSheets(null); return; }
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (typing || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) { return; }
      var key = event.key.toLowerCase();
      if (key === "j") { go(cards[Math.min(cards.indexOf(here()) + 1, cards.length - 1)]); }
      else if (key === "k") { go(cards[Math.max(cards.indexOf(here()) - 1, 0)]); }
      else if (key === "a") { event.preventDefault(); sheet("go"); }
      else if (key === "r") { event.preventDefault(); sheet("back"); }
      else if (key === "o") { filled(here(), function () { one(".task-open", here()).click(); }); }
    });
  } else {
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") { closeSheets(null); } });
  }
})();
