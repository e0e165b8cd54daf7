/* Tables of inputs: paste from Excel, WPS and Word, keys, rows that come, go and move, and undo.

  <table data-grid="visitors" data-columns="name_zh,nationality" data-max-rows="500" data-text-undo="撤销" …>
    <thead><tr><th data-label="中文姓名">…
    <tbody><tr data-row><td data-column="name_zh"><input name="visitors.0.name_zh">…
  <template data-grid-row><tr data-row>…<input name="visitors.__i__.name_zh">…</template>
  Buttons: data-grid-add beside the table; data-grid-remove, data-grid-up, data-grid-down in rows.

  Everything listens on the document, so tables that htmx brings later work too. After each change one `change` event
  bubbles from the table. What is pasted is read by clipboard.js, which comes before this file. */
(function () {
  "use strict";

  const { clipboardBlock, fillCell, focusOn, fold, inputsOf, isAtEdge, remember, takesText } = window.Biaowen;
  const NUMBERED = ["name", "id", "for", "list", "aria-describedby", "aria-labelledby", "aria-controls", "data-path"];
  const TEXTS = {
    Undo: "撤销", Undone: "已撤销", Removed: "已删除 1 行", Full: "最多 {max} 行",
    Pasted: "已粘贴 {rows} 行", TooMany: "；另有 {rows} 行、{columns} 列放不下", Unmatched: "；{count} 格没有填入，请核对",
  };
  const UNDO_SECONDS = 15;
  const timers = new WeakMap();

  const GRID_CELL = "table[data-grid] td[data-column]";
  const BUTTONS = "[data-grid-add], [data-grid-remove], [data-grid-up], [data-grid-down]";

  const within = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);
  const gridOf = (element) => element.closest("table[data-grid]");
  const rowsOf = (grid) => Array.from(grid.tBodies[0].children).filter((row) => row.hasAttribute("data-row"));
  const cellOf = (row, column) => Array.from(row.cells).find((cell) => cell.dataset.column === column);
  const columnsOf = (grid) => grid.dataset.columns.split(",").map((key) => key.trim());
  const maxRows = (grid) => Number(grid.dataset.maxRows) || 500;
  const bare = (text) => fold(text).replace(/\*/g, "").replace(/\([^()]*\)$/, "");
  const changed = (grid) => grid.dispatchEvent(new Event("change", { bubbles: true }));

  function say(grid, name, facts) {
    const text = grid.dataset["text" + name] || TEXTS[name];
    return text.replace(/\{(\w+)\}/g, (whole, key) => (facts && key in facts ? facts[key] : whole));
  }

  /* The grid that a button outside of it speaks for: named by the button, or the nearest. */
  function gridNear(element) {
    const name = element.dataset.gridAdd;
    if (name) return document.querySelector('table[data-grid="' + CSS.escape(name) + '"]');
    let box = element;
    while (box && !box.querySelector("table[data-grid]")) box = box.parentElement;
    return gridOf(element) || (box && box.querySelector("table[data-grid]"));
  }

  /* ---- rows ---- */

  /* Two rounds, the first to numbers that nobody has: radios of two rows must never share a name on the way. */
  function renumber(grid) {
    const name = grid.dataset.grid.replace(/[^\w]/g, "\\$&");
    const pattern = new RegExp("(^|\\s)(" + name + "[.\\-_])(?:~?\\d+|__i__)(?=[.\\-_]|\\s|$)", "g");
    ["~", ""].forEach((mark) => rowsOf(grid).forEach((row, at) => {
      [row, ...row.querySelectorAll("*")].forEach((element) => NUMBERED.forEach((attribute) => {
        const old = element.getAttribute(attribute);
        const text = old && old.replace(pattern, "$1$2" + mark + at);
        if (old && old !== text) element.setAttribute(attribute, text);
      }));
      row.querySelectorAll("[data-row-number]").forEach((place) => { place.textContent = at + 1; });
    }));
  }

  /* Rows up to this many, as far as there is room; numbered once, for that takes time. */
  function growTo(grid, count) {
    const rows = rowsOf(grid);
    const template = grid.parentElement.querySelector("template[data-grid-row]");
    const added = [];
    for (let at = rows.length; template && at < Math.min(count, maxRows(grid)); at += 1) {
      const row = document.importNode(template.content.querySelector("[data-row]"), true);
      if (at) (added[added.length - 1] || rows[at - 1]).after(row);
      else grid.tBodies[0].prepend(row);
      added.push(row);
    }
    if (added.length) renumber(grid);
    added.forEach((row) => {
      if (window.htmx) window.htmx.process(row);
      row.dispatchEvent(new CustomEvent("biaowen:row", { bubbles: true }));
    });
    return added;
  }

  function addRow(grid) {
    const [row] = growTo(grid, rowsOf(grid).length + 1);
    if (row) changed(grid);
    else announce(grid, say(grid, "Full", { max: maxRows(grid) }));
    return row;
  }

  function move(grid, row, step) {
    const rows = rowsOf(grid);
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(row);
    else other.after(row);
    renumber(grid);
    if (row.contains(focused)) focused.focus();
    changed(grid);
  }

  function remove(grid, row) {
    const undo = remembered(grid);
    const rows = rowsOf(grid);
    const near = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    row.remove();
    renumber(grid);
    announce(grid, say(grid, "Removed"), undo);
    focusOn(inputsOf(near)[0]);
    changed(grid);
  }

  /* ---- undo and what is said ---- */

  /* Rows and values as they are now; the answer puts them back. */
  function remembered(grid) {
    const rows = rowsOf(grid);
    const restore = remember(grid.tBodies[0]);
    return () => {
      rowsOf(grid).forEach((row) => row.remove());
      grid.tBodies[0].prepend(...rows);
      renumber(grid);
      restore();
    };
  }

  function announce(grid, text, undo) {
    const find = () => grid.parentElement.querySelector("[data-grid-status]");
    const made = '<div data-grid-status role="status" aria-live="polite"></div>';
    if (!find()) grid.insertAdjacentHTML("afterend", made);
    const status = find();
    clearTimeout(timers.get(grid));
    status.textContent = text;
    if (!undo) return;
    const looks = { type: "button", className: "btn btn-link btn-sm", textContent: say(grid, "Undo") };
    const button = Object.assign(document.createElement("button"), looks);
    button.addEventListener("click", () => {
      if (!grid.isConnected) return;
      undo();
      announce(grid, say(grid, "Undone"));
      focusOn(inputsOf(grid)[0]);
      changed(grid);
    });
    status.append(" ", button);
    timers.set(grid, setTimeout(() => button.remove(), UNDO_SECONDS * 1000));
  }

  /* ---- paste ---- */

  /* The column for each cell of the first row if that row is a header: two labels of ours, or all there are. */
  function columnsByLabel(grid, line) {
    const labels = new Map();
    Array.from(grid.querySelectorAll("th[data-label]")).forEach((head, at) => {
      labels.set(bare(head.dataset.label), head.dataset.column || columnsOf(grid)[at]);
    });
    const found = line.map((text) => labels.get(bare(text)));
    const hits = found.filter(Boolean).length;
    const filled = line.filter((text) => text.trim()).length;
    return hits && (hits === filled || (hits > 1 && hits * 2 >= filled)) ? found : null;
  }

  function paste(grid, cell, block) {
    const undo = remembered(grid);
    const byLabel = columnsByLabel(grid, block[0]);
    const all = columnsOf(grid);
    const columns = byLabel || all.slice(all.indexOf(cell.dataset.column));
    const lines = byLabel ? block.slice(1) : block;
    const first = rowsOf(grid).indexOf(cell.closest("[data-row]"));
    const room = Math.min(lines.length, maxRows(grid) - first);
    growTo(grid, first + room);
    const rows = rowsOf(grid).slice(first, first + room);
    let unmatched = 0;
    rows.forEach((row, at) => columns.forEach((column, place) => {
      const text = lines[at][place];
      if (column && text !== undefined && !fillCell(cellOf(row, column), text)) unmatched += 1;
    }));
    const wide = lines.reduce((most, line) => Math.max(most, line.length), 0);
    const spare = byLabel ? byLabel.filter((column) => !column).length : Math.max(0, wide - columns.length);
    const left = { rows: lines.length - rows.length, columns: spare };
    const parts = [say(grid, "Pasted", { rows: rows.length })];
    if (left.rows > 0 || left.columns > 0) parts.push(say(grid, "TooMany", left));
    if (unmatched) parts.push(say(grid, "Unmatched", { count: unmatched }));
    announce(grid, parts.join(""), undo);
    changed(grid);
  }

  document.addEventListener("paste", (event) => {
    const cell = within(event, GRID_CELL);
    if (!cell || !event.clipboardData) return;
    const block = clipboardBlock(event.clipboardData);
    const isCell = block.length === 1 && block[0].length === 1;
    const isProse = event.target.tagName === "TEXTAREA" && !block.isTable;
    if (!block.length || isProse || (isCell && takesText(event.target))) return; // an ordinary paste into the text
    event.preventDefault();
    paste(gridOf(cell), cell, block);
  });

  /* ---- keys ---- */

  function goTo(row, column) {
    const [control] = inputsOf(row && cellOf(row, column));
    focusOn(control);
    return control !== undefined;
  }

  /* The next input that can be typed in, past the buttons at the end of a row; at the ends the browser goes on. */
  function tab(grid, control, step) {
    const inputs = inputsOf(grid.tBodies[0]).filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetParent);
    const next = inputs[inputs.indexOf(control) + step];
    if (!next || next.type === "radio" || control.type === "radio") return false;
    focusOn(next);
    return true;
  }

  /* Whether the key was ours. */
  function press(event, grid, row, column) {
    const rows = rowsOf(grid);
    const at = rows.indexOf(row);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Tab" && !event.altKey) return tab(grid, event.target, event.shiftKey ? -1 : 1);
    if (event.altKey && step) { move(grid, row, step); return true; }
    if (event.altKey && event.key === "Delete") { remove(grid, row); return true; }
    if (event.altKey || event.shiftKey) return false;
    const isEnter = event.key === "Enter" && event.target.tagName !== "TEXTAREA";
    if (isEnter) return goTo(rows[at + 1] || addRow(grid), column) || true; // never sends the form
    return Boolean(step) && isAtEdge(event.target, step) && goTo(rows[at + step], column);
  }

  document.addEventListener("keydown", (event) => {
    const cell = within(event, GRID_CELL);
    if (!cell || !inputsOf(cell).includes(event.target)) return;
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    if (press(event, gridOf(cell), cell.closest("[data-row]"), cell.dataset.column)) event.preventDefault();
  });

  /* ---- buttons ---- */

  document.addEventListener("click", (event) => {
    const button = within(event, BUTTONS);
    const grid = button && gridNear(button);
    const row = button && button.closest("[data-row]");
    if (!grid) return;
    if (button.hasAttribute("data-grid-add")) focusOn(inputsOf(addRow(grid))[0]);
    else if (row && button.hasAttribute("data-grid-remove")) remove(grid, row);
    else if (row) move(grid, row, button.hasAttribute("data-grid-up") ? -1 : 1);
  });
})();
