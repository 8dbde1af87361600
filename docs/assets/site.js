/* Small things of every page. The theme's `document$` emits at each page, instant navigation included. */
(function () {
  "use strict";

  var own = document.currentScript.src; /* now: the element's address is relative, and instant navigation moves the page */

  /* The language that a reader has chosen decides where the shared root leads. */
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest("a.language-switch");
    if (!link) return;
    try { localStorage.setItem("lang", link.hreflang); } catch (error) { /* storage is off: nothing to remember */ }
  }, true);

  /* Instant navigation keeps the header: its language link must go on naming this page's counterpart. */
  function updateLanguageLink() {
    var link = document.querySelector("a.language-switch");
    var own = link && document.querySelector('link[rel=" alternate"][hreflang="' + link.hreflang + '"]');
    var root = link && document.querySelector('link[rel="alternate"][hreflang="' + link.hreflang + '"]');
    var base = own && document.querySelector('link[rel="canonical"]');
    if (!root || !base) return;
    var path = own.getAttribute("href").split("/" + link.hreflang + "/").slice(1).join("/" + link.hreflang + "/");
    link.href = root.href.replace(/\/?$/, "/") + path;
  }

  /* The theme's search dialog has no name for screen readers; its field has. */
  function nameSearch() {
    var dialog = document.querySelector(".md-search[role=dialog]");
    var field = dialog && dialog.querySelector("input[aria-label]");
    if (field) dialog.setAttribute("aria-label", field.getAttribute("aria-label"));
  }

  /* Tables and code that are wider than the page scroll in their own box: by keyboard, too. */
  function makeScrollable() {
    document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    });
  }

  /* A script that a page needs only when a reader asks for what it does. */
  function load(address, done, failed) {
    var script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.appendChild(script);
  }

  /* The switch that shows what was checked: off at first, then as the reader left it. */
  function setUpChecks() {
    var button = document.querySelector(".checks-switch");
    if (!button) return;
    function turn(on) {
      button.setAttribute("aria-checked", String(on));
      if (window.siteEvidence) siteEvidence.turn(button);
      else if (on) load(button.dataset.assets + "/evidence.js", function () { siteEvidence.turn(button); }, function () {
        button.setAttribute("aria-checked", "false");
        button.title = button.dataset.failed;
      });
    }
    button.addEventListener("click", function () {
      var on = button.getAttribute("aria-checked") !== "true";
      try { localStorage.setItem("checks", on ? "on" : "off"); } catch (error) { /* not remembered, then */ }
      turn(on);
    });
    try { if (localStorage.getItem("checks") === "on") turn(true); } catch (error) { /* off, as at first */ }
  }

  /* The home page's demonstration. */
  function setUpDemo() {
    var demo = document.querySelector(".demo"), form = demo && demo.querySelector("form");
    if (!demo) return;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function () {
      if (window.siteDemo) siteDemo(demo);
      else load(demo.dataset.assets + "/demo.js", function () { siteDemo(demo); }, function () {
        form.querySelector("output").textContent = demo.dataset.failed;
      });
    }, { once: true });
  }

  /* The TeX of a formula, to be pasted anywhere: without its label, and with the site's units as TeX knows them. */
  window.siteTex = function (formula) {
    return formula.dataset.tex.replace(/\s*\\label\s*\{[^{}]*\}/g, "").replace(/\\(nat|bit|hart)(?![a-zA-Z])/g, "\\mathrm{$1}");
  };

  /* A drawn formula is no text: whoever copies a passage gets its TeX. */
  document.addEventListener("copy", function (event) {
    var selection = document.getSelection(), article = document.querySelector("article");
    if (selection.isCollapsed || !article || !selection.containsNode(article, true)) return;
    var passage = document.createElement("div"), formulas;
    for (var i = 0; i < selection.rangeCount; i++) passage.append(selection.getRangeAt(i).cloneContents());
    formulas = passage.querySelectorAll("mjx-container");
    if (!formulas.length) return;
    formulas.forEach(function (formula) {
      var display = formula.hasAttribute("display");
      formula.replaceWith(display ? "$$" + siteTex(formula) + "$$" : "$" + siteTex(formula) + "$");
    });
    passage.querySelectorAll(".headerlink, .formula-tools, script, style").forEach(function (part) { part.remove(); });
    passage.className = "site-copied";
    document.body.append(passage); /* innerText knows lines only of what is laid out */
    event.clipboardData.setData("text/plain", passage.innerText);
    passage.remove();
    event.preventDefault();
  });

  /* References, numbered statements and formulas: what can be done with them is loaded when someone comes near. */
  function comeNear(event) {
    if (!(event.target instanceof Element) || !event.target.closest("a.ref, .formula, a.headerlink[data-anchor]")) return;
    document.removeEventListener("pointerover", comeNear);
    document.removeEventListener("focusin", comeNear);
    load(own.replace("site.js", "references.js"), function () {
      siteReferences(event);
    });
  }
  document.addEventListener("pointerover", comeNear);
  document.addEventListener("focusin", comeNear);

  nameSearch();
  document$.subscribe(function () {
    updateLanguageLink();
    makeScrollable();
    setUpChecks();
    setUpDemo();
  });
})();
