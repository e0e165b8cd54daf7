/* Tables of inputs: paste from Excel, WPS and Word, keys, rows that come, go and move, and undo.

  <table data-grid="visitors" data-columns="name_zh,nationality" data-max-rows="500" data-text-undo="撤销" …>
    <thead><tr><th data-label="中文姓名">…
    <tbody><tr data-row><td data-column="name_zh"><input name="visitors.0.name_zh">…
  <template data-grid-row><tr data-row>…<input name="visitors.__i__.name_zh">…</template>
  Buttons: data-grid-add beside the table; data-grid-remove, data-grid-up, data-grid-down in rows.

  Everything listens on the document, so tables that htmx brings later work too. Pasted HTML is parsed apart and only
  its text is taken. After each change of rows or cells one `change` event bubbles from the table. */
(function () {
  "use strict";

  const CONTROLS = "input:not([type=hidden]):not([type=file]), select, textarea";
  const NUMBERED = ["name", "id", "for", "list", "aria-describedby", "aria-labelledby", "aria-controls", "data-path"];
  const YES = new Set(["是", "√", "✓", "✔", "☑", "有", "对", "1", "y", "yes", "true", "on"]);
  const TEXTS = {
    Undo: "撤销",
    Undone: "已撤销",
    Pasted: "已粘贴 {rows} 行",
    TooMany: "；另有 {rows} 行、{columns} 列放不下",
    Unmatched: "；{count} 格没有对应的选项，请核对",
    Removed: "已删除 1 行",
    Full: "最多 {max} 行",
  };
  const UNDO_SECONDS = 15;
  const timers = new WeakMap();

  const rowsOf = (grid) => Array.from(grid.tBodies[0].children).filter((row) => row.hasAttribute("data-row"));
  const cellOf = (row, column) => Array.from(row.cells).find((cell) => cell.dataset.column === column);
  const controlsOf = (box) => Array.from(box ? box.querySelectorAll(CONTROLS) : []);
  const columnsOf = (grid) => grid.dataset.columns.split(",").map((key) => key.trim());
  const maxRows = (grid) => Number(grid.dataset.maxRows) || 500;
  const fold = (text) => text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
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
    for (let box = element; box; box = box.parentElement) {
      const grid = box.matches("table[data-grid]") ? box : box.querySelector("table[data-grid]");
      if (grid) return grid;
    }
    return null;
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

  function addRow(grid) {
    const rows = rowsOf(grid);
    const box = grid.parentElement;
    const template = grid.querySelector("template[data-grid-row]") || (box && box.querySelector("template[data-grid-row]"));
    if (!template || rows.length >= maxRows(grid)) return null;
    const row = document.importNode(template.content, true).querySelector("[data-row]");
    if (rows.length) rows[rows.length - 1].after(row);
    else grid.tBodies[0].prepend(row);
    renumber(grid);
    if (window.htmx) window.htmx.process(row);
    row.dispatchEvent(new CustomEvent("biaowen:row", { bubbles: true }));
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
    if (near) focusOn(controlsOf(near)[0]);
    changed(grid);
  }

  function focusOn(control) {
    if (!control) return;
    control.focus();
    if (control.select && control.type !== "checkbox" && control.type !== "radio") control.select();
  }

  /* ---- undo and what is said ---- */

  /* Rows and values as they are now; the answer puts them back. */
  function remembered(grid) {
    const rows = rowsOf(grid);
    const values = rows.map((row) => controlsOf(row).map((control) => [
      control, control.value, control.checked,
      control.options ? Array.from(control.options, (option) => option.selected) : [],
    ]));
    return () => {
      rowsOf(grid).forEach((row) => row.remove());
      grid.tBodies[0].prepend(...rows);
      renumber(grid);
      values.forEach((row) => row.forEach(([control, value, checked, selected]) => {
        if (control.options) selected.forEach((on, at) => { control.options[at].selected = on; });
        else if (control.type === "checkbox" || control.type === "radio") control.checked = checked;
        else control.value = value;
        if (control.tomselect) control.tomselect.sync();
      }));
    };
  }

  function announce(grid, text, undo) {
    let status = grid.parentElement.querySelector("[data-grid-status]");
    if (!status) {
      status = document.createElement("div");
      status.setAttribute("data-grid-status", "");
      status.setAttribute("role", "status");
      status.setAttribute("aria-live", "polite");
      grid.after(status);
    }
    clearTimeout(timers.get(grid));
    status.textContent = text;
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link btn-sm";
    button.textContent = say(grid, "Undo");
    button.addEventListener("click", () => {
      if (!grid.isConnected) return;
      undo();
      announce(grid, say(grid, "Undone"));
      focusOn(controlsOf(grid)[0]);
      changed(grid);
    });
    status.append(" ", button);
    timers.set(grid, setTimeout(() => button.remove(), UNDO_SECONDS * 1000));
  }

  /* ---- what is on the clipboard ---- */

  function textOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/([⺀-鿿＀-￯])\s*\n\s*(?=[⺀-鿿＀-￯])/g, "$1").replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|TEMPLATE|TITLE)$/i.test(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    const inner = Array.from(node.childNodes, textOf).join("");
    return /^(P|DIV|LI|TR|H[1-6])$/.test(node.tagName) ? "\n" + inner + "\n" : inner;
  }

  const tidy = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");

  function blockOfHtml(html) {
    if (!/<(table|tr|td)\b/i.test(html)) return null;
    const source = /<table\b/i.test(html) ? html : "<table>" + html + "</table>";
    const tables = Array.from(new DOMParser().parseFromString(source, "text/html").querySelectorAll("table"));
    const table = tables.reduce((best, next) => (best && best.rows.length >= next.rows.length ? best : next), null);
    const block = [];
    const rows = table ? Array.from(table.rows).filter((row) => row.style.display !== "none").slice(0, 20000) : [];
    rows.forEach((row, at) => {
      const line = (block[at] = block[at] || []);
      let column = 0;
      Array.from(row.cells).forEach((cell) => {
        while (line[column] !== undefined) column += 1;
        const text = tidy(textOf(cell));
        const high = Math.min(cell.rowSpan || 1, rows.length - at);
        const wide = Math.min(cell.colSpan, 500);
        for (let down = 0; down < high; down += 1) {
          const target = (block[at + down] = block[at + down] || []);
          for (let right = 0; right < wide; right += 1) target[column + right] = right ? "" : text;
        }
        column += wide;
      });
    });
    return block.length ? block.map((line) => Array.from(line, (text) => text || "")) : null;
  }

  /* Tab separated text; a cell with breaks or tabs stands in quotes, any other quote is an ordinary sign. */
  function blockOfText(text) {
    const cell = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/y;
    const block = [[]];
    while (cell.lastIndex < text.length) {
      const found = cell.exec(text);
      block[block.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
      const end = cell.lastIndex;
      if (text[end] === "\t") { cell.lastIndex = end + 1; if (end + 1 === text.length) block[block.length - 1].push(""); continue; }
      cell.lastIndex = end + (text.startsWith("\r\n", end) ? 2 : 1);
      if (cell.lastIndex < text.length) block.push([]);
    }
    return block;
  }
