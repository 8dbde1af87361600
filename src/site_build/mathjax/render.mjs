// Renders TeX with MathJax for site_build.mathjax: one JSON request a line on stdin, one JSON answer a line on stdout.
//
//   node render.mjs LANGUAGE
//   {"op": "render", "formulas": [{"tex", "display", "label", "numbers"}]}
//       → {"results": [{"html", "mathml", "width", "usage", "glyphs"} or {"error"}]}
//   {"op": "css", "usage": {"chars", "delims", "kinds"}} → {"css"}
//   {"op": "leans", "characters"} → {"leans": {character: em}}
//
// A formula's answer depends on that formula alone (its label's number and those that it refers to come with it), so
// that the caller may keep it on disk. `usage` and `glyphs` say what it needs of the style sheet and of the fonts.

import fs from 'node:fs';
import readline from 'node:readline';

import { mathjax } from '@mathjax/src/js/mathjax.js';
import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import { SerializedMmlVisitor } from '@mathjax/src/js/core/MmlTree/SerializedMmlVisitor.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import { AbstractTags, Label, TagsFactory } from '@mathjax/src/js/input/tex/Tags.js';
import { CHTML } from '@mathjax/src/js/output/chtml.js';
import { ChtmlTextNode } from '@mathjax/src/js/output/chtml/Wrappers/TextNode.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import '@mathjax/src/js/input/tex/configmacros/ConfigMacrosConfiguration.js';
import '@mathjax/src/js/input/tex/textmacros/TextMacrosConfiguration.js';
import '@mathjax/src/js/util/asyncLoad/esm.js';
import { em } from '@mathjax/src/js/util/lengths.js';

const language = process.argv[2];
const macros = JSON.parse(fs.readFileSync(new URL('macros.json', import.meta.url), 'utf8'));
if (!(language in macros)) throw new Error(`render.mjs: no macros for the language '${language}' in macros.json`);

// The numbers by label that hold for the formula in hand.
let numbers = {};

// A number for every equation with a \label, and for no other, whatever its environment.
class LabelTags extends AbstractTags {
  getTag(force = false) {
    const tag = this.currentTag;
    if (!this.label || !(force || (tag.taggable && !tag.noTag))) return null;
    this.tag(numbers[this.label] ?? '?', false);
    return this.makeTag();
  }

  finalize(node, env) {
    if (!env.display || this.history.some((tag) => tag.taggable)) return node;
    const tag = this.getTag(true);
    return tag ? this.enTag(node, tag) : node;
  }
}

// Keeps the width of what it typesets, for the caller to tell which displays may need to scroll.
class MeasuringCHTML extends CHTML {
  processMath(wrapper, parent) {
    super.processMath(wrapper, parent);
    const fixed = this.adaptor.getStyle(parent, 'min-width');
    this.width = fixed ? parseFloat(fixed) : wrapper.getOuterBBox().w;
  }
}

// How far a letter leans out of its box, in em. Behind one that leans MathJax leaves room for that; so do the italic
// letters of our font (`leans`), but not its upright f, which stands in words as well.
const lean = (data) => data.ic ?? 0;
const LEAST_LEAN = 0.015;
const isItalic = (character) => character.codePointAt(0) >= 0x1d400;

// The spaces of formulas, by MathJax's names of them: characters of our font, and their widths in em.
const spaces = JSON.parse(fs.readFileSync(new URL('spaces.json', import.meta.url), 'utf8'));

// How a word takes its room, whether its font is there yet or not: so nothing moves when it comes. All in em, to a
// hundredth, which is less than a fifth of a pixel.
const hundredth = (length) => em(Math.round(length * 100) / 100).replace(/^0\./, '.');
const room = ({ width, height, lean, depth }) =>
  `width:${hundredth(width)};padding:${[height, lean, depth, ...(hundredth(lean) === '0' ? [] : [0])].map(hundredth).join(' ')}`;

// What a word's element was made of: { text, width, height, lean, depth }.
const made = new WeakMap();

function wordNode(measures, attributes) {
  const node = adaptor.node('mjx-word', { ...attributes, style: room(measures) }, [adaptor.text(measures.text)]);
  made.set(node, measures);
  return node;
}

// A word or a number is one element, as high and deep as MathJax would make it of an element a letter: half of a page's
// formulas are digits. MathJax measures the same width; for letters that lean out of their box it goes letter by letter.
class WordNode extends ChtmlTextNode {
  toCHTML(parents) {
    const chars = this.word();
    if (!chars) return super.toCHTML(parents);
    this.markUsed();
    const measures = {
      text: chars.map(({ character }) => character).join(''),
      width: chars.reduce((sum, { width }) => sum + width, 0),
      height: this.parent.getBBox().h,
      lean: lean(chars.at(-1).data),
      depth: Math.max(0, ...chars.map(({ depth }) => depth)),
    };
    this.adaptor.append(parents[0], wordNode(measures, chars[0].font ? { class: chars[0].font } : {}));
  }

  // Its characters, if there are several, of one font, with widths as the font has them.
  word() {
    const variant = this.parent.variant;
    if (variant === '-explicitFont') return null;
    const chars = this.remappedText(this.node.getText(), variant).map((code) => {
      const [, depth, width, data] = this.getVariantChar(variant, code);
      const font = data.ff || (data.f ? `${this.font.cssFontPrefix}-${data.f}` : '');
      // A space that is one of the text font's: the fonts' plain space is MathJax's strut.
      const character = code === 0x20 && !font ? '\u00a0' : data.c || String.fromCodePoint(code);
      return { depth, width, data, font, character };
    });
    const plain = ({ data, font, character }) =>
      !data.unknown && !data.oc && !data.cmb && font === chars[0].font && character !== ' ';
    return chars.length > 1 && chars.every(plain) ? chars : null;
  }
}

const UNHEARD = new Set([
  ...['columnalign', 'columnspacing', 'displaystyle', 'indentshift', 'lspace', 'maxsize', 'minsize', 'movablelimits'],
  ...['rowspacing', 'rspace', 'scriptlevel', 'stretchy'],
]);

// MathML for a screen reader: what is said, without the equation number (the caller names the whole box with it).
class AssistiveVisitor extends SerializedMmlVisitor {
  visitTree(node) {
    return this.visitNode(node, '').replace(/\n\s*/g, '');
  }

  quoteHTML(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  }

  // Without MathJax's hints to its renderer, the namespace that HTML does not need, and what only the eye would notice. The number of an equation that
  // is referred to is no number of the formula: it carries the class of all that the build puts in.
  getAttributeList(node) {
    const attributes = Object.entries(super.getAttributeList(node));
    const kept = attributes.filter(([name]) => name !== 'xmlns' && !name.startsWith('data-') && !UNHEARD.has(name));
    if (node.getProperty('reference')) kept.push(['class', 'build-made']);
    return Object.fromEntries(kept);
  }

  // One numbered row is no table: MathJax only needs one to put the number at the margin.
  visitMtableNode(node, space) {
    const [row] = node.childNodes;
    const single = node.childNodes.length === 1 && row.isKind('mlabeledtr') && row.childNodes.length === 2;
    return single ? this.childNodeMml(row.childNodes[1], space, '') : this.visitDefault(node, space);
  }

  visitMlabeledtrNode(node, space) {
    return `<mtr>${node.childNodes.slice(1).map((cell) => this.visitNode(cell, space)).join('')}</mtr>`;
  }

  // Chinese print writes ⩽ where screen readers know only ≤.
  visitTextNode(node) {
    return this.quoteHTML(node.getText().replaceAll('⩽', '≤').replaceAll('⩾', '≥'));
  }
}

TagsFactory.add('labels', LabelTags);
const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const tex = new TeX({
  packages: ['base', 'ams', 'textmacros', 'configmacros'],
  macros: { ...macros.all, ...macros[language] },
  tags: 'labels',
  formatError: (_jax, error) => {
    throw error;
  },
});
const chtml = new MeasuringCHTML({ displayOverflow: 'scroll', linebreaks: { inline: true } });
chtml.factory.setNodeClass(WordNode.kind, WordNode);
const page = mathjax.document('', { InputJax: tex, OutputJax: chtml });
const assistive = new AssistiveVisitor();

// Source attributes, link targets and ids would be noise in the page, and links that a screen reader cannot see.
const NOISE = ['id', 'class', 'href', 'data-latex', 'data-latex-item'];
let root = null;
tex.postFilters.add(({ data }) => {
  root = data.root;
  root.walkTree((node) => {
    const attributes = node.attributes;
    if (!attributes) return;
    if (attributes.getExplicit('href')) node.setProperty('reference', true);
    NOISE.forEach((name) => attributes.unset(name));
  });
  // Known before the output looks for places to break a line: the minus of "= -x" is then no binary operator.
  root.setTeXclass(null);
  // Starting afresh here makes what was used the formula's own, also when MathJax starts it again for a font file.
  chtml.clearCache();
}, 100);

async function render({ tex: source, display, label, numbers: known }) {
  numbers = known;
  tex.reset();
  for (const [name, number] of Object.entries(known)) {
    if (name !== label) tex.parseOptions.tags.allLabels[name] = new Label(number, name);
  }
  const container = await page.convertPromise(source, { display });
  const tags = tex.parseOptions.tags;
  if (tags.redo) throw new Error('a reference in it does not resolve');
  const found = Object.keys(tags.labels);
  if (found.join() !== (label ?? '')) {
    throw new Error(`MathJax numbers [${found}] where the source says [${label ?? ''}]: is the \\label inside braces?`);
  }
  const glyphs = {};
  collectGlyphs(container, 'NCM-N', glyphs);
  return {
    html: shortened(adaptor.outerHTML(flattened(container))),
    mathml: assistive.visitTree(root),
    width: chtml.width,
    usage: {
      chars: parsed(chtml.font.charUsage),
      delims: parsed(chtml.font.delimUsage),
      kinds: parsed(chtml.wrapperUsage),
    },
    glyphs,
  };
}

// MathJax has an element around every letter's, and others around these, which make no difference to what is seen: a
// box around a box. Without them, neighbours become one word, as "H(p) = 0.5 bit", spaces and all.
function flattened(node) {
  const children = [];
  for (const child of adaptor.childNodes(node)) {
    if (adaptor.kind(child) === '#text') return node;
    flattened(child);
    children.push(...(isPlainBox(child) ? adaptor.childNodes(child) : [letterOf(child)]));
  }
  const words = [];
  for (const child of children.filter((child) => !isInvisible(child))) {
    const both = words.length ? joined(words.at(-1), child) : null;
    if (both) words.pop();
    words.push(both ?? child);
  }
  for (const child of [...adaptor.childNodes(node)]) adaptor.remove(child);
  for (const child of words) adaptor.append(node, child);
  return node;
}

const has = (node, name) => adaptor.hasAttribute(node, name);
const names = (node) => adaptor.allAttributes(node).map(({ name }) => name);
const isInvisible = (node) => /^[\u2061-\u2064]$/.test(adaptor.textContent(node)) && !names(node).length;

const ROWS = ['mjx-TeXAtom', 'mjx-mrow', 'mjx-mstyle'];
const TOKENS = ['mjx-mi', 'mjx-mn', 'mjx-mo', 'mjx-mtext'];
const isCentred = (node) => adaptor.getAttribute(node, 'texclass') === 'VCENTER';

// A box around others that has no property of its own.
const isPlainBox = (node) =>
  ROWS.includes(adaptor.kind(node)) && !isCentred(node) && names(node).every((name) => name === 'texclass');

// The letter or word in an element of its own, with the space before it and its size.
function letterOf(node) {
  const [letter, ...others] = adaptor.childNodes(node);
  const isBox = [...ROWS, ...TOKENS].includes(adaptor.kind(node)) && !isCentred(node);
  if (!isBox || others.length || !letter || !['mjx-c', 'mjx-word'].includes(adaptor.kind(letter))) return node;
  if (has(letter, 'space') || has(letter, 'size')) return node;
  if (!names(node).every((name) => ['space', 'size', 'texclass'].includes(name))) return node;
  for (const { name, value } of adaptor.allAttributes(node)) adaptor.setAttribute(letter, name, value);
  return letter;
}

// What a letter, a word or a space of the text font takes, or null: it is none.
function measured(node) {
  const kind = adaptor.kind(node);
  if (kind === 'mjx-word') return has(node, 'class') ? null : made.get(node);
  if (kind === 'mjx-mspace') {
    const space = Object.values(spaces).find(({ width }) => adaptor.getAttribute(node, 'style') === `width: ${em(width)};`);
    return space ? { text: space.character, width: space.width, height: 0, lean: 0, depth: 0 } : null;
  }
  const code = /^mjx-c([0-9A-F]+)$/.exec(adaptor.getAttribute(node, 'class') ?? '');
  if (kind !== 'mjx-c' || !code || has(node, 'style')) return null;
  const [height, depth, width, data] = chtml.font.getChar('normal', parseInt(code[1], 16)) ?? [];
  if (!data || data.oc || data.cmb) return null;
  const text = adaptor.textContent(node);
  return { text, width, height: Math.max(0, height), lean: lean(data), depth: Math.max(0, depth) };
}

// One word of two neighbours, with the space between them, or null: the font would not set them as MathJax does.
function joined(before, after) {
  const [first, second] = [before, after].map(measured);
  if (!first || !second || adaptor.getAttribute(before, 'size') !== adaptor.getAttribute(after, 'size')) return null;
  const leansIn = isItalic([...first.text].at(-1));
  const space = has(after, 'space') ? spaces[adaptor.getAttribute(after, 'space')] : { character: '', width: 0 };
  if (!space || (first.lean >= LEAST_LEAN && !leansIn)) return null;
  const kept = ['space', 'size'].filter((name) => has(before, name));
  return wordNode(
    {
      text: first.text + space.character + second.text,
      width: first.width + (leansIn ? first.lean : 0) + space.width + second.width,
      height: Math.max(first.height, second.height),
      lean: second.lean,
      depth: Math.max(first.depth, second.depth),
    },
    Object.fromEntries(kept.map((name) => [name, adaptor.getAttribute(before, name)])),
  );
}

// Shorter names and no attributes that are the same on every formula: a page has thousands of these elements, and what
// is shorter compresses better. The style sheet is shortened alike.
function shortened(html) {
  return renamed(html)
    .replace(/<mjx-container class="MathJax" jax="CHTML"( overflow="scroll")?/, '<mjx-container')
    .replace(/( breakable="true")? class="NCM-N"/, '$1')
    .replaceAll(/ (noic="true"|texclass="ORD")/g, '');
}

const renamed = (text) =>
  text.replaceAll(/\bmjx-c(?=[0-9A-F]{2,6}\b)/g, 'c').replaceAll(/\bmjx-(?!container|math\b)/g, 'm-');

const parsed = (usage) => [...usage.used].map((item) => JSON.parse(item));

// Characters by font class, as the style sheet applies them; and takes off the family that MathJax writes on text
// which its font lacks (Han characters): our style sheet names the page's own font.
function collectGlyphs(node, font, glyphs) {
  const kind = adaptor.kind(node);
  if (kind === '#text') {
    glyphs[font] = [...new Set([...(glyphs[font] ?? ''), ...adaptor.value(node)])].sort().join('');
    return;
  }
  if (kind === 'mjx-utext') {
    adaptor.setStyle(node, 'font-family', '');
    return;
  }
  if (kind === 'mjx-break') font = 'BRK';
  font = adaptor.allClasses(node).find((name) => name.startsWith('NCM-')) ?? font;
  for (const child of adaptor.childNodes(node)) collectGlyphs(child, font, glyphs);
}

// The adaptive style sheet of a given usage, without the font families: the caller knows which font files it writes.
async function css(usage) {
  await chtml.font.loadDynamicFiles();
  chtml.clearCache();
  usage.chars.forEach((item) => chtml.font.charUsage.add(item));
  usage.delims.forEach((item) => chtml.font.delimUsage.add(item));
  usage.kinds.forEach((item) => chtml.wrapperUsage.add(item));
  chtml.styleSheet(page);
  const styles = Object.entries(chtml.styleJson.styles).filter(([selector]) => !/^(@|\.NCM-)|mjx-selected/.test(selector));
  return styles.map(([selector, rules]) => `${plain(selector)}{${declarations(rules)}}`).join('\n');
}

// As `shortened` leaves the elements.
const plain = (selector) => renamed(selector).replaceAll(/\[jax="CHTML"\]|\[overflow="scroll"\]/g, '');

const declarations = (rules) => Object.entries(rules).map(([name, value]) => `${name}:${value}`).join(';');

// How far the italic ones of some characters lean, of those that do.
function leans(characters) {
  const found = [...characters].filter(isItalic).map((character) => {
    const [, , , data] = chtml.font.getChar('normal', character.codePointAt(0)) ?? [];
    return [character, lean(data ?? {})];
  });
  return Object.fromEntries(found.filter(([, lean]) => lean));
}

async function answer(request) {
  if (request.op === 'css') return { css: await css(request.usage) };
  if (request.op === 'leans') return { leans: leans(request.characters) };
  const results = [];
  for (const formula of request.formulas) {
    results.push(await render(formula).catch((error) => ({ error: String(error.message ?? error) })));
  }
  return { results };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
}
