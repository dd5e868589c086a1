// Writing Markdown: a plain text field with helpers, and a preview.
import { html, useId, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button, IconButton } from './button.js';
import { Field } from './field.js';
import { Markdown } from './markdown.js';

const marks = [
  { icon: 'bold', label: 'components.markdown.bold', before: '**', after: '**', key: 'b' },
  { icon: 'italic', label: 'components.markdown.italic', before: '_', after: '_', key: 'i' },
  { icon: 'heading', label: 'components.markdown.heading', line: '## ' },
  { icon: 'list', label: 'components.markdown.list', line: '- ' },
  { icon: 'quote', label: 'components.markdown.quote', line: '> ' },
  { icon: 'code', label: 'components.markdown.code', before: '`', after: '`' },
  { icon: 'link', label: 'components.markdown.link', before: '[', after: '](https://)' },
];

/** The text with a mark around the selection (or before each of its lines), and the new selection. */
export function marked(text, from, to, mark) {
  if (mark.line) {
    const start = text.lastIndexOf('\n', from - 1) + 1;
    const lines = text.slice(start, to).split('\n').map(line => mark.line + line).join('\n');
    return { text: text.slice(0, start) + lines + text.slice(to), from: start, to: start + lines.length };
  }
  const inner = text.slice(from, to) || t('components.markdown.sample');
  const begin = from + mark.before.length;
  return { text: text.slice(0, from) + mark.before + inner + mark.after + text.slice(to), from: begin, to: begin + inner.length };
}

export function MarkdownEditor({ label, hint, error, id: given, name, value = '', onValue, optional, rows = 8 }) {
  const own = useId();
  const id = given ?? own;
  const [preview, setPreview] = useState(false);
  const area = useRef(null);
  const apply = mark => {
    const node = area.current;
    const next = marked(value, node.selectionStart, node.selectionEnd, mark);
    onValue(next.text);
    requestAnimationFrame(() => { node.focus(); node.setSelectionRange(next.from, next.to); });
  };
  const keys = event => {
    const mark = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && marks.find(entry => entry.key === event.key);
    if (mark) { event.preventDefault(); apply(mark); }
  };
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return html`<${Field} id=${id} label=${label} hint=${hint} error=${error} optional=${optional}>
    <div class="stack-2">
      <div class="markdown-tools" role="toolbar" aria-label=${t('components.markdown.tools')}>
        ${!preview && marks.map(mark => html`<${IconButton} key=${mark.icon} small icon=${mark.icon} label=${t(mark.label)} onClick=${() => apply(mark)} />`)}
        <${Button} small icon=${preview ? 'edit' : 'eye'} class="markdown-switch" onClick=${() => setPreview(!preview)}>${t(preview ? 'components.markdown.write' : 'components.markdown.preview')}<//>
      </div>
      <textarea hidden=${preview} ref=${area} id=${id} name=${name} class="input" rows=${rows} value=${value} aria-describedby=${described} aria-invalid=${error ? 'true' : undefined}
        onInput=${event => onValue(event.target.value)} onKeyDown=${keys}></textarea>
      ${preview && html`<div class="markdown-preview" tabindex="0" role="region" aria-label=${t('components.markdown.preview')}><${Markdown} text=${value} /></div>`}
    </div>
  <//>`;
}
