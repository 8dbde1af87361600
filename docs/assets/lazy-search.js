/* Search costs nothing until it is used.

   The theme starts its search worker and requests the whole search index when a page loads. Both are held
   back here until the reader turns to search: by the button, the field, a shortcut, or an address with a query.
   The other half is search-worker.js, which loads the theme's worker with the first message.

   Two more things that the theme leaves to be done: a query reaches it only by a key that is released, and
   it has nothing to offer when nothing is found. The words for that come with this script's element.

   Another request of the theme is seen to as well: instant navigation knows pages by the addresses of the sitemap,
   which are those that the site was built for. Where it stands elsewhere, the sitemap is read as if it had been built
   for that place. */
(function () {
  "use strict";
  var element = document.currentScript;
  var words = element.dataset;
  var root = new URL("../", element.src).href;
  var wanted = /[?&](q|h)=/.test(location.search);
  var held = [];
  var send = XMLHttpRequest.prototype.send;
  var open = XMLHttpRequest.prototype.open;

  var here = new URL("../", root).href;

  function move(event) {
    var text = event.target.responseText.split(words.site).join(here);
    Object.defineProperty(event.target, "response", { value: new Blob([text], { type: "text/xml" }) });
  }

  XMLHttpRequest.prototype.open = function (method, url) {
    this.isSearchIndex = /\/search\/search_index\.json$/.test(String(url));
    this.isMoved = here !== words.site && /\/sitemap\.xml$/.test(String(url));
    if (this.isMoved) this.addEventListener("load", move); /* before the theme listens */
    return open.apply(this, arguments);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (this.isMoved) this.responseType = "text";
    if (this.isSearchIndex && !wanted) held.push(this);
    else send.call(this, body);
  };

  /* Opened as a file, a page may load neither worker nor index: it says so in the place of the field. */
  if (location.protocol === "file:") {
    var field = document.querySelector(".md-search"), note = document.createElement("p");
    note.className = "search-absent";
    note.textContent = words.noSearch;
    if (field) field.replaceWith(note);
  }

  // Stands in for a worker: it takes what is sent to it, and passes on what the worker says once that has started.
  var Native = window.Worker;
  var starting = [];
  window.Worker = function (url, options) {
    var address = new URL(url, location.href), standIn = new EventTarget(), messages = [], worker;
    standIn.postMessage = function (message) {
      if (worker) worker.postMessage(message);
      else messages.push(message);
    };
    function start() {
      worker = new Native(address, options);
      worker.onmessage = function (event) {
        standIn.dispatchEvent(new MessageEvent("message", { data: event.data }));
      };
      messages.forEach(function (message) { worker.postMessage(message); });
    }
    if (wanted) start();
    else starting.push(start);
    return standIn;
  };

  function want() {
    if (wanted) return;
    wanted = true;
    starting.splice(0).forEach(function (start) { start(); });
    held.splice(0).forEach(function (request) { send.call(request); });
  }

  function isSearch(target) {
    return target instanceof Element && Boolean(target.closest("[for=__search], .md-search, #__search"));
  }
  ["pointerover", "focusin", "touchstart", "change"].forEach(function (type) {
    document.addEventListener(type, function (event) {
      if (isSearch(event.target)) want();
    }, { passive: true });
  });

  // The theme opens search a moment after its field has the focus, and not at all when in that moment the focus has
  // gone and come: a shortcut typed at once after Escape would leave a field without its results.
  document.addEventListener("focusin", function (event) {
    var box = document.getElementById("__search");
    if (isField(event.target) && !box.checked) box.click();
  });

  // ── What is typed ────────────────────────────────────────────────────────────

  // Pinyin that an input method still composes is no query: it would flash results of Latin letters. Keyboards of
  // touch screens compose plain English words as well, so there what stands in the field counts.
  var touch = window.matchMedia("(pointer: coarse)").matches;

  function isField(target) {
    return target instanceof Element && target.matches(".md-search__input");
  }
  document.addEventListener("keyup", function (event) {
    if (isField(event.target) && !touch && event.isComposing) event.stopImmediatePropagation();
  }, true);
  // Pasting by mouse, dictation, choosing a candidate: no key of theirs is released in the field.
  ["input", "compositionend"].forEach(function (type) {
    document.addEventListener(type, function (event) {
      if (isField(event.target) && (touch || !event.isComposing)) event.target.dispatchEvent(new Event("keyup"));
    });
  });

  // The Enter key leads to the best result; before the theme listens, it would load the page anew.
  document.addEventListener("submit", function (event) {
    if (event.target.matches(".md-search__form")) event.preventDefault();
  });

  // ── Nothing found ────────────────────────────────────────────────────────────

  function link(address, title, text) {
    var item = document.createElement("li");
    item.className = "search-advice";
    item.innerHTML = "<a class='md-search-result__link' tabindex='-1'><article class='md-search-result__article " +
      "md-typeset'><h2></h2><p></p></article></a>";
    item.querySelector("a").href = root + address;
    item.querySelector("h2").textContent = title;
    item.querySelector("p").textContent = text;
    return item;
  }

  function help(list) {
    var advice = document.createElement("li");
    advice.className = "search-advice search-advice--text";
    advice.textContent = words.advice;
    list.append(advice, link("reference/glossary/", words.glossary, words.glossaryText));
    list.append(link("#contents", words.contents, words.contentsText));
  }

  document.addEventListener("DOMContentLoaded", function () {
    var meta = document.querySelector(".md-search-result__meta");
    var list = document.querySelector(".md-search-result__list");
    if (!meta || !list) return;
    var none = JSON.parse(document.getElementById("__config").textContent).translations["search.result.none"];
    new MutationObserver(function () {
      if (meta.textContent === none && !list.children.length) help(list);
    }).observe(meta, { childList: true });
  });
})();
