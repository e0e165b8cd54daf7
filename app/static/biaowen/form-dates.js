/* A small calendar beside a date that is typed. F4 or the button opens it; arrows, PageUp and PageDown, Enter, Escape. */
(function () {
  "use strict";

  const page = document.getElementById("record-form");
  if (!page) return;

  const one = (selector, within) => (within || document).querySelector(selector);
  const say = (name, facts) => window.Biaowen.formSays(name, facts);
  const box = document.createElement("div");
  box.className = "ff-calendar";
  box.setAttribute("role", "dialog");
  box.hidden = true;
  document.body.append(box);

  let input = null;
  let day = new Date();

  const two = (number) => String(number).padStart(2, "0");
  const iso = (date) => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const moved = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

  function movedMonths(date, months) {
    const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
    return new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last));
  }

  /* What stands behind the day stays; without one the day is followed by room to type it. */
  function timeIn(wanted) {
    if (wanted.dataset.date !== "moment") return "";
    const found = /\d{1,2}[:：]\d{2}$/.exec(wanted.value.trim());
    return " " + (found ? found[0] : "");
  }

  function startOf(text) {
    const found = /^(\d{4})-(\d{2})(?:-(\d{2})(?: .*)?)?$/.exec(text.trim());
    return found ? new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3] || 1)) : new Date();
  }

  function element(tag, facts, ...children) {
    const made = Object.assign(document.createElement(tag), facts);
    made.append(...children);
    return made;
  }

  function stepper(sign, months, name) {
    const button = element("button", { type: "button", className: "ff-calendar-step", textContent: sign });
    button.setAttribute("aria-label", say(name));
    button.addEventListener("click", () => { day = movedMonths(day, months); draw(); });
    return button;
  }

  function draw() {
    box.textContent = "";
    box.setAttribute("aria-label", say("Calendar"));
    const title = element("strong", { textContent: say("Month", { y: day.getFullYear(), m: day.getMonth() + 1 }) });
    title.setAttribute("aria-live", "polite");
    box.append(element("div", { className: "ff-calendar-head" }, stepper("‹", -1, "Previous"), title, stepper("›", 1, "Next")));
    const grid = element("table", {});
    grid.setAttribute("role", "grid");
    grid.append(element("thead", {}, element("tr", {}, ...say("Weekdays").split(" ").map((name) => element("th", { textContent: name })))));
    const rows = element("tbody", {});
    const first = new Date(day.getFullYear(), day.getMonth(), 1);
    let at = moved(first, -((first.getDay() + 6) % 7));
    for (let week = 0; week < 6; week += 1) {
      const row = element("tr", {});
      for (let place = 0; place < 7; place += 1) { row.append(element("td", {}, dayButton(at))); at = moved(at, 1); }
      rows.append(row);
    }
    grid.append(rows);
    const today = element("button", { type: "button", className: "btn btn-sm btn-link", textContent: say("Today") });
    today.addEventListener("click", () => choose(new Date()));
    box.append(grid, today);
  }

  function dayButton(date) {
    const button = element("button", { type: "button", textContent: date.getDate(), tabIndex: iso(date) === iso(day) ? 0 : -1 });
    button.dataset.day = iso(date);
    button.classList.toggle("is-other", date.getMonth() !== day.getMonth());
    button.classList.toggle("is-today", iso(date) === iso(new Date()));
    if (iso(date) === iso(day)) button.setAttribute("aria-current", "date");
    button.setAttribute("aria-label", iso(date));
    return button;
  }

  function open(chosen) {
    input = chosen;
    day = startOf(input.value);
    draw();
    box.hidden = false;
    const at = input.getBoundingClientRect();
    const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8);
    const above = at.bottom + box.offsetHeight > window.innerHeight - 64 && at.top > box.offsetHeight + 64;
    box.style.left = Math.max(8, left) + window.scrollX + "px";
    box.style.top = (above ? at.top - box.offsetHeight - 4 : at.bottom + 4) + window.scrollY + "px";
    focusDay();
  }

  const focusDay = () => one('[aria-current="date"]', box).focus({ preventScroll: true });

  function close() {
    box.hidden = true;
    if (input) input.focus();
    input = null;
  }

  function choose(date) {
    input.value = iso(date) + timeIn(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  }

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (!event.target.dataset.day) return;
    if (event.key in STEPS) day = moved(day, STEPS[event.key]);
    else if (event.key === "PageUp" || event.key === "PageDown") day = movedMonths(day, event.key === "PageUp" ? -1 : 1);
    else return;
    event.preventDefault();
    draw();
    focusDay();
  });
  box.addEventListener("click", (event) => {
    if (event.target.dataset.day) choose(startOf(event.target.dataset.day));
  });
  box.addEventListener("focusout", (event) => {
    if (!box.hidden && event.relatedTarget && !box.contains(event.relatedTarget)) { input = null; box.hidden = true; }
  });
  document.addEventListener("mousedown", (event) => {
    if (!box.hidden && !box.contains(event.target) && !event.target.closest("[data-pick]")) { input = null; box.hidden = true; }
  });

  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (!button) return;
    const wanted = one("[data-date]", button.parentElement);
    if (input === wanted) close();
    else open(wanted);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "F4" && event.target.matches("[data-date]")) { event.preventDefault(); open(event.target); }
  });
})();
