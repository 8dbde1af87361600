/* In front of the theme's search worker, which is loaded with the first message.

   What is typed is first looked up in a table of names that the build has written into the index's configuration: a
   name leads to the place that defines it, in either language and script, before anything else. The theme's engine
   searches the text. The query is rewritten for it: names become those that the pages use, and its segmenter overlooks
   the last Han character of a run, nor does it reduce English words to their stems.

   The build gives this file the name of the theme's worker and writes that one's new name below. It runs in browsers
   that are some years old: no lookbehind. */
"use strict";

// A Han character that stands in no text: a word with it at its end is found whole by the segmenter,
// which then drops it.
const PAD = "\u2fd5";
const HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff";
const HAN_RUN = new RegExp(`[${HAN}]+`, "g");
// What a text is made of: Han characters one by one, numbers, words.
const ATOM = new RegExp(`[${HAN}]|[0-9]+(?:[.,][0-9]+)*|[a-z0-9_\u00c0-\u024f\u0370-\u03ff]+`, "g");
const TOKEN = new RegExp(`[${HAN}]+|[0-9]+(?:[.,][0-9]+)*|[a-z0-9_\u00c0-\u024f\u0370-\u03ff\u2032]+`, "g");
const NUMBER = /^[-\u2212+≈~ ]*[0-9][0-9.,]*[ %]*$/;
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

// TeX: Greek letters by name; commands that only change how something looks.
const GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma " +
  "tau upsilon phi chi psi omega").split(" ");
const LOOKS = new Set(("mathrm mathbf mathsf mathcal mathbb operatorname text textrm left right big bigl bigr Big Bigl " +
  "Bigr mid middle vert Vert parallel lvert rvert quad qquad hat frac dfrac tfrac cdot times").split(" "));

// What a question is made of beside its subject.
const ASKING = new Set(("a an and are between by definition define difference do does explained explain for formula how in " +
  "is mean meaning means of on or proof the to versus vs what when why with 的 了 是 和 与 及 或 在 有 吗 呢 之 什么 " +
  "什么是 是什么 怎么 怎样 如何 为什么 为何 一个 定义 公式 意思 含义 意义 概念 解释 介绍 之间").split(" "));
const ASKING_HAN = /什么是|是什么|是甚么|为什么|怎么[算求]?|怎样|如何|的|吗|呢|定义|公式|意思|含义|概念|解释|介绍/g;

// The theme's kinds of messages.
const SETUP = 0;
const READY = 1;
const QUERY = 2;
const RESULT = 3;

/* Kinds of names, in the order in which they are offered. */
const TERM = 0;
const PLACE = 1;
const PAGE = 2;
const FUNCTION = 3;

// The engine reads the texts in one go, a second or more in which nothing is answered. So it begins when the reader
// pauses: after the setup, or after a key. In milliseconds.
const SETTLED = 700;
const PAUSE = 200;

// How many places are offered while a name is being typed.
const OFFERED = 3;

let state = "new"; // "waiting" for the theme's engine to read the index, then "ready"
let asked = "";
let held = null; // the setup message, until the engine is given it
let timer = 0;
let segmented = new Set(); // the words that the build's segmenter has set apart
let longest = 1;
let simplified = new Map();
let regional = [];
let byKey = new Map();
let keys = [];
let docs = new Map();
let translations = new Map(); // names that the pages do not use, by stems, and the name that they use
let longestName = 1;

// ── What is typed, in one spelling ──────────────────────────────────────────

/** One spelling of a text: width, case, script, region; TeX as letters. */
function spelt(text) {
  let plain = text.normalize("NFKC").replace(UNSEEN, "").replace(/\\([A-Za-z]+)/g, (_, command) => {
    const name = command.replace(/^var(?!sigma)/, "");
    const letter = GREEK.indexOf(name.toLowerCase());
    if (letter >= 0) return String.fromCharCode(0x3b1 + letter);
    return LOOKS.has(command) ? " " : ` ${command} `;
  });
  plain = plain.replace(/_\s*\{\s*/g, "_").toLowerCase().replace(/ς/g, "σ").replace(/['\u2018\u2019]s?(?![a-z])/g, "");
  plain = Array.from(plain, (sign) => simplified.get(sign) || sign).join("");
  for (const [theirs, ours] of regional) plain = plain.split(theirs).join(ours);
  return plain;
}

/** American spelling: optimization → optimisation. */
function british(word) {
  return word.replace(/^([a-z]{3,})iz(?=[aei])/, "$1is");
}

function stem(spelling) {
  const word = british(spelling);
  return /^[a-z]{4,}$/.test(word) ? self.lunr.stemmer(new self.lunr.Token(word)).toString() : word;
}

/** What a text is made of; a sign by itself is itself. */
function atoms(plain) {
  return plain.match(ATOM) || (plain.trim() ? [plain.trim()] : []);
}

/** The keys of a text, from the strictest on: as typed, in its stems, without underscores. */
function keysOf(plain) {
  const parts = atoms(plain);
  const stems = parts.map(stem).join("");
  return [parts.join(""), stems, stems.replace(/_/g, ""), parts.join("").replace(/_/g, "")];
}

/** A question's subject: what is entropy, 熵的定义 → entropy, 熵. */
function subject(plain) {
  const words = plain.replace(ASKING_HAN, " ").match(TOKEN) || [];
  return words.filter((word) => !ASKING.has(word)).join(" ");
}

// ── The table of names ──────────────────────────────────────────────────────

function addName(name, entry) {
  const [typed, ...reduced] = keysOf(spelt(name));
  if (!typed) return;
  keys.push([typed, entry]);
  for (const key of new Set([typed, ...reduced])) {
    if (!byKey.has(key)) byKey.set(key, []);
    byKey.get(key).push({ entry, exact: key === typed });
  }
}

function learnNames(config) {
  regional = Object.entries(config.words || {});
  const pairs = Array.from(config.traditional || "");
  for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]);
  for (const place of config.places || []) {
    const entry = { ...place, kind: place.own ? TERM : PLACE };
    for (const name of place.names) {
      addName(name, entry);
      longestName = Math.max(longestName, atoms(spelt(name)).length);
    }
    const own = place.names.slice(0, place.own || 0);
    // Of maximum likelihood estimation, maximum likelihood is what pages say most.
    const shortest = own.reduce((short, name) => (short.includes(name) ? name : short), own[0]);
    for (const name of own.length ? place.names.slice(place.own) : [])
      translations.set(atoms(spelt(name)).map(stem).join(" "), shortest);
  }
  for (const doc of docs.values()) {
    const title = bare(doc.title);
    if (!doc.location.includes("#")) addName(title, { at: doc.location, title, kind: PAGE });
    else if (doc.location.includes("/#crossentropy.")) addName(title, { at: doc.location, title, kind: FUNCTION });
  }
  keys.sort(([one], [other]) => one.length - other.length || (one < other ? -1 : 1));
}

function bare(text) {
  return text.replace(/<[^>]*>|\u200b/g, "");
}

/** The places that a query names, best first: exactly, by its stems, by its subject; else what it is the beginning of. */
function named(query) {
  const plain = spelt(query);
  const typed = keysOf(plain);
  if (!typed[0]) return [];
  const asking = keysOf(subject(plain));
  const underscore = plain.includes("_");
  const found = new Map();
  for (const [tier, key] of [...typed, ...asking].entries())
    for (const { entry, exact } of byKey.get(key) || []) {
      const kind = underscore && entry.kind === FUNCTION ? -1 : entry.kind;
      const rank = (tier < typed.length ? 0 : 100) + (exact && tier % typed.length === 0 ? 0 : 10) + kind;
      if (!found.has(entry.at) || found.get(entry.at).rank > rank) found.set(entry.at, { entry, rank });
    }
  if (found.size) return [...found.values()].sort((one, other) => one.rank - other.rank).map(({ entry }) => entry);
  const begins = new RegExp(`^([${HAN}]|[^${HAN}]{3})`).test(typed[0]) && /[^0-9.,]/.test(typed[0]);
  if (!begins) return [];
  const places = new Map();
  for (const [key, entry] of keys)
    if (entry.kind < FUNCTION && key.startsWith(typed[0]) && !places.has(entry.at)) places.set(entry.at, entry);
  return [...places.values()].slice(0, OFFERED);
}

// ── The query for the theme's engine ────────────────────────────────────────

function learnWords() {
  for (const doc of docs.values())
    for (const word of `${doc.title} ${doc.text}`.match(HAN_RUN) || []) {
      segmented.add(word);
      longest = Math.max(longest, word.length);
    }
}

/** Cuts a run into known words, longest first; what is not known stays as it was typed. */
function cut(run) {
  const parts = [];
  for (let start = 0; start < run.length;) {
    let length = Math.min(longest, run.length - start);
    while (length > 0 && !segmented.has(run.slice(start, start + length))) length--;
    if (length === 0) {
      parts.push(run.slice(start));
      break;
    }
    parts.push(run.slice(start, start + length) + PAD);
    start += length;
  }
  return parts;
}

/** What a word has in common with its stem: gradients → gradient, entropy → entrop. */
function common(spelling) {
  const word = british(spelling);
  const reduced = stem(word);
  let length = 0;
  while (length < reduced.length && word[length] === reduced[length]) length++;
  const prefix = word.slice(0, length).replace(/i$/, "");
  return prefix.length >= 4 ? prefix : word;
}

/** Names that the pages do not use become those that they use, the longest first. */
function translated(plain) {
  const found = [];
  const pattern = new RegExp(ATOM.source, "g");
  for (let match; (match = pattern.exec(plain));)
    found.push({ stem: stem(match[0]), start: match.index, end: pattern.lastIndex });
  let text = "";
  let copied = 0;
  for (let i = 0; i < found.length;) {
    let length = Math.min(longestName, found.length - i);
    const name = () => found.slice(i, i + length).map((part) => part.stem).join(" ");
    while (length > 0 && !translations.has(name())) length--;
    // One Han character or letter is a name only by itself: 熵, z.
    if (length === 1 && found.length > 1 && name().length < 3) length = 0;
    if (length > 0) {
      text += `${plain.slice(copied, found[i].start)} ${translations.get(name())} `;
      copied = found[i + length - 1].end;
    }
    i += length || 1;
  }
  return text + plain.slice(copied);
}

function rewritten(query) {
  const words = [];
  for (const token of spelt(translated(spelt(query))).match(TOKEN) || []) {
    if (token.match(HAN_RUN)) words.push(...cut(token));
    // A letter by itself is no beginning of a word: what the engine is told a weight of, it takes as it is.
    else words.push(/^[a-z]$/.test(token) ? `${token}^1` : token.length > 4 ? common(token) : token);
  }
  const telling = words.filter((word) => !ASKING.has(word.replace(PAD, "").replace(/\^1$/, "")));
  return [...new Set(telling.length ? telling : words)].join(" ");
}

// ── Results ─────────────────────────────────────────────────────────────────

/** The results with the places that the query names before all others. */
function ordered(items, places) {
  const groups = new Map(preferring(items).map((item) => [pageOf(item), item]));
  const top = Math.max(1, ...items.map((item) => item[0].score));
  const first = new Map();
  places.forEach((place, index) => {
    const page = place.at.split("#")[0];
    const article = docs.get(page);
    if (!article) return;
    const group = first.get(page) || groups.get(page) || [{ ...plainDoc(article), score: 0 }];
    groups.delete(page);
    first.set(page, withPlace(group, place, 2 * top + places.length - index));
  });
  return [...first.values(), ...groups.values()].map((item) => item.map(shown));
}

function pageOf(item) {
  return item[0].location.split("#")[0];
}

/** The results with pages that define a term of the query before those that mention it as often. */
function preferring(items) {
  const parts = atoms(spelt(asked)).map(stem);
  const defined = new Set();
  for (let i = 0; i < parts.length;) {
    let length = Math.min(longestName, parts.length - i);
    const entries = () => (byKey.get(parts.slice(i, i + length).join("")) || []).filter(({ entry }) => entry.kind === TERM);
    while (length > 0 && !entries().length) length--;
    if (length > 0) for (const { entry } of entries()) defined.add(entry.at.split("#")[0]);
    i += length || 1;
  }
  // A number is looked up in the index of numbers, and a word is not.
  const share = NUMBER.test(asked) ? 1000 : 0.001;
  const weight = (item) =>
    item[0].score * (defined.has(pageOf(item)) ? 2 : 1) * (pageOf(item).startsWith("reference/numbers/") ? share : 1);
  return [...items].sort((one, other) => weight(other) - weight(one));
}

/** A page's results with a place on it before them. */
function withPlace(group, place, score) {
  const known = group.find((doc) => doc.location === place.at) || docs.get(place.at);
  const doc = known ? plainDoc(known) : { location: place.at, title: place.title, text: "", terms: {} };
  if (place.kind === TERM) doc.text = place.text;
  else if (place.kind === PLACE || !known || !known.score) doc.text = opening(doc.text);
  // The Enter key takes the highest score; a page by whose own title one has asked is what is meant, not a section.
  const title = docs.get(place.at.split("#")[0]).title;
  const isTitle = keysOf(spelt(bare(title)))[1] === keysOf(spelt(asked))[1];
  const others = group.filter((other) => other.location !== place.at);
  if (isTitle)
    for (const other of others) if (!other.location.includes("#")) other.score = Math.max(other.score, score + 1);
  return others.length && others[0].score > score && others[0].location.includes("#")
    ? [others[0], { ...doc, score }, ...others.slice(1)]
    : [{ ...doc, score }, ...others];
}

function plainDoc({ location, title, text, terms, score }) {
  return { location, title, text, terms: terms || {}, score: score || 0 };
}

/** The first paragraph of a text, cut where it grows long. */
function opening(text) {
  const paragraph = /<p>(.*?)<\/p>/.exec(text);
  return paragraph ? `<p>${paragraph[1]}</p>` : "";
}

/** A result as readers see it: without the marks between words, and with whole words where one is missing. */
function shown(doc) {
  const whole = new Map((spelt(asked).match(TOKEN) || []).map((word) => [common(word), word]));
  const terms = {};
  for (const [term, isFound] of Object.entries(doc.terms || {})) {
    const word = term.replace(PAD, "");
    terms[isFound ? word : whole.get(word) || word] = isFound;
  }
  return { ...doc, terms, title: doc.title.replace(/\u200b/g, ""), text: doc.text.replace(/\u200b/g, "") };
}

// ── Messages ────────────────────────────────────────────────────────────────

const post = self.postMessage.bind(self);

function hand(data) {
  dispatchEvent(new MessageEvent("message", { data }));
}

self.postMessage = (message) => {
  if (message.type === READY) {
    state = "ready";
    hand({ type: QUERY, data: rewritten(asked) });
  } else if (message.type === RESULT) {
    post({ ...message, data: { ...message.data, items: ordered(message.data.items, named(asked)) } });
  } else post(message);
};

/** Reads the names, says that queries may come, and lets the engine read the texts, which takes a while. */
function setUp(message) {
  importScripts("THEME_WORKER");
  docs = new Map(message.data.docs.map((doc) => [doc.location, doc]));
  learnNames(message.data.config);
  held = message;
  state = "waiting";
  post({ type: READY });
  timer = setTimeout(read, SETTLED);
}

function read() {
  if (!held) return;
  learnWords();
  hand(held);
  held = null;
}

addEventListener("message", (event) => {
  const message = event.data;
  if (!event.isTrusted) return; // ours, on its way to the theme's worker
  event.stopImmediatePropagation();
  if (message.type === SETUP) setUp(message);
  else if (message.type !== QUERY) hand(message);
  else {
    asked = message.data;
    if (state === "ready") hand({ ...message, data: rewritten(asked) });
    else if (asked.trim()) {
      const items = ordered([], named(asked));
      if (items.length) post({ type: RESULT, data: { items } });
      clearTimeout(timer);
      timer = setTimeout(read, PAUSE);
    }
  }
});
