// What several pages of learning name alike.
import { t } from '../../i18n/text.js';
import { sendsMail } from '../../state/session.js';

/** Who decides what one asked for, and where one hears of it. */
export const told = () => t(sendsMail() ? 'learning.decides_mail' : 'learning.decides');

/** Applicants name subjects by their id or in words of their own. */
export const isId = text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export const stages = { primary: 'learning.stage.primary', secondary: 'learning.stage.secondary', higher: 'learning.stage.higher' };
export const stageWord = stage => (stages[stage] ? t(stages[stage]) : stage);
