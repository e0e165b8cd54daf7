/* The days of a calendar by keyboard: arrows to the next day or week, PageUp and PageDown to the next month. Without it, Tab and links. */
(function () {
  "use strict";
  var grid = document.querySelector(".cal");
  if (!grid) { return; }
  var STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  function cell(day) { return grid.querySelector('[data-day="' + day + '"]'); }
  function written(day) { return day.toISOString().slice(0, 10); }
  function read(text) { return new Date(text + "T00:00:00Z"); }
  function go(way, day) { location.assign(document.querySelector('a[rel="' + way + '"]').href + "#d-" + day); }

  function hold(one) {
    Array.prototype.forEach.call(grid.querySelectorAll('[tabindex="0"]'), function (other) { other.tabIndex = -1; });
    one.tabIndex = 0;
  }
  function focus(one) { hold(one); one.focus(); }

  function beside(from, step) {
    var day = read(from.getAttribute("data-day"));
    day.setUTCDate(day.getUTCDate() + step);
    var other = cell(written(day));
    if (other) { focus(other); } else { go(step < 0 ? "prev" : "next", written(day)); }
  }
  function month(from, step) {
    var day = read(from.getAttribute("data-day")), number = day.getUTCDate();
    day.setUTCDate(1);
    day.setUTCMonth(day.getUTCMonth() + step);
    var last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
    day.setUTCDate(Math.min(number, last));
    go(step < 0 ? "prev" : "next", written(day));
  }

  grid.addEventListener("keydown", function (event) {
    var from = event.target.closest("[data-day]");
    if (!from || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (STEPS[event.key]) { event.preventDefault(); beside(from, STEPS[event.key]); }
    else if (event.key === "PageUp" || event.key === "PageDown") { event.preventDefault(); month(from, event.key === "PageUp" ? -1 : 1); }
    else if (event.key === "Enter" && event.target === from) {
      var link = from.querySelector(".cal-entry");
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  var wanted = /^#d-\d{4}-\d\d-\d\d$/.test(location.hash) ? cell(location.hash.slice(3)) : null;
  if (wanted) { focus(wanted); }
  else { hold(grid.querySelector(".cal-today") || grid.querySelector(".cal-day:not(.cal-outside)")); }
})();
