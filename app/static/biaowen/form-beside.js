/* Texts that stand beside an input go into it with one press: at the cursor, or at the end if nobody has been there. */
(function () {
  "use strict";

  const visited = new WeakSet();
  document.addEventListener("focusin", (event) => visited.add(event.target));

  const show = (within) => within.querySelectorAll("[data-insert][hidden]").forEach((button) => (button.hidden = false));

  function insert(button) {
    const area = document.getElementById(button.dataset.insertInto);
    if (!area) return;
    const end = area.value.length;
    const [from, to] = visited.has(area) ? [area.selectionStart, area.selectionEnd] : [end, end];
    area.focus();
    area.setRangeText(button.dataset.insert, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-insert]");
    if (button) insert(button);
  });
  document.addEventListener("htmx:afterSwap", (event) => show(event.target));
  show(document);
})();
