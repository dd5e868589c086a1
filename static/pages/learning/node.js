// What the pages of levels, grades and subjects have in common: the way to them, what they are, an edit link.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { ButtonLink } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Page } from '../../components/page.js';
import { at } from './places.js';

const places = { level: at.level, grade: at.grade, subject: at.subject, topic: at.topic };

/** The way down to a thing: courses, then what stands above it. */
export const crumbs = above => [{ href: at.levels, label: t('learning.levels') }, ...above.map(step => ({ href: places[step.noun](step.id), label: step.name }))];

export const About = ({ text }) => (text ? html`<${Markdown} text=${text} />` : null);

/** For whoever may change it: the way to the editor. */
export const Edit = ({ noun, thing }) => (thing.mayEdit ? html`<${ButtonLink} icon="edit" href=${at.editBranch(noun, thing.id)}>${t('learning.edit')}<//>` : null);

/** The page before its thing is there, or in place of it. */
export const Coming = ({ data, title }) => html`<${Page} title=${title} crumbs=${crumbs([])}><${Loaded} data=${data} height="30rem" /><//>`;
