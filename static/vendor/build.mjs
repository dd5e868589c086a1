// Builds the vendored bundles. Run it in a copy of this folder after `npm ci` (README.md); first argument: where to write.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const out = process.argv[2] ?? '.';
const axe = process.argv[3] ?? null; // the test-only copy of axe-core, when asked for

const bundles = {
  'ui.js': `
    export { h, render, Fragment, createContext, createRef, cloneElement, toChildArray, Component } from 'preact';
    export { useState, useReducer, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId, useErrorBoundary } from 'preact/hooks';
    export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect, Signal } from '@preact/signals';
    export { html } from 'htm/preact';`,
  'plot.js': `export { default as uPlot } from 'uplot';`,
  'markdown.js': `
    export { Marked } from 'marked';
    export { default as DOMPurify } from 'dompurify';`,
};

const version = async name => JSON.parse(await readFile(join('node_modules', name, 'package.json'), 'utf8')).version;
const named = async names => (await Promise.all(names.map(async n => `${n} ${await version(n)}`))).join(', ');

const contents = {
  'ui.js': ['preact', '@preact/signals', '@preact/signals-core', 'htm'],
  'plot.js': ['uplot'],
  'markdown.js': ['marked', 'dompurify'],
};

await mkdir(out, { recursive: true });
for (const [file, source] of Object.entries(bundles)) {
  await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'js' },
    outfile: join(out, file),
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    banner: { js: `/*! ${await named(contents[file])}: licences in LICENSES.txt */` },
  });
}

const copies = {
  'swagger-ui.js': 'swagger-ui-dist/swagger-ui-bundle.js',
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'redoc.js': 'redoc/bundles/redoc.standalone.js',
};
for (const [file, from] of Object.entries(copies)) {
  const text = await readFile(join('node_modules', from), 'utf8');
  // ReDoc's page would fetch a picture from its makers.
  const local = text.replace('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:,');
  await writeFile(join(out, file), local.replace(/\n\/[/*]# sourceMappingURL=\S+( \*\/)?\s*$/, '\n'));
}

// The two large bundles carry others' code; their own lists of notices go along.
const notices = ['swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt', 'redoc/bundles/redoc.standalone.js.LICENSE.txt'];
const licences = {
  preact: 'LICENSE', '@preact/signals': 'LICENSE', '@preact/signals-core': 'LICENSE', htm: 'LICENSE', uplot: 'LICENSE', marked: 'LICENSE',
  dompurify: 'LICENSE', 'swagger-ui-dist': 'LICENSE', redoc: 'LICENSE',
};
let text = '';
for (const [name, file] of Object.entries(licences)) {
  const body = await readFile(join('node_modules', name, file), 'utf8');
  text += `==== ${name} ${await version(name)}\n\n${body.trim()}\n\n`;
}
for (const file of notices) text += `==== ${file}\n\n${(await readFile(join('node_modules', file), 'utf8')).trim()}\n\n`;
await writeFile(join(out, 'LICENSES.txt'), text);

if (axe) await copyFile('node_modules/axe-core/axe.min.js', axe);
