// Something that was made here or fetched with the session, handed to the browser to be saved.
import { csv } from './series.js';

const mark = '\ufeff'; // so that spreadsheets read UTF-8

/** Has the browser follow an address as a download. */
export function follow(address, name) {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

export function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  follow(address, name);
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser still reads it
}

/** Rows as a CSV file. Texts that a spreadsheet would run as formulas are made harmless in series.js. */
export const saveCsv = (rows, name) => saveFile(new Blob([mark, csv(rows), '\r\n'], { type: 'text/csv;charset=utf-8' }), name);
