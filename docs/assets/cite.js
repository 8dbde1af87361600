/* The companion pages with citations: today in the place of the day of reading, and a button that copies. Without this
   there is a blank for the day, and the text can be selected. */
(function () {
  "use strict";

  var main = document.querySelector("main"), status = document.querySelector(".status"), fading;
  var now = new Date();
  var today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (number) {
    return String(number).padStart(2, "0");
  }).join("-");

  document.querySelectorAll(".accessed").forEach(function (blank) {
    blank.textContent = today;
    blank.classList.add("filled");
  });
  document.querySelectorAll(".accessed-line").forEach(function (line) { line.hidden = false; });

  function say(text) {
    status.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(function () { status.textContent = ""; }, 3000);
  }

  function copy(box, name) {
    var copied = main.dataset.copied + name, selection = getSelection();
    if (navigator.clipboard) {
      navigator.clipboard.writeText(box.textContent).then(function () { say(copied); }, function () { say(main.dataset.failed); });
    } else { /* a page that came over plain http */
      selection.selectAllChildren(box);
      say(document.execCommand("copy") ? copied : main.dataset.failed);
      selection.removeAllRanges();
    }
  }

  document.querySelectorAll("pre").forEach(function (box) {
    var heading = box.previousElementSibling.firstElementChild, button = document.createElement("button");
    button.type = "button";
    button.textContent = main.dataset.copy;
    button.setAttribute("aria-label", main.dataset.copy + " " + heading.textContent);
    button.addEventListener("click", function () { copy(box, heading.textContent); });
    heading.after(button);
  });
})();
