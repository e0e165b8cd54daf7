/* Whether a picked file may be sent: its kind, its size. The server asks again, and decides.

  <form data-text-too-large="…" data-text-bad-kind="…" data-text-empty="…"><input type="file" accept=".pdf" data-max-size="20">
  In a record's form files go up one by one (form-files.js); in any other form one that cannot be taken is taken out of its
  input again, and the reason stands beside it. */
(function () {
  "use strict";
  if (window.Biaowen && window.Biaowen.refusal) return;

  const MEGABYTE = 1024 * 1024;

  function say(form, name, facts) {
    return (form.dataset["text" + name] || "").replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? facts[key] : whole));
  }

  function refusal(file, input) {
    const form = input.form;
    const facts = { name: file.name, kinds: input.accept.split(",").filter((kind) => kind !== ".jpeg").join(" ") };
    const most = Math.min(Number(input.dataset.maxSize) || Infinity, Number(form.dataset.maxUpload) || Infinity);
    const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
    if (input.accept && !input.accept.toLowerCase().split(",").includes(ending)) return say(form, "BadKind", facts);
    if (file.size > most * MEGABYTE) {
      return say(form, "TooLarge", Object.assign(facts, { size: (file.size / MEGABYTE).toFixed(1), max: most }));
    }
    return file.size ? "" : say(form, "Empty", facts);
  }
  window.Biaowen = Object.assign(window.Biaowen || {}, { refusal });

  function placeFor(input) {
    const beside = input.closest("label") || input;
    const found = beside.parentElement.querySelector("[data-file-fault]");
    if (found) return found;
    const made = Object.assign(document.createElement("div"), { className: "fault" });
    made.dataset.fileFault = "";
    made.setAttribute("role", "alert");
    beside.after(made);
    return made;
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.dataset.maxSize || input.closest("#record-form")) return;
    const why = Array.from(input.files).map((file) => refusal(file, input)).find(Boolean) || "";
    placeFor(input).textContent = why;
    if (!why) return;
    input.value = "";
    event.stopImmediatePropagation(); // nothing was picked after all
  }, true);
})();
