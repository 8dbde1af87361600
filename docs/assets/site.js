/* Small things of every page. The theme's `document$` emits at each page, instant navigation included. */
(function () {
  "use strict";

  var own = document.currentScript.src; /* now: the element's address is relative, and instant navigation moves the page */
  var TABLE = document.documentElement.lang === "zh" ? "表格" : "Table";

  /* ── The other language ── */

  function idOf(hash) {
    try { return decodeURIComponent(hash.slice(1)); } catch (error) { return hash.slice(1); /* no escape: as it is */ }
  }

  /* The id of where a reader is: what the address names as long as it is in view, else the first heading, statement,
     figure or numbered formula whose top is in the upper quarter of the window, else the last one before. */
  function placeInView() {
    var named = location.hash && document.getElementById(idOf(location.hash));
    var box = named && named.getBoundingClientRect(), header = 48;
    if (box && box.height && box.bottom > header && box.top < innerHeight) return named.id;
    var before = "", places = scrollY < 8 ? [] : document.querySelectorAll(
      "article h2[id], article h3[id], article h4[id], article .admonition[id], article figure[id], article .formula[id]"
    );
    for (var i = 0; i < places.length; i++) {
      box = places[i].getBoundingClientRect(); /* of height 0 where it is folded away */
      if (!box.height) continue;
      if (box.top > innerHeight / 4) break;
      before = places[i].id;
      if (box.top > header) break;
    }
    return before;
  }

  /* The language link leads to the same place of the other page, whose ids are the same: however it is followed, in
     this tab or another. What was chosen decides where the shared root leads (root_pages.py). */
  function aimLanguageLink(event) {
    var link = event.target instanceof Element && event.target.closest("a.language-switch");
    if (!link) return;
    link.hash = placeInView();
    if (event.type !== "click" && event.type !== "auxclick") return;
    try { localStorage.setItem("lang", link.hreflang); } catch (error) { /* storage is off: nothing to remember */ }
  }
  ["pointerdown", "focusin", "contextmenu", "click", "auxclick"].forEach(function (type) {
    document.addEventListener(type, aimLanguageLink, true);
  });

  /* Instant navigation keeps the header: its language link must go on naming this page's counterpart. */
  var root = new URL("../", own).href; /* of this language */
  function updateLanguageLink() {
    var link = document.querySelector("a.language-switch"), here = location.href.replace(/[?#].*/, "");
    if (!link || !document.querySelector("link[rel=canonical]") || here.indexOf(root)) return; /* no page: 404 */
    link.href = new URL("../" + link.hreflang + "/" + here.slice(root.length), root).href;
  }

  /* The theme's search dialog has no name for screen readers; its field has. */
  function nameSearch() {
    var dialog = document.querySelector(".md-search[role=dialog]");
    var field = dialog && dialog.querySelector("input[aria-label]");
    if (field) dialog.setAttribute("aria-label", field.getAttribute("aria-label"));
  }

  /* Tables and code that are wider than the page scroll in their own box: by keyboard, too. */
  function makeScrollable() {
    document.querySelectorAll(".table-box, .md-typeset pre > code").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      if (scrolls && box.localName === "div") {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", TABLE);
      }
    });
  }

  /* ── Keyboard and screen reader ── */

  var NARROW = matchMedia("(max-width: 76.234375em)"); /* where the theme's menu is a drawer */
  var PHONE = matchMedia("(max-width: 59.984375em)"); /* where its search fills the screen */

  /* The theme opens its menu, the menu's levels and its search by the labels of hidden checkboxes, which a keyboard
     does not reach and a screen reader does not announce. A button in each label is reached, and says its state. */
  function makeButton(label, name) {
    var box = document.getElementById(label.htmlFor), button = document.createElement("button");
    if (label.querySelector("button")) return;
    function tell() { button.setAttribute("aria-expanded", String(box.checked)); }
    button.type = "button";
    button.className = "toggle";
    button.append.apply(button, label.childNodes);
    if (!button.textContent.trim()) button.setAttribute("aria-label", name);
    label.append(button);
    label.removeAttribute("tabindex");
    button.addEventListener("click", function () { box.click(); });
    box.addEventListener("change", tell);
    tell();
  }

  function nameOf(selector) {
    var named = document.querySelector(selector);
    return named ? named.getAttribute("aria-label") : "";
  }

  function makeButtons() {
    document.querySelectorAll(".md-header__button[for], .md-search__icon[for], .md-nav__link[for], " +
      ".md-nav--primary .md-nav .md-nav__title[for]").forEach(function (label) {
      if (label.closest("[data-md-component=palette]")) return;
      makeButton(label, nameOf(label.htmlFor === "__search" ? ".md-search__input" : ".md-nav--primary"));
    });
  }

  function focusable(place) {
    return Array.from(place.querySelectorAll("a[href], button")).find(function (element) {
      return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.offsetParent;
    });
  }

  function focusLost(place) {
    return document.activeElement === document.body || place.contains(document.activeElement);
  }

  /* While the drawer is open there is nothing behind it; closed, it gives the focus back. */
  function followDrawer(open) {
    var drawer = document.querySelector(".md-sidebar--primary"), first;
    document.querySelectorAll(".md-header, .md-tabs, .md-content, .md-sidebar--secondary, .md-footer, .md-top, .md-skip")
      .forEach(function (part) { part.inert = open; });
    if (open && (first = focusable(drawer))) first.focus();
    else if (focusLost(drawer)) document.querySelector(".md-header__button[for=__drawer] button").focus();
  }

  /* A level of the drawer covers the one above it. */
  function followLevel(box) {
    var level = box.parentNode.querySelector(box.checked ? ".md-nav__title button" : ".md-nav__link button");
    if (level) level.focus();
  }

  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.id === "__search" && !box.checked && PHONE.matches && focusLost(document.querySelector(".md-search"))) {
      document.querySelector(".md-header__button[for=__search] button").focus();
    }
    if (!NARROW.matches) return;
    if (box.id === "__drawer") followDrawer(box.checked);
    else if (box.classList.contains("md-nav__toggle")) followLevel(box);
  });

  /* Escape closes what lies over the page: the drawer, and the theme's hints. It closes the search by itself. */
  document.addEventListener("keydown", function (event) {
    var drawer = document.getElementById("__drawer");
    if (event.key !== "Escape") return;
    document.querySelectorAll(".md-tooltip2--active").forEach(function (hint) {
      hint.classList.remove("md-tooltip2--active");
    });
    if (drawer.checked) drawer.click();
  });

  /* The theme shows the button behind the scheme that holds, and leaves its radio button unchecked. */
  function checkScheme() {
    var button = document.querySelector("[data-md-component=palette] label:not([hidden])");
    if (button) button.previousElementSibling.checked = true;
  }

  /* The theme makes the box of each copy button a landmark of its own. */
  function quietCode() {
    document.querySelectorAll("nav.md-code__nav:not([role])").forEach(function (box) { box.setAttribute("role", "none"); });
  }

  var wasNarrow = NARROW.matches;
  addEventListener("resize", function () {
    var drawer = document.getElementById("__drawer");
    makeScrollable();
    if (wasNarrow && !NARROW.matches && drawer.checked) {
      drawer.click();
      followDrawer(false);
    }
    wasNarrow = NARROW.matches;
  });
  document.addEventListener("toggle", makeScrollable, true); /* what is folded has no width */
  new MutationObserver(quietCode).observe(document.body, { childList: true, subtree: true });

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

  /* The TeX of the formulas stands beside the page (src/site_build/lighten.py), for few ask for it: it comes when someone
     selects text or turns to a formula. In a preview of `make serve` it stands in the page. */
  var beside = "";
  window.siteWithTex = function (then) {
    var article = document.querySelector("article"), formulas = document.querySelectorAll("article mjx-container");
    if (!formulas.length || "tex" in formulas[0].dataset) return then();
    article.tex = article.tex || new Promise(function (done) {
      load(beside, function () {
        if (siteTexBeside.length === formulas.length) {
          formulas.forEach(function (formula, i) { formula.dataset.tex = siteTexBeside[i]; });
        }
        done();
      }, function () { article.tex = null; done(); });
    });
    article.tex.then(then);
  };

  /* The TeX of a formula, to be pasted anywhere: without its label, and with the site's units as TeX knows them. Where
     it is not to be had, the characters of the formula. */
  window.siteTex = function (formula) {
    if (!("tex" in formula.dataset)) return formula.querySelector("math").textContent;
    return formula.dataset.tex.replace(/\s*\\label\s*\{[^{}]*\}/g, "").replace(/\\(nat|bit|hart)(?![a-zA-Z])/g, "\\mathrm{$1}");
  };

  document.addEventListener("selectionchange", function () {
    if (!document.getSelection().isCollapsed) siteWithTex(function () {});
  });

  /* A drawn formula is no text: whoever copies a passage gets its TeX; who was faster than the network, a moment later. */
  var late = false;
  document.addEventListener("copy", function (event) {
    var selection = document.getSelection(), article = document.querySelector("article");
    if (selection.isCollapsed || !article || !selection.containsNode(article, true)) return;
    var passage = document.createElement("div"), formulas;
    for (var i = 0; i < selection.rangeCount; i++) passage.append(selection.getRangeAt(i).cloneContents());
    formulas = passage.querySelectorAll("mjx-container");
    if (!formulas.length) return;
    event.preventDefault();
    if (!late && !("tex" in formulas[0].dataset)) {
      siteWithTex(function () { late = true; document.execCommand("copy"); late = false; });
      return;
    }
    formulas.forEach(function (formula) {
      var mark = !("tex" in formula.dataset) ? "" : formula.hasAttribute("display") ? "$$" : "$";
      formula.replaceWith(mark + siteTex(formula) + mark);
    });
    passage.querySelectorAll(".headerlink, .formula-tools, script, style").forEach(function (part) { part.remove(); });
    passage.className = "site-copied";
    document.body.append(passage); /* innerText knows lines only of what is laid out */
    event.clipboardData.setData("text/plain", passage.innerText);
    passage.remove();
  });

  /* References, numbered statements and formulas: what can be done with them is loaded when someone comes near. */
  function comeNear(event) {
    if (!(event.target instanceof Element) || !event.target.closest("a.ref, .formula, .admonition-title, h2[id], h3[id], h4[id], a.report")) return;
    document.removeEventListener("pointerover", comeNear);
    document.removeEventListener("focusin", comeNear);
    siteWithTex(function () {});
    load(own.replace("site.js", "references.js"), function () {
      siteReferences(event);
    });
  }
  document.addEventListener("pointerover", comeNear);
  document.addEventListener("focusin", comeNear);

  /* What is folded is printed. Browsers of late do that by themselves (site.css). */
  addEventListener("beforeprint", function () {
    document.querySelectorAll("article details:not([open]):not(.checks)").forEach(function (part) {
      part.open = true;
      part.dataset.closed = "";
    });
  });
  addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-closed]").forEach(function (part) {
      part.open = false;
      delete part.dataset.closed;
    });
  });

  /* The theme keeps a colour for the browser's frame that follows its own switch; those that follow the system go. */
  function useThemeColour() {
    document.querySelectorAll("meta[name=theme-color][media]").forEach(function (meta) { meta.remove(); });
  }

  nameSearch();
  document$.subscribe(function () {
    useThemeColour();
    beside = location.href.replace(/[?#].*/, "").replace(/[^/]*$/, "tex.js");
    updateLanguageLink();
    makeButtons();
    checkScheme();
    makeScrollable();
    setUpChecks();
    setUpDemo();
  });
})();
