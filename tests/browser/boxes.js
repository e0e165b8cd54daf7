/* What is wrong with the page as it is laid out, in words. */
() => {
  const said = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) said.push("the page scrolls sideways");

  const style = (element) => getComputedStyle(element);
  const isThere = (element) => element.checkVisibility() && style(element).visibility === "visible";
  const isFixed = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (/fixed|sticky/.test(style(at).position) && !/^T[DH]$/.test(at.tagName)) return true;
    }
    return false;
  };
  /* Visually hidden things are one pixel large; what a scrolling box does not show is cut by it. */
  const clipped = (element, box) => {
    let { left, right, top, bottom } = box;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (style(at).overflow === "visible" && style(at).clip === "auto") continue;
      const frame = at.getBoundingClientRect();
      left = Math.max(left, frame.left); right = Math.min(right, frame.right);
      top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
    }
    return { left, right, top, bottom };
  };
  const isSeen = (box) => box.right - box.left > 2 && box.bottom - box.top > 2;
  const main = document.querySelector("main") || document.body;
  const boxes = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    const isWords = node.data.trim() && !parent.closest("template, option, .ti");
    if (!isWords || !isThere(parent) || isFixed(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = clipped(parent, rect);
      if (isSeen(box)) boxes.push({ box, element: parent, text: node.data.trim().slice(0, 30) });
    }
    const button = parent.closest(".btn");
    const [inner, outer] = [range, button || range].map((each) => each.getBoundingClientRect());
    const sticksOut = inner.left < outer.left - 1 || inner.right > outer.right + 1;
    if (sticksOut) said.push("sticks out of its button: " + node.data.trim());
  }
  for (const control of main.querySelectorAll("input:not([type=hidden]), select, textarea, .btn")) {
    if (!isThere(control) || isFixed(control)) continue;
    const box = clipped(control, control.getBoundingClientRect());
    const text = control.name || control.tagName;
    if (isSeen(box) && style(control).opacity !== "0") boxes.push({ box, element: control, text });
  }
  for (const cell of main.querySelectorAll("td, th, dt, dd")) {
    const label = getComputedStyle(cell, "::before");
    const isOver = label.position === "absolute" && label.content !== "none" && cell.getClientRects().length;
    if (isOver) said.push("a label without a place of its own: " + label.content);
  }
  /* An input with its unit or its button is one thing. */
  const whole = (element) => element.closest(".ff-box") || element;
  const together = (one, other) => whole(one).contains(other) || whole(other).contains(one);
  boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => {
    const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    const isOver = wide > 2 && high > 4 && !together(one.element, other.element);
    if (isOver) said.push(one.text + " and " + other.text + " overlap");
  }));
  return Array.from(new Set(said));
}
