/* The picture of a flow, edited by dragging: a line from the handle of a box to another box is a new step, a box goes
   before or behind one beside it. The server draws; this only says what was meant. */
(function () {
  "use strict";

  var HELD = 5; // so far a pointer moves before it drags
  var held = null, isOver = false;

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function say(name, values) { document.dispatchEvent(new CustomEvent("designer:deed", { detail: { name: name, values: values } })); }
  function state(box) { return box.getAttribute("data-state"); }
  function told(isShown) {
    var hint = document.getElementById("fl-told");
    if (hint) { hint.hidden = !isShown; }
  }
  function place(event, picture) {
    var at = picture.createSVGPoint();
    at.x = event.clientX;
    at.y = event.clientY;
    return at.matrixTransform(picture.getScreenCTM().inverse());
  }
  function under(event, gesture) {
    var found = document.elementFromPoint(event.clientX, event.clientY);
    var box = found && found.closest(".fl-state");
    return box && gesture.picture.contains(box) && box !== gesture.box ? box : null;
  }
  function middle(box) {
    var around = box.querySelector("rect").getBBox();
    return { x: around.x + around.width / 2, y: around.y + around.height / 2 };
  }
  function isBeside(box, other) { return box.getAttribute("data-rank") === other.getAttribute("data-rank"); }
  function put(box, before) {
    if (before !== state(box)) { say("move-part", { part: "state", at: state(box), before: before }); }
  }

  function isHolding(event) { // what the server has drawn anew is out of the hand
    if (held && !held.box.isConnected) { release(); }
    return held !== null && event.pointerId === held.id;
  }

  /* ---- The pointer ---- */
  document.addEventListener("pointerdown", function (event) {
    var box = event.target.closest(".fl-state"), draws = Boolean(event.target.closest(".fl-handle"));
    isOver = false;
    if (!box || event.button || (event.pointerType === "touch" && !draws)) { return; } // a finger scrolls
    held = { box: box, picture: box.closest(".fl-picture"), draws: draws, id: event.pointerId, x: event.clientX, y: event.clientY, isMoving: false };
    held.from = place(event, held.picture);
  });
  document.addEventListener("pointermove", function (event) {
    if (!isHolding(event)) { return; }
    if (!held.isMoving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < HELD) { return; }
    held.isMoving = true;
    held.picture.classList.add("is-held");
    var at = place(event, held.picture), target = under(event, held);
    if (target && !held.draws && !isBeside(held.box, target)) { target = null; }
    all(".is-target", held.picture).forEach(function (each) { each.classList.toggle("is-target", each === target); });
    if (target) { target.classList.add("is-target"); }
    if (held.draws) {
      held.picture.querySelector(".fl-pulled").setAttribute("d", "M" + held.from.x + " " + held.from.y + "L" + at.x + " " + at.y);
    } else {
      held.box.classList.add("is-moving");
      held.box.setAttribute("transform", "translate(" + (at.x - held.from.x) + " " + (at.y - held.from.y) + ")");
    }
    event.preventDefault();
  });
  document.addEventListener("pointerup", function (event) {
    if (!isHolding(event)) { return; }
    var was = held;
    release();
    if (!was.isMoving) { return; }
    isOver = true;
    var target = under(event, was), at = place(event, was.picture);
    if (was.draws) {
      if (target) { say("add-part", { part: "transition", from: state(was.box), to: state(target) }); }
    } else if (target && isBeside(was.box, target)) {
      put(was.box, at.x < middle(target).x ? state(target) : target.getAttribute("data-next"));
    } else { told(true); }
  });
  function release() {
    all(".is-target", held.picture).forEach(function (each) { each.classList.remove("is-target"); });
    held.picture.classList.remove("is-held");
    held.picture.querySelector(".fl-pulled").setAttribute("d", "");
    held.box.classList.remove("is-moving");
    held.box.removeAttribute("transform");
    held = null;
    told(false);
  }
  document.addEventListener("pointercancel", function () { if (held) { release(); } });
  document.addEventListener("dragstart", function (event) {
    if (event.target.closest && event.target.closest(".fl-picture")) { event.preventDefault(); } // a link is no thing to carry away
  });
  document.addEventListener("click", function (event) { // the end of dragging chooses nothing
    if (isOver && event.target.closest(".fl-picture")) { event.preventDefault(); event.stopPropagation(); }
    isOver = false;
  }, true);

  /* ---- Keys: Alt and an arrow to the side ---- */
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && held) { release(); return; }
    var box = event.target.closest && event.target.closest(".fl-state");
    var by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!box || !by || !event.altKey) { return; }
    event.preventDefault();
    var beside = all(".fl-state", box.closest(".fl-picture")).filter(function (each) { return isBeside(box, each); });
    var other = beside[beside.indexOf(box) + by];
    if (other) { put(box, by < 0 ? state(other) : other.getAttribute("data-next")); }
  });
})();
