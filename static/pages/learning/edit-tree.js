// The education tree for those who write it: levels, grades and subjects on the left, what is chosen beside it.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as outline from '../../api/app/learning-outline.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Tree } from '../../components/tree.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { useFetched } from '../../state/fetched.js';
import { NodeDialog } from './edit-form.js';
import { NodePanel } from './edit-node.js';
import { at, icons, newWord } from './edit-places.js';
import { manages } from './places.js';

export const title = 'learning_admin.contents';

const chosenOf = query => /^(level|grade|subject):([0-9a-f-]{36})$/.exec(query.at ?? '');

export const load = ({ query, signal }) => {
  const found = chosenOf(query);
  return found ? outline.get(found[1], found[2], signal) : Promise.resolve(null);
};

const keyOf = row => `${row.noun}:${row.id}`;
const branchOf = row => ({ id: keyOf(row), label: row.name, icon: icons[row.noun], hasChildren: row.noun !== 'subject' && row.children > 0, row });
const branches = async (row, signal) => (await outline.branches(row, signal)).map(branchOf);

function Outline({ roots, node, turn }) {
  const reveal = useMemo(() => node?.above.map(keyOf) ?? [], [node?.id]);
  return html`<${Tree} apart label=${t('learning_admin.tree')} nodes=${roots} load=${found => branches(found.row)}
    selected=${node ? keyOf(node) : undefined} turn=${turn} reveal=${manages() ? reveal : []}
    onSelect=${found => go(at.branch(found.row.noun, found.row.id), { keep: true })} />`;
}

function Content({ data, node, create, editing }) {
  const [turn, setTurn] = useState(0);
  const roots = useFetched(signal => branches(null, signal), [turn]);
  const changed = (_, made) => {
    stale('/app/learning');
    setTurn(before => before + 1);
    if (made && made.noun !== 'topic') go(at.branch(made.noun, made.id), { keep: true });
    else data.reload();
  };
  const gone = () => {
    stale('/app/learning');
    setTurn(before => before + 1);
    const up = node.above[node.above.length - 1];
    go(up ? at.branch(up.noun, up.id) : at.editTree, { replace: true, keep: true });
  };
  const shown = useRef(node?.id);
  useEffect(() => { // another row: in sight, and in focus where what had it is gone
    if (!node || shown.current === node.id) return;
    shown.current = node.id;
    const heading = document.getElementById('outline-name');
    heading?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement === document.body || !document.activeElement.getClientRects().length) heading?.focus({ preventScroll: true }); // phones hide the tree
  }, [node?.id]);
  const [adding, setAdding] = [create.open, create.set];
  const first = manages() ? html`<${Button} kind="primary" icon="plus"
    onClick=${() => setAdding(true)}>${newWord('level')}<//>` : html`<${ButtonLink} href=${at.levels}>${t('learning_admin.to_courses')}<//>`;
  return html`
    <${Loaded} data=${roots} height="20rem">${rows => (rows.length === 0 && !node
      ? html`<${Empty} icon="learning" title=${t(manages() ? 'learning_admin.empty' : 'learning_admin.empty_mentor')}
        action=${first}>${t(manages() ? 'learning_admin.empty_text' : 'learning_admin.empty_mentor_text')}<//>`
      : html`<div class=${`outline${node ? ' chosen' : ''}`}>
        <nav class="outline-tree" aria-label=${t('learning_admin.tree')}><${Outline} roots=${rows} node=${node} turn=${turn} /></nav>
        <div class="outline-panel">
          ${node && html`<${ButtonLink} small kind="quiet" icon="left" class="outline-back" href=${at.editTree}>${t('learning_admin.whole_tree')}<//>`}
          ${node ? html`<${NodePanel} key=${keyOf(node)} node=${node} editing=${editing} turn=${turn} changed=${(kept, made) => (kept ? changed(kept, made) : gone())} />`
            : html`<${Empty} icon="left" level=${2} title=${t('learning_admin.choose')}>${t('learning_admin.choose_text')}<//>`}
        </div></div>`)}<//>
    ${adding && html`<${NodeDialog} noun="level" node=${null} parent=${null} close=${() => setAdding(false)}
      saved=${id => { setAdding(false); toast(t('learning_admin.created_said')); changed(null, { noun: 'level', id }); }} />`}`;
}

export default function Contents({ data, query }) {
  const [open, set] = useState(false);
  const node = data.value && chosenOf(query)?.[2] === data.value.id ? data.value : null;
  const gone = data.words && chosenOf(query);
  const actions = manages() && html`<${Button} kind=${node ? 'secondary' : 'primary'} icon="plus" onClick=${() => set(true)}>${newWord('level')}<//>`;
  return html`<${Page} title=${t(title)} actions=${actions} lead=${t(manages() ? 'learning_admin.lead' : 'learning_admin.lead_mentor')}>
    ${gone ? html`<${Loaded} data=${{ value: undefined, words: data.words, busy: data.busy, slow: data.slow, reload: data.reload }} />` : null}
    <${Content} data=${data} node=${node} create=${{ open, set }} editing=${query.edit === '1'} />
  <//>`;
}
