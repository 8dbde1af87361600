/* Shows what was checked on a page: marks in the text, and a list at the end of each section.
   assets/site.js loads this when a reader first turns the switch; the data stand in checks.json beside the page
   (see src/site_build/evidence.py). The lists are the way in for keyboard and screen reader; what appears over a
   mark says the same, for mouse, touch, and formulas that can be focused. */
window.siteEvidence = (function () {
  "use strict";

  /* As in proofread.rendered: what is not the author's text has no numerals to account for. */
  var SKIPPED = "pre, script, style, template, .headerlink, .doc-contents, .doc-object, .site-contents, " +
    ".build-made, .checks, .checks-switch";
  var HEADING = /^H[1-6]$/;
  var NUMERAL = /\d+(?:,\d{3})*(?:\.\d+)*/g;

  function turn(button) {
    var article = button.closest("article");
    var on = button.getAttribute("aria-checked") === "true";
    hide();
    article.classList.toggle("checks-shown", on);
    if (!on || article.evidence) return;
    article.evidence = true;
    addStyle(button.dataset.assets + "/evidence.css");
    fetch(button.dataset.checks).then(function (response) {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    }).then(function (data) {
      return new Promise(siteWithTex).then(function () { install(article, data.sections); });
    }).catch(function () {
      article.evidence = false;
      button.setAttribute("aria-checked", "false");
      say(button, button.dataset.failed);
    });
  }

  function addStyle(address) {
    if (document.querySelector("link[data-evidence]")) return;
    var link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(address, location.href).href; // the page's address changes under instant navigation
    link.dataset.evidence = "";
    document.head.appendChild(link);
  }

  function say(button, text) {
    var note = document.createElement("p");
    note.className = "checks-failed";
    note.setAttribute("role", "alert");
    note.textContent = text;
    button.after(note);
    setTimeout(function () { note.remove(); }, 8000);
  }

  /* ── Finding the places ── */

  function install(article, sections) {
    var found = survey(article);
    sections.forEach(function (section) {
      section.items.forEach(function (item) {
        var places = found.places[key(section.heading, item.tex === undefined ? "n" : "f", item.tex || item.text)] || [];
        if (places.length === item.of) item.place = places[item.nth]; // else the page shows it differently: list only
        if (item.place && item.place.element) mark(item.place.element, item);
      });
      addList(article, section, found.headings[section.heading]);
    });
    wrapNumerals(sections);
  }

  function key(heading, kind, text) { return heading + kind + text; }

  /* All formulas and numerals of the text, by section, in the order of the page. */
  function survey(article) {
    var places = {}, headings = [];
    function add(kind, text, place) {
      var name = key(headings.length, kind, text);
      (places[name] = places[name] || []).push(place);
    }
    function numerals(text, node) {
      var match;
      NUMERAL.lastIndex = 0;
      while ((match = NUMERAL.exec(text))) {
        var before = text.slice(Math.max(0, match.index - 2), match.index);
        if (!/[A-Za-z_\d]$|[A-Za-z\d]\.$/.test(before)) {
          add("n", match[0], node ? { node: node, start: match.index, end: match.index + match[0].length } : {});
        }
      }
    }
    (function walk(parent) {
      parent.childNodes.forEach(function (node) {
        if (node.nodeType === Node.TEXT_NODE) numerals(node.data, node);
        if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) return;
        if (HEADING.test(node.tagName)) headings.push(node);
        if (node.tagName === "IMG") numerals(node.alt);
        if (node.localName === "svg") {
          node.querySelectorAll(":scope > title, :scope > desc:not(.build-made)").forEach(function (part) {
            numerals(part.textContent);
          });
        } else if (node.localName === "mjx-container") {
          add("f", (node.dataset.tex || "").replace(/\s+/g, ""), { element: node });
        } else {
          walk(node);
        }
      });
    })(article);
    return { places: places, headings: headings };
  }

  function mark(element, item) {
    element.classList.add("checked", "checked-" + item.state);
    element.checkedItem = item;
    item.shown = element;
  }

  /* From the last to the first of a text: what is split off lies behind. */
  function wrapNumerals(sections) {
    var items = [].concat.apply([], sections.map(function (section) { return section.items; }))
      .filter(function (item) { return item.place && item.place.node; });
    items.sort(function (a, b) { return b.place.start - a.place.start; });
    items.forEach(function (item) {
      var number = item.place.node.splitText(item.place.start);
      number.splitText(item.place.end - item.place.start);
      var span = document.createElement("span");
      number.replaceWith(span);
      span.appendChild(number);
      mark(span, item);
    });
  }

  /* ── The lists ── */

  function addList(article, section, next) {
    var details = document.createElement("details");
    details.className = "checks";
    details.appendChild(document.createElement("summary")).textContent = section.summary;
    details.addEventListener("toggle", function () {
      if (details.children.length === 1) fillList(details, section);
    });
    if (!next || next.parentNode !== article) {
      next = article.querySelector(":scope > .footnote, :scope > .md-source-file, :scope > .md-tags");
    }
    article.insertBefore(details, next);
  }

  function fillList(details, section) {
    var box = details.appendChild(document.createElement("div"));
    box.className = "checks-list";
    var list = box.appendChild(document.createElement("ol"));
    section.items.forEach(function (item) {
      var entry = list.appendChild(document.createElement("li"));
      entry.className = "checks-" + item.state;
      entry.appendChild(what(item));
      entry.appendChild(lines(item));
    });
    if (box.scrollWidth > box.clientWidth) { // the one box that scrolls is reached by keyboard
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", section.summary);
    }
  }

  /* What was checked: the formula as it stands on the page, or the number. */
  function what(item) {
    var holder = document.createElement("div");
    holder.className = "checks-what";
    if (item.tex === undefined) {
      holder.textContent = item.text;
    } else if (item.shown) {
      var formula = item.shown.cloneNode(true);
      ["id", "tabindex", "role", "aria-label"].forEach(function (name) { formula.removeAttribute(name); });
      formula.classList.remove("checked", "checked-" + item.state);
      holder.appendChild(formula);
    } else {
      holder.appendChild(document.createElement("code")).textContent = item.tex;
    }
    return holder;
  }

  /* One line each; what stands between backquotes is code. */
  function lines(item) {
    var list = document.createElement("ul");
    item.lines.forEach(function (line) {
      var entry = list.appendChild(document.createElement("li"));
      line.split("`").forEach(function (part, k) {
        if (k % 2) entry.appendChild(document.createElement("code")).textContent = part;
        else entry.append(part);
      });
    });
    return list;
  }

  /* ── Over a mark ── */

  var popover = null, shownFor = null, timer = 0;

  function show(element) {
    clearTimeout(timer);
    if (shownFor === element) return;
    hide();
    popover = document.createElement("div");
    popover.className = "checks-popover md-typeset checks-" + element.checkedItem.state;
    popover.appendChild(lines(element.checkedItem));
    popover.addEventListener("pointerenter", function () { clearTimeout(timer); });
    popover.addEventListener("pointerleave", hideSoon);
    document.body.appendChild(popover);
    shownFor = element;
    element.classList.add("checked-open");
    place(element.getClientRects()[0] || element.getBoundingClientRect());
  }

  /* Under the mark, or over it where there is no room below; on phones the style sheet puts it at the bottom. */
  function place(rect) {
    if (getComputedStyle(popover).position === "fixed") return;
    var width = document.documentElement.clientWidth, below = rect.bottom + 6;
    if (below + popover.offsetHeight > window.innerHeight && rect.top > popover.offsetHeight + 60) {
      below = rect.top - popover.offsetHeight - 6;
    }
    popover.style.top = below + window.scrollY + "px";
    popover.style.left = Math.max(8, Math.min(rect.left, width - popover.offsetWidth - 8)) + window.scrollX + "px";
  }

  function hide() {
    clearTimeout(timer);
    if (!popover) return;
    popover.remove();
    shownFor.classList.remove("checked-open");
    popover = shownFor = null;
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, 250);
  }

  function marked(event) {
    var element = event.target instanceof Element && event.target.closest(".checks-shown .checked");
    return element && element.checkedItem ? element : null;
  }

  document.addEventListener("pointerover", function (event) {
    var element = marked(event);
    if (!element || event.pointerType === "touch") return;
    clearTimeout(timer);
    timer = setTimeout(show, 120, element);
  });
  document.addEventListener("pointerout", function (event) {
    if (event.pointerType !== "touch" && marked(event)) hideSoon();
  });
  document.addEventListener("click", function (event) {
    var element = marked(event);
    if (element) show(element);
    else if (popover && !popover.contains(event.target)) hide();
  });
  document.addEventListener("focusin", function (event) {
    var element = marked(event);
    if (element) show(element);
    else hide();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
  });

  return { turn: turn };
})();
