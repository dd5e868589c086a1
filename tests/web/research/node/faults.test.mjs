// What Kadi says about metadata reaches people in their own language.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOf } from '../../../../static/api/kadi/failure.js';
import { fault } from '../../../../static/errors/words.js';
import { need, speak } from '../../../../static/i18n/text.js';

await need('errors');
const cases = [
  ['Not a valid integer.', 'Enter a whole number.', 'ganze'], ['Not a valid float.', 'Enter a number.', 'Zahl'], ['Not a valid date.', 'Enter a date.', 'Datum'], ['Not a valid boolean.', 'Choose yes or no.', 'Ja'],
  ['Must be equal to or smaller than 9.', 'Enter 9 or less.', '9'], ['Must be equal to or greater than 1.0.', 'Enter 1.0 or more.', '1.0'], ['Must be one of: a, b.', 'Choose one of the offered values.', 'Werte'],
  ['Value is required.', 'Enter a value.', 'Wert'], ['Duplicate value.', 'This value occurs twice. Change one of them.', 'zweimal'], ['Not a valid IRI.', 'Enter a web address.', 'Webadresse'],
];
for (const [sentence, english, german] of cases) {
  test(sentence, async () => {
    await speak('en');
    assert.equal(fault(codeOf(sentence)), english);
    await speak('de');
    assert.match(fault(codeOf(sentence)), new RegExp(german, 'i'));
  });
}

test('an unknown sentence is shown as it came', () => assert.equal(fault(codeOf('Range: The minimum must not be greater than the maximum.')), 'Range: The minimum must not be greater than the maximum.'));
