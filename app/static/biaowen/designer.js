/* The designer: deeds are sent one after another, parts of the page come back. Works without, too: every deed is a form. */
(function () {
  "use strict";

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  /* ---- The text of a draft: a fault leads to its line ---- */
  var text = one("#dz-text");
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-goto]");
    if (!button || !text) { return; }
    var line = Number(button.getAttribute("data-goto")), column = Number(button.getAttribute("data-column"));
    var lines = text.value.split("\n");
    var start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start + column - 1, start + (lines[line - 1] || "").length);
    text.scrollTop = (line - 4) * (text.scrollHeight / Math.max(lines.length, 1));
  });
  if (text) {
    text.addEventListener("keydown", function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); text.form.requestSubmit(); }
    });
  }

  var desk = one("#dz");
  if (!desk) { return; }

  /* ---- Sending: one deed after another, each on the draft that the one before left ---- */
  var chain = Promise.resolve(), left = 0, isOver = false, isRefused = false;
  /* Once; resolves true if the session was over. Nothing was clicked that could be clicked again: `send` asks anew. */
  function ask(method, url, values) {
    isOver = false;
    return window.htmx.ajax(method, url, { source: desk, target: desk, swap: "none", values: values || {} })
      .then(function () { return isOver; });
  }
  desk.addEventListener("htmx:responseError", function (event) {
    if (event.target !== desk || !event.detail.xhr.getResponseHeader("X-Renew")) { return; }
    event.stopPropagation();
    isOver = true;
  });
  function send(method, url, values, keeps) {
    left += 1;
    if (!keeps) { desk.classList.add(method === "GET" ? "is-choosing" : "is-turning"); } // other properties are on their way
    chain = chain.then(function () {
      if (values) { values.tab = desk.getAttribute("data-tab") || ""; values.lock = String(Math.max(Number(values.lock || 0), Number(one("#dz-lock").value))); }
      return ask(method, url, values).then(function (isOver) {
        return isOver && window.biaowen.renew().then(function (alive) {
          isRefused = !alive;
          return alive && ask(method, url, values);
        });
      });
    }).catch(function () { isRefused = true; }).then(function () {
      left -= 1;
      if (!left) { desk.classList.remove("is-choosing", "is-turning"); }
    });
    return chain;
  }
  document.addEventListener("designer:deed", function (event) { deed(event.detail.name, event.detail.values); });
  function deed(name, values) { return send("POST", desk.getAttribute("data-do").replace("__deed__", name), values); }
  function pairs(form, button) {
    var values = {};
    new FormData(form).forEach(function (value, key) { if (key !== "csrf_token") { values[key] = value; } });
    if (button && button.name) { values[button.name] = button.value; }
    return values;
  }
  function chosen() { return one("#dz-properties").getAttribute("data-at"); }
  function choose(at) { return send("GET", location.pathname + "?at=" + encodeURIComponent(at)); }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-step")) { leave(event, function () { form.requestSubmit(event.submitter || undefined); }); return; }
    event.preventDefault();
    event.stopPropagation();
    if (form.hasAttribute("data-live")) { keep(form); return; }
    var add = one(".dz-add", form);
    if (add) { aim(form, add); }
    var button = event.submitter;
    send("POST", button && button.hasAttribute("formaction") ? button.formAction : form.action, pairs(form, button));
  }, true);

  /* ---- Properties are kept as they are changed ---- */
  function keep(form) { return send("POST", form.action, pairs(form), true); }
  document.addEventListener("change", function (event) {
    var form = event.target.form; // an input of a table stands outside its form
    if (!form || !form.hasAttribute("data-live")) { return; }
    if (/-when(-|$)/.test(event.target.name) && event.target.value) {
      one('select[name="' + event.target.name.replace(/-when(-.*)?$/, "") + '"]', form).value = "when";
    }
    keep(form);
    if (event.target.hasAttribute("data-renews")) { renew(event.target.id); }
  });
  /* What is set here decides what the other inputs offer. */
  function renew(id) {
    var opened = all("#dz-properties details[open][id]").map(function (each) { return each.id; });
    choose(chosen()).then(function () {
      opened.forEach(function (each) { var part = document.getElementById(each); if (part) { part.open = true; } });
      var input = document.getElementById(id);
      if (input) { input.focus(); }
    });
  }
  /* The page is there before its scripts are: what somebody has changed by then is kept too. */
  function isChanged(input) {
    if (input.type === "checkbox" || input.type === "radio") { return input.checked !== input.defaultChecked; }
    if (input.tagName !== "SELECT") { // where somebody is still typing, a change is yet to be told
      return input !== document.activeElement && input.defaultValue !== undefined && input.value !== input.defaultValue;
    }
    var meant = all("option", input).filter(function (each) { return each.defaultSelected; })[0] || input.options[0];
    return Boolean(meant) && !input.multiple && !meant.selected;
  }
  document.addEventListener("DOMContentLoaded", function () {
    all("form[data-live]").forEach(function (form) {
      if (Array.prototype.some.call(form.elements, isChanged)) { keep(form); }
    });
  });
  document.addEventListener("click", function (event) {
    var form = event.target.closest("form[data-live]");
    if (form && event.target.closest("[data-remove-row]")) { setTimeout(function () { keep(form); }); }
  }, true); // before the row is gone

  /* ---- Where a new field goes: behind the chosen one, into the chosen section or table ---- */
  function aim(form, button) {
    var pick = one('#dz-canvas .dz-pick[aria-current]');
    var section = pick && pick.closest("[data-section]");
    var to = section ? section.getAttribute("data-section") : "", before = "";
    var tile = pick && pick.closest(".dz-tile");
    if (tile) {
      var home = pick.getAttribute("data-home");
      if (home.charAt(0) === "." && button.hasAttribute("data-no-column")) {
        tile = tile.parentElement.closest(".dz-tile");
        home = one(".dz-pick", tile).getAttribute("data-home");
      }
      to = home;
      var next = tile.nextElementSibling;
      before = next && next.hasAttribute("data-key") ? next.getAttribute("data-key") : "";
    }
    if (to) { one("[data-here]", form).value = to; }
    one("[data-next]", form).value = before;
  }

  /* ---- Choosing ---- */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-choose]");
    if (!link || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    choose(link.getAttribute("data-choose")).then(function () {
      history.replaceState(null, "", "?at=" + encodeURIComponent(chosen()));
      var side = one("#dz-properties"); // on a phone it stands below the form
      if (side.getBoundingClientRect().top > window.innerHeight) { side.scrollIntoView(); }
      faulty();
    });
  });
  /* Whoever changed something and goes to another page at once gets there once it is kept; what is refused is told here. */
  function leave(event, go) {
    if (!left || event.target.closest("dialog")) { return; }
    event.preventDefault();
    event.stopPropagation();
    isRefused = false;
    chain.then(function () { if (isRefused) { faulty(); } else { go(); } });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    leave(event, function () { location.assign(link.href); });
  });
  /* The first fault of what is chosen comes into sight; gives its input. */
  function faulty() {
    var fault = one("#dz-properties .fault");
    if (!fault) { return null; }
    fault.scrollIntoView({ block: "center" });
    return one("input:not([type=hidden]), select, textarea", fault.closest(".dz-property") || one("#dz-form"));
  }
  var wrong = /[?&]at=/.test(location.search) && faulty(); // a link to what is to be put right
  if (wrong) { wrong.focus({ preventScroll: true }); }

  function moveBy(at, by) {
    var part = /^(\w+)\/(.+)$/.exec(at), isSection = at.charAt(0) === "#";
    if (part) { deed("move-part", { part: part[1], at: part[2], by: by }); return; }
    deed(isSection ? "move-section" : "move-field", { at: at.replace("#", ""), by: by });
  }

  /* ---- Names in an order of one's own: rows go up and down ---- */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-row-up], [data-row-down]");
    if (!button) { return; }
    var row = button.closest("[data-row]"), next = row.nextElementSibling, before = row.previousElementSibling;
    if (button.hasAttribute("data-row-up")) { if (before) { before.before(row); } }
    else if (next && next.hasAttribute("data-row")) { next.after(row); }
    button.focus();
    keep(button.closest("form[data-live]"));
  });

  /* ---- Keys: on the canvas a field goes up and down, everywhere one step back and on ---- */
  document.addEventListener("keydown", function (event) {
    var pick = event.target.closest && event.target.closest("#dz-canvas .dz-pick");
    var arrow = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (pick && event.altKey && arrow) {
      event.preventDefault();
      var at = pick.getAttribute("data-choose");
      moveBy(at, arrow);
      return;
    }
    if (pick && arrow && !event.altKey) {
      var picks = all("#dz-canvas .dz-pick"), next = picks[picks.indexOf(pick) + (arrow === "up" ? -1 : 1)];
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (!typing && (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) {
      var button = one(/y/i.test(event.key) || event.shiftKey ? "#dz-redo" : "#dz-undo");
      if (button && !button.disabled) { event.preventDefault(); button.click(); }
    }
  });

  /* ---- Finding ---- */
  document.addEventListener("input", function (event) {
    var selector = event.target.getAttribute("data-filter");
    if (!selector) { return; }
    var wanted = event.target.value.trim().toLowerCase();
    all(selector).forEach(function (each) {
      each.classList.toggle("is-off", Boolean(wanted) && each.getAttribute("data-words").toLowerCase().indexOf(wanted) < 0);
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.hasAttribute || !event.target.hasAttribute("data-filter")) { return; }
    event.preventDefault();
    var hits = all(event.target.getAttribute("data-filter") + ":not(.is-off)");
    var hit = hits[hits.length - 1 > 0 && hits[0].contains(hits[1]) ? 1 : 0];
    var go = hit && one("a, button", hit);
    if (go) { go.focus(); }
  });

  /* ---- Dragging: from the palette, and on the canvas ---- */
  function key(node) { return node && node.hasAttribute("data-key") ? node.getAttribute("data-key") : ""; }
  function put(event) {
    var to = event.to.getAttribute("data-list"), before = key(event.item.nextElementSibling);
    var type = event.item.getAttribute("data-type");
    if (type) {
      event.item.remove();
      deed("add-field", { type: type, to: to, before: before });
    } else {
      deed("place-field", { at: event.item.getAttribute("data-path"), to: to, before: before });
    }
  }
  function draggable() {
    if (!window.Sortable) { return; }
    all("[data-parts]", one("#dz-canvas")).forEach(function (list) {
      window.Sortable.create(list, {
        draggable: ".dz-part", animation: 120, delay: 120, delayOnTouchOnly: true, forceFallback: true, fallbackOnBody: true,
        fallbackTolerance: 4, onUpdate: function (event) {
          deed("move-part", {
            part: list.getAttribute("data-parts"), at: key(event.item), before: key(event.item.nextElementSibling)
          });
        }
      });
    });
    all("[data-list]", one("#dz-canvas")).forEach(function (list) {
      window.Sortable.create(list, {
        group: "fields", draggable: ".dz-tile, .dz-offer", animation: 120, delay: 120, delayOnTouchOnly: true,
        forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4, onAdd: put, onUpdate: put
      });
    });
  }
  function orderable() {
    if (!window.Sortable) { return; }
    all("[data-order]").forEach(function (list) {
      window.Sortable.create(list, {
        draggable: "[data-row]", handle: "[data-grip]", animation: 120, forceFallback: true, fallbackOnBody: true,
        onUpdate: function () { keep(list.closest("form[data-live]")); }
      });
    });
  }
  if (window.Sortable && one("[data-palette]")) {
    window.Sortable.create(one("[data-palette]"), {
      group: { name: "fields", pull: "clone", put: false }, sort: false, delay: 120, delayOnTouchOnly: true,
      forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4
    });
  }
  draggable();
  orderable();

  /* ---- What came back ---- */
  document.body.addEventListener("htmx:beforeSwap", function (event) {
    isRefused = isRefused || event.detail.xhr.status >= 400;
    if (event.detail.xhr.status === 409) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.body.addEventListener("htmx:oobAfterSwap", function (event) {
    if (event.detail.target.id === "dz-canvas") { draggable(); }
    if (event.detail.target.id === "dz-properties") { orderable(); }
    if (event.detail.target.id !== "dz-notice") { return; }
    var notice = one("#dz-notice"), asked = one("[data-focus-here]", notice);
    if (asked) { asked.focus(); return; }
    if (notice.hasAttribute("data-names")) { setTimeout(named); return; }
    if (!notice.hasAttribute("data-focus")) { return; }
    var at = notice.getAttribute("data-focus");
    var pick = all("#dz-canvas .dz-pick").filter(function (each) { return each.getAttribute("data-choose") === at; })[0];
    var typing = document.activeElement && document.activeElement.closest("#dz-properties, .dz-tools");
    if (pick && !typing) { pick.focus(); }
  });
  function named() {
    var label = one("#p-label-zh"), at = document.activeElement;
    if (at && at.matches("input, textarea, select") && !at.closest("#dz-properties")) { return; } // somebody types elsewhere
    label.focus();
    label.select();
  }
  window.addEventListener("beforeunload", function (event) { if (left > 0) { event.preventDefault(); event.returnValue = ""; } });
})();
