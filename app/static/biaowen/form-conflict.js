/* Two versions of a record: all of one side with one press. */
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick-all]");
    if (!button) return;
    document.querySelectorAll('.ffc input[type="radio"]').forEach((radio) => { radio.checked = radio.value === button.dataset.pickAll; });
  });
})();
