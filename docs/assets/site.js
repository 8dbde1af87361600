/* Small things of every page. The theme's `document$` emits at each page, instant navigation included. */
(function () {
  "use strict";

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

  nameSearch();
  document$.subscribe(function () {
    updateLanguageLink();
    makeScrollable();
  });
})();
