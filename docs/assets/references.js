/* What readers do with statements and formulas: preview what a reference leads to, copy a permanent address, cite, copy TeX.
   site.js loads it when a pointer or the keyboard first comes near one of them. Nothing here is needed to read. */
(function () {
  "use strict";

  var WORDS = {
    zh: { cite: "引用", copy: "复制 TeX", copied: "已复制 TeX", address: "已复制固定链接：", failed: "浏览器不让复制" },
    en: { cite: "Cite", copy: "Copy TeX", copied: "TeX copied", address: "Permanent link copied: ", failed: "The browser does not let this page copy" }
  }[document.documentElement.lang === "zh" ? "zh" : "en"];

  /* ── Saying what was done, to the eye and to the ear ── */

  var status = document.createElement("div");
  status.className = "site-status";
  status.setAttribute("role", "status");
  document.body.append(status);
  var fading;

  function say(text) {
    status.textContent = text;
    status.classList.add("site-status--shown");
    clearTimeout(fading);
    fading = setTimeout(function () { status.classList.remove("site-status--shown"); status.textContent = ""; }, 3000);
  }

  function copy(text, said) {
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(function () { say(said); }, function () { say(WORDS.failed); });
    } else { /* a page that came over plain http */
      var field = document.createElement("textarea"), before = document.activeElement;
      field.className = "site-copied";
      field.value = text;
      document.body.append(field);
      field.select();
      say(document.execCommand("copy") ? said : WORDS.failed);
      field.remove();
      if (before) before.focus({ preventScroll: true });
    }
  }

  /* ── Formulas ── */

  /* A numbered formula has its button in the order of the tab key; others show theirs to a pointer only, for forty
     stops on a page would bar the way. Whoever selects a formula and copies gets TeX anyway (site.js). */
  function addButton(formula) {
    if (formula.querySelector(".copy-tex")) return;
    var tools = formula.querySelector(".formula-tools");
    if (!tools) {
      tools = document.createElement("span");
      tools.className = "formula-tools";
      formula.append(tools);
    }
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy-tex";
    button.textContent = "TeX";
    button.title = WORDS.copy;
    button.setAttribute("aria-label", WORDS.copy);
    if (!formula.id) button.tabIndex = -1;
    button.addEventListener("click", function () {
      siteWithTex(function () { copy(siteTex(formula.querySelector("mjx-container")), WORDS.copied); });
    });
    tools.append(button);
  }

  /* ── Permanent links ── */

  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest("a.headerlink[data-anchor]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    history.replaceState(history.state, "", "#" + link.dataset.anchor);
    copy(link.href, WORDS.address + link.href);
  }, true);

  /* ── Citations ── */

  /* Beside its permanent link: the place of a statement or formula on the page that says how to cite. A figure has the link below it. */
  function addCitation(place, id) {
    var own = document.querySelector(".cite-page a"), link = document.createElement("a");
    if (!own || place.querySelector(".cite")) return;
    link.className = "headerlink cite";
    link.href = own.getAttribute("href") + "#" + id;
    link.textContent = WORDS.cite;
    place.append(link);
  }

  function addCitations(target) {
    var title = target.closest(".admonition-title"), formula = target.closest(".formula[id]");
    if (target.closest(".preview")) return;
    if (title && title.parentElement.id) addCitation(title, title.parentElement.id);
    if (formula) addCitation(formula.querySelector(".formula-tools"), formula.id);
  }

  /* ── Reporting errors ── */

  /* The link at the end of the page leads to a form that is filled in with the page: the same, with a place on it. */
  function reportOf(own, place) {
    var address = new URL(own.href), filled = address.searchParams;
    if (!place || !filled.has("page")) return own.href; /* a list of issues, on a forge whose forms are not known */
    var title = (place.querySelector(".admonition-title") || place).cloneNode(true);
    title.querySelectorAll(".headerlink").forEach(function (link) { link.remove(); });
    title.querySelectorAll("mjx-container").forEach(function (formula) { formula.replaceWith("$" + siteTex(formula) + "$"); });
    filled.set("title", filled.get("title").replace(/(#\S*)?(?= \([a-z]+\)$)/, "#" + place.id));
    filled.set("page", filled.get("page").replace(/#.*|$/, "#" + place.id));
    filled.set("section", title.textContent.trim().slice(0, 150));
    return address.href;
  }

  /* At a heading or a statement; and the page's own link names what the address names. */
  function addReport(target) {
    var own = document.querySelector(".page-foot .report"), title = target.closest("h2, h3, h4, .admonition-title");
    if (!own) return;
    if (target === own) own.href = reportOf(own, location.hash && document.querySelector("article :target[id]"));
    var place = title && (title.id ? title : title.parentElement);
    if (!place || !place.id || title.querySelector(".report") || title.closest(".preview") || !title.closest("article")) return;
    var link = own.cloneNode(true);
    link.className = "headerlink report";
    link.href = reportOf(own, place);
    title.append(link);
  }

  /* ── Previews ── */

  var popover = null, opener = null, timer, pages = {};

  function close() {
    clearTimeout(timer);
    if (popover) popover.remove();
    popover = opener = null;
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  /* The document that a link leads to: this one, or one that is fetched once. */
  function load(address) {
    if (address === location.href.replace(/#.*/, "")) return Promise.resolve(document);
    pages[address] = pages[address] || fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    }).then(function (text) { return new DOMParser().parseFromString(text, "text/html"); });
    return pages[address];
  }

  /* A copy of what has the id: links lead where they did, and nothing in it can be addressed or focused by itself. */
  function picture(target, base) {
    var whole = target.closest("figure, .admonition, .formula") || target;
    var shown = (whole.contains(target) ? whole : target).cloneNode(true);
    shown.querySelectorAll(".headerlink, .formula-tools, .download, .checks, button").forEach(function (part) { part.remove(); });
    [shown].concat(Array.from(shown.querySelectorAll("*"))).forEach(function (part) {
      if (part.localName !== "clippath" && !part.closest("svg")) part.removeAttribute("id");
      part.removeAttribute("tabindex");
      if (part.localName === "a" && part.hasAttribute("href")) {
        part.href = new URL(part.getAttribute("href"), base).href;
        part.tabIndex = -1;
      }
    });
    return shown;
  }

  function open(link) {
    var address = link.href.replace(/#.*/, ""), id = decodeURIComponent(link.hash.slice(1));
    load(address).then(function (page) {
      var target = page.getElementById(id);
      if (!target || opener !== link) return;
      popover = document.createElement("div");
      popover.className = "md-typeset preview";
      popover.append(picture(target, address));
      popover.addEventListener("pointerenter", function () { clearTimeout(timer); });
      popover.addEventListener("pointerleave", function () { later(close, 200); });
      document.body.append(popover);
      place(link.getClientRects()[0]);
    }).catch(close); /* not to be had: the link still leads there */
  }

  function place(at) {
    var left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - popover.offsetWidth - 8));
    var above = at.bottom + popover.offsetHeight + 8 > innerHeight && at.top > innerHeight / 2;
    popover.style.left = left + scrollX + "px";
    popover.style.top = scrollY + (above ? at.top - popover.offsetHeight - 6 : at.bottom + 6) + "px";
  }

  function come(link, delay) {
    if (opener === link) return clearTimeout(timer);
    close();
    opener = link;
    later(function () { open(link); }, delay);
  }

  /* Whether the keyboard has brought the focus here; a browser that cannot tell has its preview too. */
  function byKeyboard(link) {
    try { return link.matches(":focus-visible"); } catch (error) { return true; }
  }

  function near(event) {
    if (!event || !(event.target instanceof Element)) return;
    var link = event.target.closest("a.ref"), formula = event.target.closest(".formula");
    if (formula && !formula.closest(".preview")) addButton(formula);
    addCitations(event.target);
    addReport(event.target);
    if (!link || link.closest(".preview")) return;
    if (event.type === "focusin" ? byKeyboard(link) : event.pointerType !== "touch") {
      come(link, event.type === "focusin" ? 0 : 150);
    }
  }

  function leave(event) {
    var link = event.target instanceof Element && event.target.closest("a.ref");
    if (link && link === opener) later(close, event.type === "focusout" ? 0 : 250);
  }

  document.addEventListener("pointerover", near);
  document.addEventListener("focusin", near);
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("click", function (event) {
    if (popover && !popover.contains(event.target)) close();
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
  document$.subscribe(close);

  window.siteReferences = near;
})();
