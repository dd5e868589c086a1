// What can be done with a whole test: a copy, a central one, removing it.
import { t } from '../../i18n/text.js';
import * as files from '../../api/itr/files.js';
import { newId } from '../../api/itr/page.js';
import * as tests from '../../api/itr/tests.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { at } from './places.js';
import { folderOf } from './test-picture.js';
import { draftOf } from './test-state.js';
import { removal } from './tests-removal.js';

const longest = 50;
const served = ['ID', 'Generation'];

/** Pictures of a central test are not among those that the server copies for a company: one after the other. */
async function carryPictures(from, to) {
  const [source, target] = [folderOf(from, true), folderOf(to, false)];
  for (const name of await files.names(source)) await files.put(target, name, await files.bytes(source, name));
}

/** A test of one's own that begins as this one; goes to it. */
export async function copy(test, isCentral) {
  const id = newId();
  const body = Object.fromEntries(Object.entries(test).filter(([name]) => !served.includes(name)));
  const name = t('assessment_tests.copy_of', { name: test.TestName });
  await tests.save(id, { ...body, ID: id, TestName: name.length > longest ? `${name.slice(0, longest - 1)}…` : name });
  await (isCentral ? carryPictures(test.ID, id) : tests.copyFiles(test.ID, id));
  stale(at.tests);
  toast(t('assessment_tests.copied', { name: test.TestName }));
  go(at.test(id));
}

/** The test becomes the one of all companies, under the same id. */
export async function publish(test) {
  if (!(await confirm({ title: t('assessment_tests.publish_title', { name: test.TestName }), text: t('assessment_tests.publish_text'), verb: t('assessment_tests.publish') }))) return;
  await tests.save(test.ID, test, { isCentral: true });
  await tests.copyFiles(test.ID, 'master');
  stale(at.tests);
  toast(t('assessment_tests.published', { name: test.TestName }));
}

const removeWhole = async (id, isCentral) => {
  await tests.remove(id, { isCentral });
  await files.removeAll({ ...folderOf(id, isCentral), kind: 'all' }).catch(error => { if (!error.failure) throw error; }); // nobody sees files of a test that is gone
};

export const remove = (attempt, test, isCentral) => removal(attempt, {
  name: test.TestName, text: t('assessment_tests.remove_text'), verb: t('assessment_tests.remove_verb'),
  send: () => removeWhole(test.ID, isCentral), draft: draftOf(test.ID), list: at.tests,
});
