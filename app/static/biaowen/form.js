/* A record's form: asks the server what follows from what is typed, keeps drafts, loses nothing.

  No rule stands here. `POST …/preview` answers with #form-state, whose data-state says what is hidden, required,
  computed and at fault; this file only shows it, and never touches an input that somebody is typing in.
  Other files tell it of changes by an event `biaowen:changed` whose detail.name is the name of the input. */
(function () {
  "use strict";

  const form = document.getElementById("record-form");
  if (!form) return;

  const SAVE_EVERY = 15000;
  const AFTER_BLUR = 500;
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const named = (name) => all('[name="' + CSS.escape(name) + '"]', form);

  function say(name, facts) {
    const text = form.dataset["text" + name] || "";
    return text.replace(/\{(\w+)\}/g, (whole, key) => (facts && key in facts ? facts[key] : whole));
  }
  window.Biaowen = Object.assign(window.Biaowen || {}, { form, formSays: say });

  /* ---- what was worked on ---- */

  /* Inputs themselves, for a row that moves takes other names; names where there is no one input of it. */
  const touched = new Set();
  one('[name="_touched"]', form).value.split(" ").filter(Boolean).forEach((name) => {
    const there = named(name);
    (there.length ? there : [name]).forEach((each) => touched.add(each));
  });
  function touchedNames() {
    const names = Array.from(touched).map((each) => (typeof each === "string" ? each : form.contains(each) ? each.name : ""));
    return Array.from(new Set(names.filter(Boolean))).join(" ");
  }
  let dirty = form.hasAttribute("data-unsaved");
  let edits = 0;

  function changed(name, isDone) {
    const there = name ? named(name) : [];
    if (name && isDone) (there.length ? there : [name]).forEach((each) => touched.add(each));
    edits += 1;
    dirty = true;
    showSaved();
    one('[name="_touched"]', form).value = touchedNames();
    window.htmx.trigger("#form-ask", "preview");
  }

  const nameOf = (control) => {
    const ref = control.closest("[data-ref]");
    return ref ? one("[data-ref-id]", ref).name : control.name;
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    grow(event.target);
    changed(nameOf(event.target), false);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    changed(event.target.dataset.grid || nameOf(event.target), true);
  });
  form.addEventListener("biaowen:changed", (event) => {
    changed(event.detail.name, true);
    setTimeout(() => { if (dirty && !draft.trouble) save(); }, AFTER_BLUR); // a file, a token: nothing that loses the focus
  });

  /* ---- what the server says ---- */

  /* Rows are renumbered, and their paths with them; what stands in a cell goes by the cell's. */
  const pathOf = (element) => {
    const cell = element.closest("td[data-path]");
    return cell ? cell.dataset.path : "";
  };

  const setText = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  function applyFaults(faults) {
    const template = one("#fault-template").content.firstElementChild;
    all("[data-faults-of]", form).forEach((place) => {
      const said = faults[pathOf(place) || place.dataset.faultsOf] || [];
      if (all(".fault", place).map((each) => each.textContent.trim()).join("\n") === said.join("\n")) return;
      place.textContent = "";
      said.forEach((sentence) => {
        const made = template.cloneNode(true);
        one("span", made).textContent = sentence;
        place.append(made);
      });
    });
    all("[data-path]", form).forEach((box) => {
      const wrong = Boolean(faults[box.dataset.path]);
      box.classList.toggle("is-wrong", wrong);
      all("input:not([type=hidden]), select, textarea", box).forEach((control) => {
        if (control.closest("[data-path]") !== box || control.closest("[data-check]")) return;
        control.classList.toggle("is-invalid", wrong && !/^(radio|checkbox)$/.test(control.type));
        if (wrong) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      });
    });
  }

  function applyVisible(state) {
    const hidden = new Set(state.hidden);
    const required = new Set(state.required);
    all("[data-path]", form).forEach((box) => {
      const path = box.dataset.path;
      if (box.tagName === "TD") box.classList.toggle("is-off", hidden.has(path));
      else box.hidden = hidden.has(path);
      const mark = one(":scope > .fld-head [data-required]", box);
      if (mark) mark.hidden = !required.has(path);
      all("input:not([type=hidden]), select, textarea", box).forEach((control) => {
        if (control.closest("[data-path]") !== box || /^(radio|checkbox)$/.test(control.type)) return;
        if (required.has(path)) control.setAttribute("aria-required", "true");
        else control.removeAttribute("aria-required");
      });
    });
  }

  function applyOutputs(outputs) {
    const said = [];
    all("[data-output]", form).forEach((output) => {
      const text = outputs[pathOf(output) || output.dataset.output];
      const place = one("[data-output-text]", output);
      if (text === undefined || !place || place.textContent === text) return;
      place.textContent = text;
      output.classList.toggle("is-empty", !text);
      output.classList.remove("is-fresh");
      void output.offsetWidth; // starts the colour anew
      output.classList.add("is-fresh");
      const label = document.getElementById(output.getAttribute("aria-labelledby") || "");
      if (text && label) said.push(label.textContent.trim() + " " + text);
    });
    if (said.length) setText(one("#form-said"), said.join("；"));
  }

  /* What was typed in some usual way, in its plain form: unless somebody is typing there, or typed on. */
  function applyEcho(echo) {
    Object.keys(echo).forEach((name) => {
      const typed = echo[name][0];
      const plain = echo[name][1];
      const control = named(name).find((each) => each.value === typed);
      if (!control || (!typed && touched.has(control))) return; // emptied since that was asked: no default any more
      if (!control.hasAttribute("data-ref-id")) {
        if (control !== document.activeElement) control.value = plain;
        return;
      }
      const shown = one("[data-offers]", control.closest("[data-ref]"));
      control.value = echo[name][2];
      shown.dataset.label = plain;
      if (shown !== document.activeElement) shown.value = plain;
    });
  }

  function applyWarnings(warnings) {
    const wanted = new Map(warnings.map((warning) => [warning.check, warning]));
    all(".ff-warning[data-check]", form).forEach((box) => {
      const warning = wanted.get(box.dataset.check);
      if (!warning) { if (!box.contains(document.activeElement)) box.remove(); return; }
      setText(one("[data-warning-say]", box), warning.say);
      wanted.delete(warning.check);
    });
    wanted.forEach((warning) => {
      const box = one("#warning-template").content.firstElementChild.cloneNode(true);
      const reason = one("[data-reason]", box);
      box.dataset.check = warning.check;
      box.id = "warning-" + warning.check;
      reason.id = "reason-" + warning.check;
      reason.name = "_reason." + warning.check;
      reason.value = warning.reason;
      one("[data-warning-say]", box).textContent = warning.say;
      (one('[data-warnings-at="' + CSS.escape(warning.at) + '"]', form) || one('[data-warnings-at=""]', form)).append(box);
      setText(one("#form-said"), warning.say);
    });
  }

  function applyParts(parts) {
    Object.keys(parts).forEach((key) => {
      const state = parts[key];
      const link = one('[data-part-link="' + CSS.escape(key) + '"]');
      if (!link) return;
      link.hidden = state.hidden;
      document.getElementById("part-" + key).hidden = state.hidden;
      link.classList.toggle("is-done", state.done);
      link.classList.toggle("is-wrong", state.faults > 0);
      const count = one("[data-part-faults]", link);
      setText(count, String(state.faults));
      count.hidden = !state.faults;
      one("[data-part-done]", link).hidden = !state.done;
    });
  }

  document.addEventListener("htmx:afterSettle", () => {
    const holder = document.getElementById("form-state");
    if (!holder || !holder.dataset.state) return;
    const state = JSON.parse(holder.dataset.state);
    holder.removeAttribute("data-state");
    applyVisible(state);
    applyFaults(state.faults);
    applyOutputs(state.outputs);
    applyEcho(state.echo);
    applyWarnings(state.warnings);
    applyParts(state.parts);
    form.dispatchEvent(new CustomEvent("biaowen:state", { detail: state }));
    offline(false);
  });

  /* ---- drafts ---- */

  const savedAt = form.dataset.savedAt ? Date.parse(form.dataset.savedAt) : 0;
  const draft = { at: savedAt, running: null, trouble: "" };
  let leaving = false;

  const offline = (off) => { one("#offline").hidden = !off; };

  function ago(seconds) {
    if (seconds < 5) return say("Now");
    return seconds < 60 ? say("Seconds", { n: seconds }) : say("Minutes", { n: Math.floor(seconds / 60) });
  }

  function showSaved() {
    const bar = one(".ff-saved");
    const words = draft.trouble || (draft.running ? "Saving" : draft.at ? "Saved" : dirty ? "Unsaved" : "");
    bar.classList.toggle("is-trouble", Boolean(draft.trouble));
    bar.classList.toggle("is-empty", !words);
    if (words !== "Saving") setText(one("[data-saved-words]", bar), words ? say(words) : "");
    const since = draft.at && !draft.trouble ? ago(Math.round((Date.now() - draft.at) / 1000)) : "";
    setText(one("[data-saved-ago]", bar), since);
  }

  const body = () => new URLSearchParams(new FormData(form));

  function post() {
    const headers = { Accept: "application/json", "X-CSRFToken": window.biaowen.token() };
    return window.biaowen.request(form.dataset.draftUrl, { method: "POST", body: body(), headers });
  }

  /* Resolves with whether the server is there and knows us; what it does not take stays in the page. Never at once:
     while a submit event is under way a form sends nothing. */
  function save() {
    if (!form.dataset.draftUrl) return new Promise((resolve) => setTimeout(resolve, 0, true));
    if (draft.running) return draft.running.then((alive) => (dirty && alive ? save() : alive));
    const seen = edits;
    draft.running = post().then((answer) => {
      offline(false);
      if (answer.ok) {
        draft.at = Date.now();
        draft.trouble = "";
        dirty = dirty && edits !== seen;
        return true;
      }
      if (answer.status !== 401 && !answer.headers.get("X-Renew")) { draft.trouble = "Refused"; return true; }
      return window.biaowen.renew().then((alive) => {
        draft.trouble = alive ? "" : "Locked";
        return alive && post().then((again) => {
          if (again.ok) { draft.at = Date.now(); dirty = dirty && edits !== seen; }
          return true;
        });
      });
    }).catch(() => {
      offline(true);
      draft.trouble = "Offline";
      return false;
    }).finally(() => {
      draft.running = null;
      showSaved();
    });
    showSaved();
    return draft.running;
  }

  setInterval(() => { if (dirty && draft.trouble !== "Locked") save(); }, SAVE_EVERY);
  setInterval(showSaved, 1000);
  window.addEventListener("online", () => { if (dirty) save(); });
  form.addEventListener("focusout", () => {
    setTimeout(() => { if (dirty && !leaving && !draft.trouble) save(); }, AFTER_BLUR);
  });
  document.addEventListener("visibilitychange", () => {
    if (form.dataset.draftUrl && document.visibilityState === "hidden" && dirty && !leaving) navigator.sendBeacon(form.dataset.draftUrl, body());
  });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty || leaving) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* ---- sending: what is typed is safe with the server before the page goes ---- */

  let ready = false;

  /* Nothing is asked any more: nobody reads the answer, and after the step it may be one that we may not have. */
  function leave() {
    leaving = true;
    window.htmx.trigger("#form-ask", "htmx:abort");
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving && event.target.id === "form-ask") event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    if (ready) { leave(); return; }
    event.preventDefault();
    const button = event.submitter || one('.ff-deeds [type="submit"]', form);
    const waiting = one("[data-uploading]", form);
    if (waiting) {
      window.biaowen.toast(say("Uploading", { name: one(".ff-file-name", waiting).textContent }), "", "warning");
      return;
    }
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    save().then((alive) => {
      button.removeAttribute("aria-busy");
      if (!alive) return;
      ready = true;
      form.requestSubmit(button);
    });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { ready = false; leaving = false; } });
  const discard = document.getElementById("discard-form");
  if (discard) discard.addEventListener("submit", leave);

  /* ---- keys ---- */

  const isField = (element) => element.matches('input:not([type="hidden"]):not([type="file"]), select, textarea');

  function nextField(control) {
    const fields = all("input, select, textarea", form).filter((each) => isField(each) && each.offsetParent);
    return fields[fields.indexOf(control) + 1];
  }

  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
      return;
    }
    const control = event.target;
    if (event.key === "Enter" && control.tagName === "INPUT" && control.type !== "file" && !event.isComposing) {
      if (event.defaultPrevented || control.closest("table[data-grid]")) return;
      event.preventDefault(); // in a long form Enter goes on, it does not send
      const next = nextField(control);
      if (next) next.focus();
    }
    if (/^(Backspace|Delete)$/.test(event.key) && control.matches("[data-clearable]:checked")) clear(control);
  });

  /* A radio that is pressed again is not chosen any more. */
  function clear(radio) {
    radio.checked = false;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  let wasChecked = null;
  form.addEventListener("pointerdown", (event) => {
    const label = event.target.closest("label");
    const radio = label && one("[data-clearable]", label);
    wasChecked = radio && radio.checked ? radio : null;
  });
  form.addEventListener("click", (event) => {
    if (wasChecked && event.target === wasChecked) { clear(wasChecked); wasChecked = null; }
  });

  /* ---- places ---- */

  /* To the input itself, where a link names the box around several. */
  function goTo(target) {
    const inner = isField(target) ? target : all("input, select, textarea, button", target).find(
      (each) => (isField(each) || each.hasAttribute("data-grid-add")) && each.offsetParent);
    target.scrollIntoView({ block: "center" });
    (inner || target).focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('#form-faults a[href^="#"], #form-side a[href^="#"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    goTo(target);
  });

  function grow(area) {
    if (!area.hasAttribute || !area.hasAttribute("data-grow")) return;
    area.style.height = "auto";
    area.style.height = Math.min(area.scrollHeight + 2, 640) + "px";
  }
  all("[data-grow]", form).forEach(grow);

  const meant = document.getElementById(location.hash.slice(1));
  if (meant && meant.closest(".fld")) window.addEventListener("load", () => goTo(meant)); // after the browser's own jump

  if ("IntersectionObserver" in window) {
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      entries.forEach((entry) => { seen[entry.isIntersecting ? "add" : "delete"](entry.target); });
      const first = all("[data-part]", form).find((part) => seen.has(part));
      all("[data-part-link] a").forEach((link) => {
        const here = first && link.parentElement.dataset.partLink === first.dataset.part;
        if (here && !link.hasAttribute("aria-current")) {
          link.setAttribute("aria-current", "true");
          one(".ff-nav").scrollLeft = link.offsetLeft - 24; // where the sections stand in one line
        } else if (!here) link.removeAttribute("aria-current");
      });
    }, { rootMargin: "-120px 0px -55% 0px" });
    all("[data-part]", form).forEach((part) => observer.observe(part));
  }

  if (dirty) save();
  if (one("[data-cascade]", form)) window.addEventListener("load", () => window.htmx.trigger("#form-ask", "preview"));
  showSaved();
})();
