// Files by name: what it is, how large, when; a link or an action opens it.
import { html } from '../vendor/ui.js';
import { bytes, t } from '../i18n/text.js';
import { DateTime } from './date-time.js';
import { Icon } from './icon.js';

const endings = [
  [/\.(png|jpe?g|gif|webp|avif|svg|tiff?)$/i, 'image'], [/\.(csv|tsv|xlsx?|ods|parquet)$/i, 'table'], [/\.(mp4|webm|mov|mkv)$/i, 'video'], [/\.(mp3|wav|flac|ogg)$/i, 'sound'],
  [/\.(zip|tar|gz|bz2|xz|7z)$/i, 'archive'], [/\.(json|py|js|ipynb|xml|ya?ml|toml|sh|r|m|c|cpp)$/i, 'code'], [/\.(md|txt|pdf|docx?|odt|tex|log)$/i, 'text'],
];
const types = [[/^image\//, 'image'], [/csv|spreadsheet/, 'table'], [/^video\//, 'video'], [/^audio\//, 'sound'], [/zip|tar|compressed/, 'archive'], [/json|xml|script/, 'code'], [/^text\/|pdf/, 'text']];

/** The icon for a file's media type, or for its name where the type says nothing. */
export const fileIcon = (name = '', type = '') => types.find(([pattern]) => pattern.test(type))?.[1] ?? endings.find(([pattern]) => pattern.test(name))?.[1] ?? 'file';

/** `files`: [{ id, name, href, size, type, modifiedAt, isFolder }]; `actions`: file → vnode; `note`: file → vnode under the name. */
export const FileList = ({ files, label, actions, note }) => html`
  <ul class="files" aria-label=${label ?? t('components.file.list')}>${files.map(file => html`
    <li key=${file.id ?? file.name} class="file">
      <${Icon} name=${file.isFolder ? 'folder' : fileIcon(file.name, file.type)} />
      <span class="file-name">${file.href ? html`<a href=${file.href}>${file.name}</a>` : file.name}${note && html`<span class="hint">${note(file)}</span>`}</span>
      <span class="file-facts">${[file.isFolder ? t('components.file.folder') : typeof file.size === 'number' && bytes(file.size)].filter(Boolean).join(' ')}${file.modifiedAt && html` · <${DateTime} value=${file.modifiedAt} as="ago" />`}</span>
      ${actions?.(file)}
    </li>`)}</ul>`;
