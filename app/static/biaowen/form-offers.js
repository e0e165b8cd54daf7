/* What is offered while somebody types: entries of lists, departments, people, records, what was entered before.

  <input role="combobox" data-offers="choices|department|person|record|met" data-of="…">
  alone: what is chosen stands in it (with data-many: behind the last comma);
  in [data-ref]: beside it a hidden input takes the id; in [data-tokens]: what is chosen becomes a token before it. */
(function () {
  "use strict";

  const page = document.getElementById("record-form");
  if (!page) return;

  const WAIT = 150;
  const MOST = 50;
  const BETWEEN = /[、,，;；]/;
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const words = (name, facts) => window.Biaowen.formSays(name, facts);
  const whole = new Map();

  const list = document.createElement("ul");
  list.className = "ff-list";
  list.id = "ff-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  document.body.append(list);

  let owner = null;
  let shown = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  /* ---- what there is ---- */

  /* Of what depends on other values each input has its own, which the server tells with every answer. */
  const placeOf = (input) => (input.hasAttribute("data-cascade") ? input.closest("[data-path]").dataset.path : input.dataset.of);
  const keyOf = (input) => input.dataset.offers + " " + placeOf(input);

  function fetched(input, typed) {
    const key = keyOf(input);
    if (whole.has(key)) return Promise.resolve(fitting(whole.get(key), typed));
    const query = new URLSearchParams({ kind: input.dataset.offers, of: input.dataset.of || "", q: typed });
    return window.biaowen.request(page.dataset.offersUrl + "?" + query, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { options: [], whole: false }))
      .then((found) => {
        if (found.whole) whole.set(key, found.options);
        return found.whole ? fitting(found.options, typed) : found.options;
      });
  }

  function rank(option, typed) {
    const label = option.label.toLowerCase();
    if (label.startsWith(typed)) return 0;
    if (label.includes(typed)) return 1;
    if (option.keys.startsWith(typed)) return 2;
    return (" " + option.keys).includes(" " + typed) ? 3 : 4;
  }

  function fitting(options, typed) {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) return options;
    const ranked = options.map((option) => [rank(option, wanted), option]).filter((pair) => pair[0] < 4);
    return ranked.sort((first, second) => first[0] - second[0]).map((pair) => pair[1]);
  }

  const isMany = (input) => input.hasAttribute("data-many");
  const lastPart = (text) => text.split(BETWEEN).pop().trim();
  const typedIn = (input) => (isMany(input) ? lastPart(input.value) : input.value);

  /* ---- the list ---- */

  function open(input, options) {
    owner = input;
    shown = options.slice(0, MOST);
    active = -1;
    list.textContent = "";
    shown.forEach((option, at) => {
      const line = document.createElement("li");
      line.id = "ff-list-" + at;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.append(Object.assign(document.createElement("span"), { textContent: option.label }));
      if (option.hint) line.append(Object.assign(document.createElement("small"), { textContent: option.hint }));
      list.append(line);
    });
    const none = input.dataset.offers !== "met" && !shown.length;
    if (none || options.length > MOST) {
      const note = Object.assign(document.createElement("li"), { className: "ff-list-note" });
      note.textContent = words(none ? "None" : "More");
      list.append(note);
    }
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.setAttribute("aria-controls", "ff-list");
    if (!list.hidden) place(input.closest("[data-tokens]") || input);
  }

  function place(box) {
    const at = box.getBoundingClientRect();
    const width = Math.max(at.width, 220);
    list.style.width = width + "px";
    list.style.left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8)) + window.scrollX + "px";
    const above = at.bottom + list.offsetHeight > window.innerHeight - 64 && at.top > list.offsetHeight + 64;
    list.style.top = (above ? at.top - list.offsetHeight - 4 : at.bottom + 4) + window.scrollY + "px";
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    if (!owner) return;
    owner.setAttribute("aria-expanded", "false");
    owner.removeAttribute("aria-activedescendant");
    owner = null;
    list.hidden = true;
  }

  function go(step) {
    const lines = all("[role=option]", list);
    if (!lines.length) return;
    if (lines[active]) lines[active].setAttribute("aria-selected", "false");
    active = (active + step + lines.length + (active < 0 && step < 0 ? 1 : 0)) % lines.length;
    lines[active].setAttribute("aria-selected", "true");
    lines[active].scrollIntoView({ block: "nearest" });
    owner.setAttribute("aria-activedescendant", lines[active].id);
  }

  function ask(input, wait) {
    clearTimeout(timer);
    const mine = (asked += 1);
    timer = setTimeout(() => {
      fetched(input, typedIn(input)).then((options) => {
        if (mine === asked && document.activeElement === input) open(input, options);
      }).catch(() => {});
    }, wait);
  }

  /* ---- choosing ---- */

  const tell = (element, name) =>
    element.dispatchEvent(new CustomEvent("biaowen:changed", { bubbles: true, detail: { name } }));

  function choose(option) {
    const input = owner;
    close();
    if (input.closest("[data-tokens]")) {
      input.value = "";
      addToken(input.closest("[data-tokens]"), option.value, option.label);
    } else if (input.closest("[data-ref]")) {
      const id = one("[data-ref-id]", input.closest("[data-ref]"));
      input.value = option.label;
      input.dataset.label = option.label;
      id.value = option.value;
      tell(input, id.name);
    } else {
      const before = isMany(input) ? input.value.split(BETWEEN).slice(0, -1).map((part) => part.trim()).filter(Boolean) : [];
      input.value = before.concat(option.label).join("、");
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /* ---- tokens ---- */

  const nameOf = (box) => box.previousElementSibling.name;

  function addToken(box, value, label) {
    const has = all("input[type=hidden]", box).some((each) => each.value === value || each.value === label);
    if (!has) {
      const token = Object.assign(document.createElement("span"), { className: "ff-token" });
      token.dataset.token = "";
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      remove.dataset.tokenRemove = "";
      remove.setAttribute("aria-label", words("Remove", { label }));
      token.append(
        Object.assign(document.createElement("span"), { textContent: label }),
        Object.assign(document.createElement("input"), { type: "hidden", name: nameOf(box), value }), remove);
      one("[data-offers]", box).before(token);
    }
    afterTokens(box);
  }

  function removeToken(token) {
    const box = token.closest("[data-tokens]");
    token.remove();
    one("[data-offers]", box).focus();
    afterTokens(box);
  }

  function afterTokens(box) {
    const input = one("[data-offers]", box);
    input.placeholder = one("[data-token]", box) ? "" : input.dataset.placeholder;
    tell(box, nameOf(box));
  }

  /* What was typed and not chosen is not lost: the server knows labels too, and says what it does not know. */
  function takeTyped(input) {
    const parts = input.value.split(BETWEEN).map((part) => part.trim()).filter(Boolean);
    const known = whole.get(keyOf(input)) || [];
    input.value = "";
    parts.forEach((part) => {
      const same = known.find((option) => option.label === part) || fitting(known, part)[0];
      const exact = same && (same.label === part || (" " + same.keys + " ").includes(" " + part.toLowerCase() + " "));
      addToken(input.closest("[data-tokens]"), exact ? same.value : part, exact ? same.label : part);
    });
  }

  /* ---- events ---- */

  const offering = (event) => (event.target.matches && event.target.matches("input[data-offers]") ? event.target : null);

  page.addEventListener("focusin", (event) => {
    const input = offering(event);
    if (!input) return;
    if (/^(choices|department)$/.test(input.dataset.offers)) fetched(input, "").catch(() => {});
  });
  page.addEventListener("click", (event) => {
    const input = offering(event);
    if (input && input !== owner && input.dataset.offers !== "met" && !input.closest("table[data-grid]")) ask(input, 0);
    const remove = event.target.closest("[data-token-remove]");
    if (remove) removeToken(remove.closest("[data-token]"));
    else if (event.target.hasAttribute("data-tokens")) one("[data-offers]", event.target).focus();
  });
  page.addEventListener("input", (event) => {
    const input = offering(event);
    if (!input) return;
    const ref = input.closest("[data-ref]");
    if (ref) one("[data-ref-id]", ref).value = input.value.trim();
    if (input.closest("[data-tokens]") && BETWEEN.test(input.value)) { takeTyped(input); close(); return; }
    ask(input, WAIT);
  }, true);
  page.addEventListener("focusout", (event) => {
    const input = offering(event);
    if (!input) return;
    if (owner === input) close();
    if (input.closest("[data-tokens]") && input.value.trim()) takeTyped(input);
  });
  /* A paste into a table, or its undo, writes names: their ids are the server's to find. */
  page.addEventListener("change", (event) => {
    if (!event.target.matches("table[data-grid]")) return;
    all("[data-ref]", event.target).forEach((ref) => {
      const input = one("[data-offers]", ref);
      const known = input.dataset.label === undefined ? input.defaultValue : input.dataset.label;
      if (input.value !== known) { one("[data-ref-id]", ref).value = input.value.trim(); input.dataset.label = input.value; }
    });
  }, true);

  document.addEventListener("keydown", (event) => {
    const input = offering(event);
    if (!input || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Backspace" && !input.value && input.closest("[data-tokens]")) {
      const tokens = all("[data-token]", input.closest("[data-tokens]"));
      if (tokens.length) removeToken(tokens.pop());
      return;
    }
    const isOpen = owner === input && !list.hidden;
    if (!isOpen) {
      if (event.key === "ArrowDown" && !input.closest("table[data-grid]")) { event.preventDefault(); ask(input, 0); }
      if (event.key === "Enter" && input.closest("[data-tokens]") && input.value.trim()) { event.preventDefault(); takeTyped(input); }
      return;
    }
    if (event.key === "ArrowDown") go(1);
    else if (event.key === "ArrowUp") go(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && shown.length && (active >= 0 || input.closest("[data-tokens]"))) choose(shown[Math.max(active, 0)]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the focus stays where one types
    const line = event.target.closest("[role=option]");
    if (line && owner) choose(shown[Array.from(list.children).indexOf(line)]);
  });
  window.addEventListener("resize", close);

  page.addEventListener("biaowen:state", (event) => {
    const offers = event.detail.offers;
    Object.keys(offers.of).forEach((name) => {
      const options = offers.sets[offers.of[name]];
      whole.set("choices " + name, options);
      const select = one('select[data-cascade][name="' + CSS.escape(name) + '"]', page);
      if (select) refill(select, options);
    });
  });

  /* What is chosen stays in the list, offered or not: the server says beside it that it does not fit. */
  function refill(select, options) {
    const chosen = select.selectedOptions[0];
    const wanted = options.map((option) => [option.value, option.label]);
    if (chosen && chosen.value && !options.some((option) => option.value === chosen.value)) wanted.unshift([chosen.value, chosen.text]);
    const now = Array.from(select.options).slice(1).map((option) => option.value);
    if (now.join("\n") === wanted.map((pair) => pair[0]).join("\n")) return;
    const value = select.value;
    select.length = 1;
    wanted.forEach((pair) => select.add(new Option(pair[1], pair[0])));
    select.value = value;
  }
})();
