/* Files go up at once, beside the typing: progress, a clear sentence when one cannot be taken, away again with one press. */
(function () {
  "use strict";

  const page = document.getElementById("record-form");
  if (!page) return;

  const MEGABYTE = 1024 * 1024;
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const say = (name, facts) => window.Biaowen.formSays(name, facts);
  const nameOf = (box) => box.previousElementSibling.name;
  const tell = (box) =>
    box.dispatchEvent(new CustomEvent("biaowen:changed", { bubbles: true, detail: { name: nameOf(box) } }));

  const sized = (bytes) => (bytes < MEGABYTE ? Math.ceil(bytes / 1024) + " KB" : (bytes / MEGABYTE).toFixed(1) + " MB");

  function lineFor(box, file) {
    const line = document.importNode(one("[data-file-template]", box.parentElement).content.firstElementChild, true);
    one(".ff-file-name", line).textContent = file.name;
    one("small", line).textContent = sized(file.size);
    one("input[type=hidden]", line).name = nameOf(box);
    const thumb = one("img", line);
    if (thumb && /^image\//.test(file.type)) {
      thumb.src = URL.createObjectURL(file);
      thumb.addEventListener("load", () => URL.revokeObjectURL(thumb.src), { once: true });
    }
    return line;
  }

  function take(box, files) {
    const input = one("input[type=file]", box);
    const chosen = input.multiple ? Array.from(files) : Array.from(files).slice(0, 1);
    chosen.forEach((file) => {
      const line = lineFor(box, file);
      const why = window.Biaowen.refusal(file, input);
      if (!input.multiple && !why) all("[data-file]", box).forEach((old) => old.remove());
      one(".ff-file-list", box).append(line);
      if (why) refuse(line, why);
      else send(box, line, file);
    });
    input.value = "";
  }

  window.Biaowen = Object.assign(window.Biaowen || {}, { takeFiles: take });

  function refuse(line, why) {
    line.classList.add("is-refused");
    line.removeAttribute("data-uploading");
    const progress = one("progress", line);
    if (progress) progress.remove();
    one("small", line).textContent = why;
    one("small", line).setAttribute("role", "alert");
  }

  function send(box, line, file) {
    const data = new FormData();
    data.append("of", box.dataset.of);
    data.append("csrf_token", window.biaowen.token());
    data.append("file", file);
    const record = one('[name="_record"]', page);
    if (record) data.append("_record", record.value);
    const request = new XMLHttpRequest();
    line.dataset.uploading = "";
    line.request = request;
    request.open("POST", page.dataset.uploadUrl);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", window.biaowen.token());
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) one("progress", line).value = (event.loaded / event.total) * 100; });
    request.addEventListener("load", () => answered(box, line, file, request));
    request.addEventListener("error", () => refuse(line, say("UploadFailed", { name: file.name })));
    request.send(data);
  }

  function answered(box, line, file, request) {
    if (request.status === 401 || request.getResponseHeader("X-Renew")) {
      window.biaowen.renew().then((alive) => (alive ? send(box, line, file) : refuse(line, say("UploadFailed", { name: file.name }))));
      return;
    }
    let said = {};
    try { said = JSON.parse(request.responseText); } catch (error) { said = {}; }
    if (request.status !== 200) {
      refuse(line, (said.said && said.said[0]) || said.advice || say("UploadFailed", { name: file.name }));
      return;
    }
    one("input[type=hidden]", line).value = said.file;
    line.removeAttribute("data-uploading");
    one("progress", line).remove();
    tell(box);
  }

  page.addEventListener("change", (event) => {
    if (event.target.type === "file") take(event.target.closest("[data-files]"), event.target.files);
  });
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-file-remove]");
    if (!button) return;
    const line = button.closest("[data-file]");
    const box = line.closest("[data-files]");
    if (line.request) line.request.abort();
    line.remove();
    tell(box);
    one("input[type=file]", box).focus();
  });
  ["dragover", "dragleave", "drop"].forEach((kind) => page.addEventListener(kind, (event) => {
    const box = event.target.closest ? event.target.closest("[data-files]") : null;
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") take(box, event.dataTransfer.files);
  }));
})();
