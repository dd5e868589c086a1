// A text as it stands in HTML that is put together here: in mails and in the example of a report.
export const escaped = text => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
