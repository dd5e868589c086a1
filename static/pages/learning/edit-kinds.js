// Which files a topic takes, told from name and size before anything is sent; the server looks into them. No browser here, so that node can test it.
const endingOf = name => /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';

// `limits`: { document: { bytes, endings }, video: the same }
export const isVideo = (name, limits) => limits.video.endings.includes(endingOf(name));
export const accepted = ({ endings }) => endings.map(ending => `.${ending}`).join(',');

/** Why a file is not sent: 'kind', 'empty', 'size'; null when it may. */
export function refusal(file, kind, limits) {
  if (!limits[kind].endings.includes(endingOf(file.name))) return 'kind';
  if (file.size === 0) return 'empty';
  return file.size > limits[kind].bytes ? 'size' : null;
}

/** The last part of a path, as files of folders have one; short enough for the server, with its ending. */
export function plainName(name) {
  const plain = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const ending = endingOf(plain);
  return plain.length <= 256 || !ending ? plain.slice(0, 256) : `${plain.slice(0, 255 - ending.length)}.${ending}`;
}
