// What pages load, made small: reads {names, variables, theirs, ours, files} as JSON, writes {sheet, files}. See minify.py.

import fs from 'node:fs';

import { transform } from 'esbuild';
import { PurgeCSS } from 'purgecss';

const OLDEST = ['chrome86', 'firefox78', 'safari14']; // nothing newer is written than what these know

const { names, variables, theirs, ours, files } = JSON.parse(fs.readFileSync(0, 'utf8'));

const smaller = async (text, loader, target = OLDEST) =>
  (await transform(text, { loader, minify: true, target, charset: 'utf8', legalComments: 'inline' })).code;

async function used(sheet) {
  const [{ css }] = await new PurgeCSS().purge({
    content: [{ raw: '', extension: 'html' }],
    css: [{ raw: sheet }],
    extractors: [{ extensions: ['html'], extractor: () => names }],
    keyframes: true,
    variables: true,
    safelist: { variables },
  });
  return css;
}

// The sheets of theme, plugins and MathJax lose what no page uses; in ours, that is for us to see.
const result = { sheet: await smaller(`${await used(theirs)}\n${ours}`, 'css'), files: {} };
for (const [name, text] of Object.entries(files)) {
  const isTheme = name.includes('/javascripts/'); // which says itself what browsers it is for
  const loader = name.endsWith('.css') ? 'css' : 'js';
  result.files[name] = await smaller(name.includes('/math/') ? await used(text) : text, loader, isTheme ? [] : OLDEST);
}
process.stdout.write(JSON.stringify(result));
