/* From a clipboard to inputs: tables of Excel, WPS and Word, or tab separated text, as rows of text.

  Biaowen.clipboardBlock(event.clipboardData) → [["张三", "中国"], …]; Biaowen.fillCell(td, "中国") → whether it fits.
  The HTML is parsed in a document of its own, where nothing runs and nothing is fetched; only text leaves it. */
(function () {
  "use strict";

  const INPUTS = "input:not([type=hidden]):not([type=file]), select, textarea";
  const YES = new Set(["是", "√", "✓", "✔", "☑", "有", "对", "1", "y", "yes", "true", "on"]);
  const ROWS = 20000;
  const COLUMNS = 500;
  const SILENT = /^(STYLE|SCRIPT|TEMPLATE|TITLE)$/i;
  const BLOCK = /^(P|DIV|LI|TR|H[1-6])$/;
  /* Word wraps its HTML anywhere; between two Chinese signs such a break is no space. */
  const WRAPPED = /([\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef])/g;

  const inputsOf = (box) => Array.from(box ? box.querySelectorAll(INPUTS) : []);
  const fold = (text) => text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();

  function textOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(WRAPPED, "$1").replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.test(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    const inner = Array.from(node.childNodes, textOf).join(/^(TR|TBODY|THEAD|TABLE)$/.test(node.tagName) ? " " : "");
    return BLOCK.test(node.tagName) ? "\n" + inner + "\n" : inner;
  }

  const tidy = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");

  /* The table with the most rows; a merged cell's text holds for every row that it covers. */
  function blockOfHtml(html) {
    if (!/<(table|tr|td)\b/i.test(html)) return null;
    const source = /<table\b/i.test(html) ? html : "<table>" + html + "</table>";
    const tables = Array.from(new DOMParser().parseFromString(source, "text/html").querySelectorAll("table"));
    const table = tables.reduce((best, next) => (best && best.rows.length >= next.rows.length ? best : next), null);
    const rows = Array.from(table ? table.rows : []).filter((row) => row.style.display !== "none").slice(0, ROWS);
    const block = rows.map(() => []);
    rows.forEach((row, at) => {
      let column = 0;
      Array.from(row.cells).forEach((cell) => {
        while (block[at][column] !== undefined) column += 1;
        const text = tidy(textOf(cell));
        const high = Math.min(cell.rowSpan || 1, rows.length - at);
        const wide = Math.min(cell.colSpan, COLUMNS - column);
        for (let down = 0; down < high; down += 1) {
          for (let right = 0; right < wide; right += 1) block[at + down][column + right] = right ? "" : text;
        }
        column += Math.max(wide, 1);
      });
    });
    return block.map((line) => Array.from(line, (text) => text || ""));
  }

  /* A cell with breaks or tabs stands in quotes; any other quote is an ordinary sign. */
  function blockOfText(text) {
    const cell = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/y;
    const block = [[]];
    while (cell.lastIndex < text.length && block.length <= ROWS) {
      const found = cell.exec(text);
      const end = cell.lastIndex;
      const line = block[block.length - 1];
      line.push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"').replace(/\r\n/g, "\n"));
      cell.lastIndex = end + (text.startsWith("\r\n", end) ? 2 : 1);
      if (text[end] === "\t" && cell.lastIndex === text.length) line.push("");
      if (text[end] !== "\t" && cell.lastIndex < text.length) block.push([]);
    }
    return block;
  }

  function clipboardBlock(data) {
    const fromHtml = blockOfHtml(data.getData("text/html"));
    const block = fromHtml && fromHtml.length ? fromHtml : blockOfText(data.getData("text/plain"));
    while (block.length && block[block.length - 1].every((text) => !text.trim())) block.pop();
    block.isTable = Boolean(fromHtml) || block.some((line) => line.length > 1);
    return block;
  }

  /* ---- how an input takes a text ---- */

  /* A date as the browser's date input takes it, a number without its thousands. */
  function forInput(control, text) {
    if (control.type === "number") return text.replace(/[,，\s¥￥]/g, "");
    const date = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(text.trim());
    if (control.type === "date" && date) return [date[1], date[2].padStart(2, "0"), date[3].padStart(2, "0")].join("-");
    return control.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ").trim();
  }

  function choose(select, text) {
    const wanted = select.multiple ? text.split(/[、,，;；\n]/).map(fold).filter(Boolean) : [fold(text)];
    const means = (option, want) => fold(option.text) === want || fold(option.value) === want;
    const options = wanted.map((want) => Array.from(select.options).find((option) => means(option, want)));
    if (wanted.length && options.some((option) => !option)) return false;
    Array.from(select.options).forEach((option) => { option.selected = options.includes(option); });
    if (select.tomselect) select.tomselect.sync();
    return true;
  }

  /* Whether the cell could take the text. */
  function fillCell(cell, text) {
    const [control] = inputsOf(cell);
    if (!control || control.disabled || control.readOnly) return true;
    if (control.tagName === "SELECT") return choose(control, text);
    if (control.type === "checkbox") { control.checked = YES.has(fold(text)); return true; }
    if (control.type === "radio") {
      const labelOf = (radio) => (radio.closest("label") || radio.labels[0] || radio).textContent;
      const radio = inputsOf(cell).find((one) => [one.value, labelOf(one)].map(fold).includes(fold(text)));
      if (radio) radio.checked = true;
      return Boolean(radio) || !text.trim();
    }
    control.value = forInput(control, text);
    return Boolean(control.value) || !text.trim();
  }


  /* The values of all inputs in a box; the answer puts them back. */
  function remember(box) {
    const values = inputsOf(box).map((control) => [
      control, control.value, control.checked, Array.from(control.options || [], (option) => option.selected),
    ]);
    return () => values.forEach(([control, value, checked, selected]) => {
      if (control.options) selected.forEach((on, at) => { control.options[at].selected = on; });
      else if (/^(checkbox|radio)$/.test(control.type)) control.checked = checked;
      else control.value = value;
      if (control.tomselect) control.tomselect.sync();
    });
  }

  function focusOn(control) {
    if (!control) return;
    control.focus();
    if (control.select && takesText(control)) control.select();
  }

  /* Whether a single pasted text is the browser's to insert. */
  const takesText = (control) => control.tagName !== "SELECT" && !/^(checkbox|radio|date|number)$/.test(control.type);

  /* Whether an arrow up (-1) or down (1) has nothing to do within the input. */
  function isAtEdge(control, step) {
    if (control.tagName === "SELECT" || /^(number|date|time|month|radio|range)$/.test(control.type)) return false;
    const edge = step < 0 ? 0 : control.value.length;
    return control.tagName !== "TEXTAREA" || (control.selectionStart === edge && control.selectionEnd === edge);
  }

  window.Biaowen = Object.assign(window.Biaowen || {}, {
    clipboardBlock, fillCell, focusOn, fold, inputsOf, isAtEdge, remember, takesText,
  });
})();
