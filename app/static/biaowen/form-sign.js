/* A signature: written on a canvas by finger, mouse or pen, and sent as a picture like any other file.

  Who signs and when is said by the server; here is only the drawing. Where the box has an input of its own
  (data-sign-into), what is written is put into it stroke by stroke and goes with the form. */
(function () {
  "use strict";

  const page = document.getElementById("record-form") || document.querySelector("form[data-sign-form]");
  if (!page || !window.PointerEvent) return;

  const WIDTH = 5;
  const DRAWN = "data-sign-drawn"; /* at a box: what its input holds was written here, not picked */
  const one = (selector, within) => within.querySelector(selector);
  const boxOf = (element) => element.closest("[data-sign]");
  const padOf = (box) => one("[data-sign-pad]", box);
  const canvasOf = (box) => one("canvas", padOf(box));

  const intoOf = (box) => one("[data-sign-into]", box);

  function ready(box, isWritten) {
    const done = one("[data-sign-done]", box);
    if (done) done.disabled = !isWritten;
    one("[data-sign-clear]", box).disabled = !isWritten;
  }

  function wipe(box) {
    const canvas = canvasOf(box);
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    ready(box, false);
    if (box.hasAttribute(DRAWN)) {
      intoOf(box).value = "";
      box.removeAttribute(DRAWN);
    }
  }

  function open(box) {
    wipe(box);
    padOf(box).hidden = false;
    one(".ff-sign-ways", box).hidden = true;
    canvasOf(box).focus();
  }

  function close(box) {
    if (intoOf(box)) wipe(box);
    padOf(box).hidden = true;
    one(".ff-sign-ways", box).hidden = false;
    one("[data-sign-open]", box).focus();
  }

  /* Where the pen is, in the points of the canvas, whatever its size on the screen. */
  function place(canvas, event) {
    const at = canvas.getBoundingClientRect();
    return [((event.clientX - at.left) * canvas.width) / at.width, ((event.clientY - at.top) * canvas.height) / at.height];
  }

  let last = null;

  function stroke(canvas, to) {
    const pen = canvas.getContext("2d");
    pen.lineWidth = WIDTH;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#000";
    pen.beginPath();
    pen.moveTo(last[0], last[1]);
    pen.lineTo(to[0] + 0.1, to[1]);
    pen.stroke();
    last = to;
  }

  page.addEventListener("pointerdown", (event) => {
    if (event.target.tagName !== "CANVAS" || !boxOf(event.target) || event.button !== 0) return;
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    last = place(event.target, event);
    stroke(event.target, last);
    ready(boxOf(event.target), true);
  });
  page.addEventListener("pointermove", (event) => {
    if (!last || event.target.tagName !== "CANVAS" || !boxOf(event.target)) return;
    const points = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (points.length ? points : [event]).forEach((point) => stroke(event.target, place(event.target, point)));
  });
  ["pointerup", "pointercancel"].forEach((kind) => page.addEventListener(kind, (event) => {
    const box = last && boxOf(event.target);
    last = null;
    if (box && intoOf(box)) written(box, (picture) => { if (!one("[data-sign-clear]", box).disabled) put(picture, intoOf(box)); });
  }));

  function written(box, take) {
    const name = box.dataset.signName || "signature.png";
    canvasOf(box).toBlob((blob) => take(new File([blob], name, { type: "image/png" })), "image/png");
  }

  function put(picture, into) {
    const picked = new DataTransfer();
    picked.items.add(picture);
    into.files = picked.files;
    into.dispatchEvent(new Event("change", { bubbles: true }));
    boxOf(into).setAttribute(DRAWN, "");
  }

  function send(box) {
    written(box, (picture) => {
      window.Biaowen.takeFiles(box, [picture]);
      close(box);
    });
  }

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const box = button && boxOf(button);
    if (!box) return;
    if (button.hasAttribute("data-sign-open")) open(box);
    else if (button.hasAttribute("data-sign-clear")) { wipe(box); canvasOf(box).focus(); }
    else if (button.hasAttribute("data-sign-close")) close(box);
    else if (button.hasAttribute("data-sign-done")) send(box);
  });
  page.addEventListener("change", (event) => {
    if (event.target.matches("[data-sign-into]")) boxOf(event.target).removeAttribute(DRAWN);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-sign-pad]")) { event.preventDefault(); close(boxOf(event.target)); }
  });
})();
