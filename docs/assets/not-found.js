/* What a page that does not exist offers: the pages, or the statements, whose names are nearest to the address that was
   asked for, and a search for its words. The shared root's 404.html carries this text in itself, for it is shown at any
   depth; the languages' own load it. What there is to offer stands in the page as JSON (not_found.py). */
(function () {
  "use strict";

  var data = JSON.parse(document.getElementById("not-found").textContent);
  var AT_MOST = 3, NEAR = 0.5;

  /* ── Where this is ── */

  /* The path of the shared root: what the site was built for, unless it was moved below another one. */
  function siteRoot(path) {
    if (path.indexOf(data.prefix) === 0) return data.prefix;
    var found = /^(.*?\/)(?:zh|en|t)\//.exec(path);
    return found ? found[1] : "/";
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }

  /* A name as addresses have it: lower case, hyphens, no ending, nothing that a copied sentence left behind. */
  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[.,;:!?'")\]}>。，；：、）》”]+$/, "")
      .replace(/\.(html?|md|php|aspx?)$/, "").replace(/[\s_+]+/g, "-").replace(/-?\/+-?/g, "/")
      .replace(/(^|\/)index$/, "").replace(/^[-\/]+|[-\/]+$/g, "");
  }

  /* ── How near what was asked for is to a name: 1 for the same, 0 for nothing in common ── */

  function edits(a, b) {
    var row = [], left, above, i, j;
    for (j = 0; j <= b.length; j++) row[j] = j;
    for (i = 1; i <= a.length; i++) {
      left = i - 1;
      row[0] = i;
      for (j = 1; j <= b.length; j++) {
        above = row[j];
        row[j] = Math.min(above + 1, row[j - 1] + 1, left + (a[i - 1] === b[j - 1] ? 0 : 1));
        left = above;
      }
    }
    return row[b.length];
  }

  function words(name) {
    return name.split(/[^0-9a-z\u3400-\u9fff]+/).filter(Boolean);
  }

  function nearness(a, b) {
    if (!a || !b) return 0;
    if (a === b) return 1;
    var own = words(a), others = words(b), long = Math.max(a.length, b.length), short = Math.min(a.length, b.length);
    var common = own.filter(function (word) { return word.length > 1 && others.indexOf(word) >= 0; }).length;
    var within = short < 2 ? 0 : b.indexOf(a) >= 0 ? 0.7 + 0.25 * short / long : a.indexOf(b) >= 0 ? 0.5 + 0.4 * short / long : 0;
    return Math.max(1 - edits(a, b) / long, 0.9 * 2 * common / (own.length + others.length), within);
  }

  function nearnessOfPage(asked, page) {
    var parts = asked.split("/"), last = parts[parts.length - 1], path = plain(page[0]), name = path.replace(/.*\//, "");
    return Math.max(
      nearness(asked, path), 0.98 * nearness(last, name),
      0.95 * nearness(last, plain(page[1])), 0.95 * nearness(last, plain(page[2])),
      !folders[name] && parts.indexOf(name) >= 0 ? 0.8 : 0 /* something below the page */
    );
  }

  var folders = {};
  data.pages.forEach(function (page) { folders[page[0].split("/")[0]] = true; });

  function ordered(found) {
    var best = Math.max.apply(null, found.map(function (one) { return one.near; }));
    return found.filter(function (one) { return one.near >= Math.max(NEAR, best - 0.3); })
      .sort(function (a, b) { return b.near - a.near || a.order - b.order; }).slice(0, AT_MOST);
  }

  /* ── What is near: pages, and statements where an address or its place looks like one's id ── */

  var root = siteRoot(location.pathname), path = decoded(location.pathname.slice(root.length));
  var prefixed = /^(zh|cn|en)(?:[-_][a-z]+)?(?:\/|$)/i.exec(path);
  var lang = prefixed && (prefixed[1].toLowerCase() === "en" ? "en" : "zh");
  var asked = plain(prefixed ? path.slice(prefixed[0].length) : path), place = decoded(location.hash.slice(1));

  function nearPages() {
    return data.pages.map(function (page, order) {
      var near = nearnessOfPage(asked, page);
      return { near: near, order: order, title: { zh: page[1], en: page[2] }, address: function (lang) {
        return root + lang + "/" + page[0] + (near === 1 ? location.hash : "");
      } };
    });
  }

  function nearStatements(tags) {
    var last = asked.replace(/.*\//, "");
    return Object.keys(tags).map(function (name, order) {
      var tag = tags[name], title = {};
      ["zh", "en"].forEach(function (lang) {
        title[lang] = [data.kinds[lang][tag.kind] || name, tag.number, tag.title && tag.kind !== "figure" && tag.title[lang]]
          .filter(Boolean).join(" ");
      });
      return { near: name === place ? 1 : id || fromShortAddress ? nearness(last, name) : 0, order: order - 1e6, title: title, address: function (lang) {
        return root + (tag.address ? tag.address[lang] : "t/" + name + "/");
      } };
    });
  }

  /* ── Saying so, in the language of the address, else in both: the reader's own first ── */

  var sections = {};
  document.querySelectorAll("section[data-near]").forEach(function (section) { sections[section.lang] = section; });

  function readersLanguage() {
    var chosen = null;
    try { chosen = localStorage.getItem("lang"); } catch (error) { /* storage is off: the browser decides */ }
    var wanted = [chosen].concat(navigator.languages || []).map(function (one) { return String(one).slice(0, 2); });
    return wanted.filter(function (one) { return sections[one]; })[0];
  }

  function link(address, text) {
    var made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    return made;
  }

  function show(found) {
    Object.keys(sections).forEach(function (own) {
      if (lang && own !== lang && sections[lang]) return;
      var title = document.createElement("p"), list = document.createElement("ul"), search = document.createElement("p");
      title.textContent = sections[own].dataset.near;
      found.forEach(function (one) {
        var item = document.createElement("li");
        item.append(link(one.address(own), one.title[own]));
        list.append(item);
      });
      search.append(link(root + own + "/?q=" + encodeURIComponent(query), sections[own].dataset.search.replace("{}", query)));
      var made = document.createElement("div");
      made.append.apply(made, (found.length ? [title, list] : []).concat(query ? [search] : []));
      sections[own].querySelector(".nearest").replaceWith(made);
      made.className = "nearest";
    });
  }

  var id = /(?:^|\/)(?:def|thm|ex|exr|pit|eq|fig|prf)-([^\/]+)$/.exec(asked), fromShortAddress = /^t\/./.test(asked);
  var query = words(id ? id[1] : asked.replace(/.*\//, "")).join(" ");
  var first = sections[lang || readersLanguage()];
  if (first && first.parentNode.firstElementChild !== first) {
    first.parentNode.prepend(first);
    document.documentElement.lang = first.lang;
  }
  if (root !== data.prefix) document.querySelectorAll("section[data-near] a").forEach(function (one) {
    one.href = root + one.getAttribute("href").slice(data.prefix.length);
  });
  var pages = nearPages();
  show(ordered(pages));
  if (!id && !fromShortAddress && !place) return;
  fetch(root + "tags.json").then(function (answer) { return answer.json(); }).then(function (tags) {
    show(ordered(pages.concat(nearStatements(tags))));
  }).catch(function () { /* not to be had: what is shown stays */ });
})();
