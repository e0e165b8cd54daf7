/* What every page does: tokens, renewal in place, toasts, small conveniences. No framework, nothing newer than Chromium 86. */
(function () {
  "use strict";

  var CHECK_AFTER = 5 * 60 * 1000; // a form sent later than this asks first whether the session still lives
  var checked = Date.now();

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function meta(name) { var found = one('meta[name="' + name + '"]'); return found ? found.content : ""; }

  /* ---- CSRF token: one place, every form, every htmx request ---- */
  function setToken(token) {
    if (!token) { return; }
    one('meta[name="csrf-token"]').content = token;
    all('input[name="csrf_token"]').forEach(function (input) { input.value = token; });
    checked = Date.now();
  }
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });

  /* ---- Renewal in place: the page and what was typed stay ---- */
  var renewing = null;
  function request(url, options) {
    options = options || {};
    options.credentials = "same-origin";
    options.headers = Object.assign({ "HX-Request": "true" }, options.headers || {});
    return fetch(url, options);
  }
  /* Resolves true when the session lives (again), false when the person gave up. */
  function renew() {
    if (renewing) { return renewing; }
    renewing = request(meta("renew-url")).then(show).finally(function () { renewing = null; });
    return renewing;
  }
  function show(response) {
    return response.text().then(function (html) {
      var token = response.headers.get("X-CSRF-Token");
      if (response.ok && token) { return alive(response, token); }
      return ask(html);
    });
  }
  /* Somebody else signed in meanwhile: this page is not theirs, what was typed on it must not go out in their name. */
  function alive(response, token) {
    setToken(token);
    var person = response.headers.get("X-Person");
    if (meta("person") && person !== meta("person")) { location.assign("/"); return false; }
    return true;
  }
  function ask(html) {
    var dialog = one("#renew");
    return new Promise(function (resolve) {
      function fill(text) {
        dialog.innerHTML = text; // our own server's fragment, escaped there
        var form = one("form", dialog);
        if (!form) { return; }
        form.addEventListener("submit", send);
        one("[data-renew-close]", dialog).addEventListener("click", function () { dialog.close(); });
        setToken(one('input[name="csrf_token"]', dialog).value);
        var name = one('input[name="login"]', dialog);
        if (!name.value) { name.value = meta("person"); }
        var first = all("input", form).filter(function (input) { return input.type !== "hidden" && !input.value; })[0];
        if (first) { first.focus(); }
      }
      function send(event) {
        event.preventDefault();
        event.stopPropagation();
        var form = event.target;
        request(form.action, { method: "POST", body: new FormData(form) }).then(function (response) {
          return response.text().then(function (text) {
            var token = response.headers.get("X-CSRF-Token");
            if (response.ok && token) { dialog.close(alive(response, token) ? "done" : "other"); } else { fill(text); }
          });
        }).catch(function () { toast(offlineWords(), "", "danger"); });
      }
      dialog.returnValue = "";
      dialog.addEventListener("close", function closed() {
        dialog.removeEventListener("close", closed);
        dialog.innerHTML = "";
        resolve(dialog.returnValue === "done");
      });
      if (!dialog.open) { dialog.showModal(); } // first, for it takes the focus
      fill(html);
    });
  }
  document.addEventListener("htmx:responseError", function (event) {
    var xhr = event.detail.xhr;
    if (xhr.getResponseHeader("X-Renew")) {
      var source = event.detail.elt;
      renew().then(function (alive) {
        if (alive) { window.htmx.trigger(source, event.detail.requestConfig.triggeringEvent ? event.detail.requestConfig.triggeringEvent.type : "click"); }
      });
      return;
    }
    var holder = document.createElement("template");
    holder.innerHTML = xhr.responseText;
    var sentence = one("[data-sentence]", holder.content);
    toast(sentence ? sentence.getAttribute("data-sentence") : xhr.status + " " + xhr.statusText, "", "danger");
  });
  document.addEventListener("htmx:sendError", function () { setOffline(true); });

  /* ---- Plain forms: once only, never into a dead session ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.closest("dialog") || form.hasAttribute("hx-post")) { return; }
    if (form.hasAttribute("data-confirm") && !form.confirmed) {
      event.preventDefault();
      confirmed(form.getAttribute("data-confirm")).then(function (yes) {
        if (yes) { form.confirmed = true; form.requestSubmit(event.submitter || undefined); }
      });
      return;
    }
    if (form.method !== "post") { return; }
    if (form.sent) { event.preventDefault(); return; }
    if (Date.now() - checked > CHECK_AFTER && meta("renew-url") && one(".frame")) {
      event.preventDefault();
      renew().then(function (alive) { if (alive) { form.requestSubmit(event.submitter || undefined); } })
        .catch(function () { setOffline(true); });
      return;
    }
    form.sent = true;
    if (event.submitter) { event.submitter.setAttribute("aria-busy", "true"); }
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    all("form").forEach(function (form) { form.sent = false; form.confirmed = false; });
    all("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  });
  function confirmed(sentence) {
    var dialog = one("#confirm");
    one("p", dialog).textContent = sentence;
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise(function (resolve) {
      dialog.addEventListener("close", function closed() {
        dialog.removeEventListener("close", closed);
        resolve(dialog.returnValue === "yes");
      });
    });
  }

  /* ---- Toasts ---- */
  function toast(message, undo, tone) {
    var node = one("#toast-template").content.firstElementChild.cloneNode(true);
    node.classList.add("bw-toast-" + (tone || "success"));
    one("span", node).textContent = message;
    if (undo) {
      var form = one("form", node);
      form.action = undo;
      form.hidden = false;
      one("input", form).value = meta("csrf-token");
    }
    one("#toasts").appendChild(node);
    fade(node, tone, undo);
  }
  function fade(node, tone, undo) {
    if (tone === "danger" || tone === "warning") { return; }
    var time = undo ? 12000 : 5000;
    var timer = setTimeout(gone, time);
    node.addEventListener("mouseenter", function () { clearTimeout(timer); });
    node.addEventListener("mouseleave", function () { timer = setTimeout(gone, time); });
    function gone() { node.remove(); }
  }
  document.body.addEventListener("toast", function (event) {
    toast(event.detail.message, event.detail.undo, event.detail.tone);
  });

  /* ---- What is pressed is still there when it is let go: an answer that comes meanwhile waits until then ---- */
  var isPressed = false, waiting = [];
  function letGo() {
    isPressed = false;
    waiting.splice(0).forEach(function (answered) { answered(); });
  }
  function letGoSoon() { setTimeout(letGo); } // after the click
  document.addEventListener("pointerdown", function (event) { isPressed = event.button === 0; }, true);
  ["pointerup", "pointercancel", "keydown"].forEach(function (name) { document.addEventListener(name, letGoSoon, true); });
  document.addEventListener("change", function (event) { if (event.target.tagName === "SELECT") { letGoSoon(); } }, true);
  document.addEventListener("pointermove", function (event) { if (isPressed && !event.buttons) { letGo(); } }, true);
  window.addEventListener("blur", letGo); // menus of the browser keep the end of a press to themselves
  document.addEventListener("htmx:beforeSend", function (event) {
    var xhr = event.detail.xhr, answered = xhr.onload;
    xhr.onload = function () { if (isPressed) { waiting.push(answered); } else { answered(); } };
  });

  /* ---- The net ---- */
  function offlineWords() { return one("#offline").textContent.trim(); }
  function setOffline(off) { one("#offline").hidden = !off; }
  window.addEventListener("offline", function () { setOffline(true); });
  window.addEventListener("online", function () { setOffline(false); });
  document.addEventListener("htmx:afterOnLoad", function () { setOffline(false); });

  /* ---- A menu that is longer than the window: where we are stays in sight ---- */
  var menu = one(".side-menu"), here = one(".side-link.active");
  if (menu && here && here.offsetTop + here.offsetHeight > menu.clientHeight) {
    menu.scrollTop = here.offsetTop - menu.clientHeight / 2;
  }

  /* ---- Copying, also without the clipboard API (plain http) ---- */
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text).catch(function () { return copyByHand(text); });
    }
    return copyByHand(text);
  }
  function copyByHand(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  /* ---- Clicks ---- */
  document.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    var hit;
    if ((hit = at.closest("[data-dismiss]"))) { hit.parentElement.remove(); }
    else if (at.closest("[data-print]")) { window.print(); }
    else if (at.closest("[data-back]")) { history.back(); }
    else if ((hit = at.closest("[data-copy]"))) {
      var source = hit.getAttribute("data-copy-from") ? one(hit.getAttribute("data-copy-from")) : null;
      copy(source ? ("value" in source ? source.value : source.innerText) : hit.getAttribute("data-copy"))
        .then(function () { toast(hit.getAttribute("data-copied") || "✓"); });
    }
    else if ((hit = at.closest("[data-add-row]"))) { addRow(hit.closest("[data-rows]")); }
    else if ((hit = at.closest("[data-remove-row]"))) { removeRow(hit.closest("[data-row]")); }
  });

  /* ---- Repeated rows: names and ids end in -<number>-<field> ---- */
  var ROW = /-(\d+)-(?!.*-\d+-)/; // the last one: rows may stand in a block that has a number of its own
  function addRow(group) {
    var rows = all("[data-row]", group);
    var last = rows[rows.length - 1];
    var number = 1 + Math.max.apply(null, all("[name]", group).map(function (input) {
      return Number((ROW.exec(input.name) || [0, 0])[1]);
    }));
    var row = last.cloneNode(true);
    all("[name]", row).forEach(function (input) {
      input.name = input.name.replace(ROW, "-" + number + "-");
      input.id = input.id.replace(ROW, "-" + number + "-");
      if (input.tagName === "SELECT") { input.selectedIndex = 0; } else { input.value = ""; }
    });
    all(".fault", row).forEach(function (fault) { fault.remove(); });
    last.after(row);
    one("[name]", row).focus();
  }
  function removeRow(row) {
    var group = row.closest("[data-rows]");
    if (all("[data-row]", group).length > 1) { row.remove(); return; }
    all("select", row).forEach(function (select) { select.selectedIndex = 0; });
    all("input", row).forEach(function (input) { input.value = ""; });
  }

  /* ---- Keys and filters ---- */
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && one("#search")) {
      event.preventDefault();
      one("#search").focus();
      one("#search").select();
    }
  });
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.tagName === "SELECT") { form.requestSubmit(); }
  });

  /* ---- At once ---- */
  all(".toasts > .bw-toast").forEach(function (node) {
    var tone = (/bw-toast-(\w+)/.exec(node.className) || [])[1];
    fade(node, tone, Boolean(one("form", node)));
  });
  if (history.length > 1) { all("[data-back]").forEach(function (button) { button.hidden = false; }); }
  var faults = one("[data-faults]");
  if (faults) {
    var link = one("a[href^='#']", faults);
    var target = link && document.getElementById(link.getAttribute("href").slice(1));
    (target || faults).focus();
  }

  window.biaowen = { toast: toast, copy: copy, renew: renew, request: request, confirmed: confirmed, token: function () { return meta("csrf-token"); } };
})();
