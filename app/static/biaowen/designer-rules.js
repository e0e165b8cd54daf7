/* Rules in the designer: the builder in a dialog, and what is offered while a rule is typed. The server decides; this asks. */
(function () {
  "use strict";

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  /* ---- The builder ---- */
  var dialog = null, wanted = "";
  function opened() {
    if (dialog) { return dialog; }
    dialog = document.createElement("dialog");
    dialog.id = "dzr";
    dialog.className = "dzr-dialog";
    dialog.setAttribute("aria-labelledby", "dzr-title");
    document.body.append(dialog);
    dialog.addEventListener("close", function () {
      all("[hx-post]", dialog).forEach(function (each) { window.htmx.trigger(each, "htmx:abort"); });
      dialog.innerHTML = "";
      isUsed = false;
      var button = document.getElementById(wanted + "-build");
      if (button) { button.focus(); }
    });
    return dialog;
  }
  function open(button) {
    edits = told = 0;
    isUsed = false;
    wanted = button.getAttribute("data-rule-open");
    var input = document.getElementById(wanted), box = opened();
    var values = {
      at: input.getAttribute("data-rule-at"), name: input.getAttribute("data-rule"), rule: input.value, by: "text",
      label: button.getAttribute("data-label")
    };
    window.htmx.ajax("POST", input.getAttribute("data-rule-url"), { source: box, target: box, swap: "innerHTML", values: values })
      .then(function () {
        if (!one("#dzr-form", box) || box.open) { return; }
        box.showModal();
        (one(".dzr-subject", box) || one("#dzr-add", box) || one("#dzr-rule", box)).focus();
      });
  }
  /* What stands there as the rule may be older than what was chosen last: then it is used once it came. */
  var edits = 0, told = 0, last = null, request = {}, isUsed = false;
  function use() {
    isUsed = edits > told && document.body.contains(last);
    if (isUsed) { last.dispatchEvent(new Event("change", { bubbles: true })); return; }
    var input = document.getElementById(wanted), text = one("#dzr-rule").value.trim();
    dialog.close();
    if (!input) { return; }
    input.value = text;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
    hide(input);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-rule-open]");
    if (button) { open(button); return; }
    if (event.target.closest("[data-rule-use]")) { use(); return; }
    if (event.target.closest("[data-rule-close]")) { dialog.close(); }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.id === "dzr-form") { event.preventDefault(); }
  }, true);
  /* What was typed while an answer was on its way is typed into what came. */
  var since = {}, unsaid = [];
  document.addEventListener("input", function (event) {
    if (event.target.closest("#dzr-form")) { edits += 1; last = event.target; }
    if (event.target.id && event.target.closest("#dzr") && event.target.type !== "checkbox") { since[event.target.id] = event.target.value; }
  });
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (!event.target.closest("#dzr")) { return; }
    since = {};
    request = { xhr: event.detail.xhr, edits: edits };
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    var typed = since;
    if (event.detail.xhr === request.xhr) { told = request.edits; }
    since = {};
    Object.keys(typed).forEach(function (id) {
      var input = document.getElementById(id);
      if (!input || input.value === typed[id]) { return; }
      input.value = typed[id];
      unsaid.push(id);
    });
    all("#dzr-outcome [data-fault-of]").forEach(function (each) {
      var place = document.getElementById(each.getAttribute("data-fault-of"));
      if (place) { place.textContent = each.textContent; }
    });
  });
  document.body.addEventListener("htmx:afterSettle", function () {
    unsaid.splice(0).forEach(function (id) { // only now somebody listens
      var input = document.getElementById(id);
      if (input) { input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
    if (isUsed && told === edits) {
      isUsed = false;
      if (!one("#dzr-use").disabled) { use(); return; }
    }
    var form = one("#dzr-form[data-focus]");
    if (!form) { return; }
    var next = document.getElementById(form.getAttribute("data-focus")) || one("#dzr-add", form);
    form.removeAttribute("data-focus");
    if (next) { next.focus(); }
  });

  /* ---- While a rule is typed ---- */
  var waiting = 0, asked = 0, step = 0;
  function box(input) { return document.getElementById(input.id + "-asks"); }
  function options(input) { return all("[role=option]", box(input)); }
  function hide(input) {
    clearTimeout(waiting);
    asked += 1;
    var here = box(input);
    if (!here) { return; }
    here.hidden = true;
    here.innerHTML = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function ask(input) {
    clearTimeout(waiting);
    var mine = asked += 1, text = input.value;
    var body = new URLSearchParams({
      at: input.getAttribute("data-rule-at"), name: input.getAttribute("data-rule"), rule: text,
      cursor: String(Array.from(input.value.slice(0, input.selectionStart)).length)
    });
    fetch(input.getAttribute("data-rule-url") + "/typed", {
      method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": window.biaowen.token() }
    }).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (fragment) {
      if (mine !== asked || document.activeElement !== input) { return; }
      var here = box(input);
      here.innerHTML = fragment; // our own server's, escaped there
      here.hidden = !fragment.trim();
      here.setAttribute("data-for", text);
      var list = one("[role=listbox]", here);
      if (list) { list.id = input.id + "-offers"; }
      options(input).forEach(function (each, at) { each.id = input.id + "-offer-" + at; });
      input.setAttribute("aria-expanded", String(Boolean(list)));
      if (step && list) { mark(input, step); }
      step = 0;
    }).catch(function () {});
  }
  function mark(input, by) {
    var found = options(input), at = found.findIndex(function (each) { return each.getAttribute("aria-selected") === "true"; });
    var next = found[(at + by + found.length + (at < 0 && by < 0 ? 1 : 0)) % found.length];
    found.forEach(function (each) { each.setAttribute("aria-selected", String(each === next)); });
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  }
  function put(input, offer) {
    var letters = Array.from(input.value), start = Number(offer.getAttribute("data-start"));
    var end = offer.hasAttribute("data-end") ? Number(offer.getAttribute("data-end"))
      : Array.from(input.value.slice(0, input.selectionStart)).length;
    var head = letters.slice(0, start).join("") + offer.getAttribute("data-put");
    input.value = head + letters.slice(end).join("");
    var cursor = head.length - Number(offer.getAttribute("data-back") || 0);
    input.focus();
    input.setSelectionRange(cursor, cursor);
    ask(input);
  }

  document.addEventListener("input", function (event) {
    var input = event.target;
    if (!input.hasAttribute("data-rule")) { return; }
    clearTimeout(waiting);
    step = 0;
    options(input).forEach(function (each) { each.setAttribute("aria-selected", "false"); });
    waiting = setTimeout(function () { ask(input); }, 180);
  });
  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!input.hasAttribute || !input.hasAttribute("data-rule") || event.isComposing) { return; }
    var isOpen = !box(input).hidden, found = options(input);
    if (event.key === "Escape" && isOpen) { event.preventDefault(); event.stopPropagation(); hide(input); return; }
    var isOld = box(input).getAttribute("data-for") !== input.value; // what is offered for it is on its way
    var isEnd = input.selectionStart === input.value.length;
    if (event.key === "ArrowDown" && isEnd && (isOld || !isOpen)) { event.preventDefault(); step = 1; ask(input); return; }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      mark(input, event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (event.key !== "Enter") { return; }
    var chosen = found.filter(function (each) { return each.getAttribute("aria-selected") === "true"; })[0];
    if (chosen) { event.preventDefault(); put(input, chosen); return; }
    if (input.tagName === "TEXTAREA" && !event.shiftKey) {
      event.preventDefault();
      hide(input);
      input.blur();
      input.focus();
    }
  });
  document.addEventListener("mousedown", function (event) {
    if (event.target.closest(".dzr-asks")) { event.preventDefault(); } // the input stays in focus
  });
  document.addEventListener("click", function (event) {
    var offer = event.target.closest("[data-put]");
    if (!offer) { return; }
    var here = offer.closest(".dzr-asks");
    put(document.getElementById(here.id.replace(/-asks$/, "")), offer);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.hasAttribute && event.target.hasAttribute("data-rule")) { hide(event.target); }
  });
})();
