/* In front of the theme's search worker: it is loaded with the first message, and queries are
   rewritten, because the theme's segmenter overlooks the last Han character of a run and English
   words are not reduced to their stems. A page whose title is the query comes first.

   The build gives this file the name of the theme's worker and writes that one's new name below. */
"use strict";

// A Han character that stands in no text: a word with it at its end is found whole by the segmenter,
// which then drops it.
const PAD = "\u2fd5";
const HAN_RUN = /\p{sc=Han}+/gu;
const ENGLISH_WORD = /[A-Za-z]{5,}/g;
// A minus sign before a number would exclude what has that number; in the index it parts words.
const MINUS = /(?<=^|\s)[-\u2212](?=\d)/g;

// The theme's kinds of messages.
const SETUP = 0;
const QUERY = 2;
const RESULT = 3;

let loaded = false;
let asked = "";
let words = new Set();
let longest = 1;

/** Collects the words that the build's segmenter has set apart by zero-width spaces. */
function learn(docs) {
  for (const doc of docs)
    for (const word of `${doc.title} ${doc.text}`.match(HAN_RUN) || []) {
      words.add(word);
      longest = Math.max(longest, word.length);
    }
}

/** Cuts a run into known words, longest first; what is not known stays as it was typed. */
function cut(run) {
  const parts = [];
  for (let start = 0; start < run.length;) {
    let length = Math.min(longest, run.length - start);
    while (length > 0 && !words.has(run.slice(start, start + length))) length--;
    if (length === 0) {
      parts.push(run.slice(start));
      break;
    }
    parts.push(run.slice(start, start + length) + PAD);
    start += length;
  }
  return ` ${parts.join(" ")} `;
}

/** What a word has in common with its stem: gradients → gradient, entropy → entrop. */
function common(word) {
  const stem = self.lunr.stemmer(new self.lunr.Token(word.toLowerCase())).toString();
  let length = 0;
  while (length < stem.length && word[length].toLowerCase() === stem[length]) length++;
  const prefix = word.slice(0, length).replace(/i$/, "");
  return prefix.length >= 4 ? prefix : word;
}

/** What two spellings of one title have in common. */
function plain(text) {
  return text.replace(/<[^>]*>|\u200b/g, "").toLowerCase().replace(ENGLISH_WORD, common).trim();
}

/** Puts the page first whose title is what was typed: the theme may prefer one that says the word twice. */
function ordered(items) {
  const title = plain(asked);
  const isMeant = (item) => item.some((doc) => !doc.location.includes("#") && plain(doc.title) === title);
  return [...items.filter(isMeant), ...items.filter((item) => !isMeant(item))];
}

function rewrite(query) {
  return query.replace(MINUS, "").replace(HAN_RUN, cut).replace(ENGLISH_WORD, common).trim();
}

const post = self.postMessage.bind(self);
self.postMessage = (message) => {
  if (message.type === RESULT)
    message = { ...message, data: { ...message.data, items: ordered(message.data.items) } };
  post(message);
};

addEventListener("message", (event) => {
  const message = event.data;
  if (!event.isTrusted) return; // ours, on its way to the theme's worker
  event.stopImmediatePropagation();
  if (!loaded) {
    importScripts("THEME_WORKER");
    loaded = true;
  }
  let data = message;
  if (message.type === SETUP) learn(message.data.docs);
  if (message.type === QUERY) {
    asked = message.data;
    data = { ...message, data: rewrite(asked) };
  }
  dispatchEvent(new MessageEvent("message", { data }));
});
