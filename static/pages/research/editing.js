// What the editors of records, collections, templates and groups share: name and identifier, who may see it, the bar with Discard and Save.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { list, t, time } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import { Button } from '../../components/button.js';
import { confirm } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { go } from '../../router.js';
import { identifierOf } from './identifier.js';

const differs = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

/** What of `now` is not as `before`. Only that is sent, so that two people who change different things do not undo each other. */
export const differing = (now, before) => Object.fromEntries(Object.entries(now).filter(([name, value]) => differs(value, before[name])));

/** Faults of the two fields that everything here must have. */
export const unnamed = entries => ({ title: !entries.title.trim() && 'missing', identifier: !entries.identifier.trim() && 'missing' });

/** Title and identifier; the identifier follows the title until somebody writes it himself. */
export function Naming({ form, isNew, title, hint }) {
  const own = useRef(!isNew || form.values.identifier !== '');
  const setTitle = text => { form.set('title', text); if (!own.current) form.set('identifier', identifierOf(text)); };
  const setName = text => { own.current = text !== ''; form.set('identifier', text); };
  return html`
    <${TextField} ...${form.field('title', { label: title })} onValue=${setTitle} autocomplete="off" maxlength="150" required />
    <${TextField} ...${form.field('identifier', { label: t('research.identifier'), hint })} onValue=${setName}
      code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" required />`;
}

/** `hints`: what each answer means for this kind of thing. */
export const Visibility = ({ form, hints }) => html`<${RadioGroup} ...${form.field('visibility', { label: t('research.visibility') })}
  options=${['private', 'public'].map(value => ({ value, label: status('visibility', value).word, hint: hints[value] }))} />`;

/**
 * What somebody else may have changed in the meantime.
 * opened   what the form began with: { id, modifiedAt, … }
 * get      id → promise of how it is now; `whole`: a thing → its fields as they are sent
 * mine     the fields that this form changes
 * word     field → what it is called; `text`: the names of the fields → the question
 */
async function agreed({ opened, get, whole, mine, word, text }) {
  const now = await get(opened.id).catch(() => null);
  if (!now || now.modifiedAt === opened.modifiedAt) return true;
  const [theirs, before] = [whole(now), whole(opened)];
  const both = Object.keys(mine).filter(name => differs(theirs[name], before[name]));
  return !both.length || confirm({ title: t('research.meanwhile_title'), text: text(list(both.map(word))), verb: t('research.meanwhile_verb') });
}

/**
 * Saving and discarding; props of EditorBar, `save` for the form, `changed` for the notice of what came back.
 * start       what the form began with; `bodyOf`: entries → what would be sent, by which they are compared
 * away        where Discard leads
 * meanwhile   () → what `agreed` takes, or nothing for what is new: asked before somebody else's changes are replaced
 */
export function useEditing({ form, start, bodyOf = entries => entries, away, meanwhile = () => null }) {
  const [asking, ask] = useState(false);
  const [keptAt, setKeptAt] = useState(null);
  const first = useRef(form.values);
  const busy = asking || form.busy;
  const changed = differs(bodyOf(form.values), bodyOf(start));
  useEffect(() => { if (form.values !== first.current) setKeptAt(new Date()); }, [form.values]);
  const save = async event => {
    event.preventDefault();
    if (busy) return;
    const theirs = meanwhile();
    ask(true);
    const sure = !theirs || (await agreed(theirs));
    ask(false);
    if (sure) form.submit();
  };
  const discard = async () => {
    if (changed && !(await confirm({ title: t('research.discard_title'), text: t('research.discard_text'), verb: t('research.discard'), danger: true }))) return;
    form.reset();
    go(away);
  };
  return { save, changed, bar: { discard, busy, keptAt: changed ? keptAt : null } };
}

export const EditorBar = ({ discard, busy, keptAt, verb }) => html`<div class="editor-bar">
  <span class="muted" role="status">${busy ? t('components.sending') : keptAt ? t('research.draft_kept', { time: time(keptAt) }) : ''}</span>
  <${Button} onClick=${discard}>${t('research.discard')}<//>
  <${Button} kind="primary" type="submit" busy=${busy}>${verb}<//>
</div>`;
