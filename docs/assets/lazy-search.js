/* Search costs nothing until it is used.

   The theme requests the whole search index when a page loads. Its request is held back here until
   the reader turns to search: by the button, the field, a shortcut, or an address with a query.
   The other half is search-worker.js, which loads the theme's worker with the first message. */
(function () {
  "use strict";
  var wanted = /[?&](q|h)=/.test(location.search);
  var held = [];
  var send = XMLHttpRequest.prototype.send;
  var open = XMLHttpRequest.prototype.open;

  XMLHttpRequest.prototype.open = function (method, url) {
    this.isSearchIndex = /\/search\/search_index\.json$/.test(String(url));
    return open.apply(this, arguments);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (this.isSearchIndex && !wanted) held.push(this);
    else send.call(this, body);
  };

  function want() {
    if (wanted) return;
    wanted = true;
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
})();
