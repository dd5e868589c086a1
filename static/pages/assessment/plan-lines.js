// New persons as lines that were typed or pasted: from a table, from a list of addresses. No drawing, so that node can test it.

const mail = /[^\s@<>;,"]+@[^\s@<>;,"]+/;
const clean = text => text.replace(/^["'\s]+|["'\s]+$/g, '');

/** One line: "Ada Adams <ada@x.org>", "Ada; Adams; ada@x.org", a row pasted from a table, or an address alone. */
export function person(line) {
  const email = mail.exec(line)?.[0];
  if (!email) return null;
  const rest = line.replace(mail, ' ').replace(/[<>]/g, ' ');
  const parts = rest.split(/[;,\t]/).map(clean).filter(Boolean);
  if (parts.length >= 2) return { firstName: parts[0], lastName: parts[1], email };
  const words = (parts[0] ?? '').split(/\s+/).filter(Boolean);
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '', email };
}

/** { people: [{ firstName, lastName, email }], wrong: [number of the line] }; an address that comes twice counts once. */
export function people(text) {
  const found = new Map();
  const wrong = [];
  text.split('\n').forEach((line, i) => {
    if (!line.trim()) return;
    const one = person(line);
    if (one) found.set(one.email.toLowerCase(), one);
    else wrong.push(i + 1);
  });
  return { people: [...found.values()], wrong };
}
