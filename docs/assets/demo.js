/* The demonstration on the home page: shows what the proofreader found, at build time, with the number that a reader
   types. assets/site.js loads this when the field is first used; the findings stand in demo.json
   (see src/site_build/demo.py). */
window.siteDemo = function (demo) {
  "use strict";
  var field = demo.querySelector("input"), output = demo.querySelector("output"), data = null;

  function finding(value) {
    var number = Number(value.slice(2));
    var run = data.runs.find(function (run) { return run[0] <= number && number <= run[1]; });
    return data.patterns[run[2]].replace("{}", value);
  }

  /* Full-width digits and points are what a Chinese input method may give. */
  function typed() {
    return field.value.trim().replace(/[\uff10-\uff19\uff0e]/g, function (character) {
      return String.fromCharCode(character.charCodeAt(0) - 0xfee0);
    }).replace(/^\./, "0.");
  }

  function answer() {
    var value = typed(), found = "";
    var covered = /^0\.\d{3}$/.test(value);
    if (covered) found = finding(value);
    output.dataset.state = !covered ? "beyond" : found ? "found" : "holds";
    field.setAttribute("aria-invalid", String(Boolean(found)));
    output.textContent = !covered ? demo.dataset.beyond : found || demo.dataset.holds;
  }

  fetch(demo.dataset.findings).then(function (response) {
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }).then(function (loaded) {
    data = loaded;
    field.addEventListener("input", answer);
    answer();
  }).catch(function () {
    output.dataset.state = "beyond";
    output.textContent = demo.dataset.failed;
  });
};
