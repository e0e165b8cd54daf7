/* The places of a blank form: markers in the preview become buttons that open their choice in the list; the list says what
   was chosen. Without this script the list alone does the same. */
(function () {
  "use strict";

  const form = document.getElementById("places");
  if (!form) return;
  const all = (selector, within) => Array.from((within || form).querySelectorAll(selector));
  const buttons = {};
  const placeOf = (id) => document.getElementById(`place-${id}`);

  function chosenIn(place) {
    const ticked = place.querySelector("input[type=radio]:checked");
    const typed = place.querySelector(".place-other").value.trim();
    return ticked && ticked.value && ticked.value !== "other" ? ticked.value : ticked && ticked.value ? typed : "";
  }
  const bare = (tag) => tag.replace(/^[{｛]{2}\s*|\s*[}｝]{2}$/g, "");

  /* ---- What is chosen, in the list and in the preview ---- */
  function tell(place) {
    const tag = chosenIn(place);
    place.querySelector("[data-chosen-tag]").textContent = tag;
    place.classList.toggle("is-chosen", Boolean(tag));
    const button = buttons[place.dataset.place];
    if (!button) return;
    const name = place.querySelector(".place-name").textContent.trim();
    button.textContent = tag ? bare(tag) : "＋";
    button.classList.toggle("is-chosen", Boolean(tag));
    button.setAttribute("aria-label", `${name} ${form.dataset.textChoose}${tag ? bare(tag) : form.dataset.textNone}`);
  }
  function count() {
    const places = all(".place");
    const facts = { count: places.filter((place) => chosenIn(place)).length, all: places.length };
    form.querySelector("[data-chosen]").textContent = form.dataset.textChosen.replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  }

  function open(place) {
    all(".place[open]").forEach((other) => { if (other !== place) other.open = false; });
    place.open = true;
    place.scrollIntoView({ block: "nearest" });
    const input = place.querySelector("input[type=radio]:checked") || place.querySelector("input");
    input.focus({ preventScroll: true });
  }
  function light(id) {
    Object.keys(buttons).forEach((each) => buttons[each].classList.toggle("is-here", each === id));
    if (buttons[id]) buttons[id].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  form.addEventListener("toggle", (event) => {
    if (event.target.open) light(event.target.dataset.place);
  }, true);
  form.addEventListener("input", (event) => {
    const place = event.target.closest(".place");
    if (!place) return;
    if (event.target.matches(".place-other")) place.querySelector('input[value="other"]').checked = true;
    tell(place);
    count();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".place-other")) event.preventDefault();
    const button = event.key === "Escape" && event.target.closest(".place") && buttons[event.target.closest(".place").dataset.place];
    if (button) button.focus();
  });

  /* ---- Every place whose field is called the same, by one click ---- */
  const same = form.querySelector("[data-take-same]");
  form.querySelector("[data-same-box]").hidden = !form.querySelector("[data-same]");
  same.addEventListener("click", () => {
    all(".place").forEach((place) => {
      const way = place.querySelector("[data-same]");
      if (way && !chosenIn(place)) way.checked = true;
      tell(place);
    });
    count();
  });

  /* ---- Markers ---- */
  const MARK = /⟦([\w-]+)⟧/;
  function lightUp(text) {
    const found = MARK.exec(text.data);
    if (!found) return;
    const rest = text.splitText(found.index + found[0].length);
    const id = found[1];
    const place = placeOf(id);
    text.data = text.data.slice(0, found.index);
    if (place) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "blank";
      button.addEventListener("click", () => open(place));
      text.after(button);
      buttons[id] = buttons[id] || button;
      tell(place);
    }
    lightUp(rest);
  }
  document.addEventListener("shelf:shown", (event) => {
    const walker = document.createTreeWalker(event.target, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (MARK.test(walker.currentNode.data)) texts.push(walker.currentNode);
    texts.forEach(lightUp);
    all(".place").forEach(tell);
    const opened = form.querySelector(".place[open]");
    if (opened) light(opened.dataset.place);
  });

  all(".place").forEach(tell);
  count();
})();
