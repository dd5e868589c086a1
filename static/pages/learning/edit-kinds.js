// Which files a topic takes, told from name and size before anything is sent; the server looks into them. No browser here, so that node can test it.
const documents = new Set(['pdf', 'doc', 'docx', 'ppt', 'pptx', 'xls', 'xlsx', 'odt', 'ods', 'odp', 'txt', 'md', 'csv', 'png', 'jpg', 'jpeg', 'gif', 'webp']);
const videos = new Set(['mp4', 'm4v', 'webm', 'ogg', 'ogv', 'mov', 'avi']);

const endingOf = name => /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';

export const isVideo = name => videos.has(endingOf(name));
export const accepted = { document: [...documents].map(ending => `.${ending}`).join(','), video: [...videos].map(ending => `.${ending}`).join(',') };

/** Why a file is not sent: 'kind', 'empty', 'size'; null when it may. `limits`: { document, video } in bytes. */
export function refusal(file, kind, limits) {
  if (!(kind === 'video' ? videos : documents).has(endingOf(file.name))) return 'kind';
  if (file.size === 0) return 'empty';
  return file.size > limits[kind] ? 'size' : null;
}

/** The last part of a path, as files of folders have one. */
export const plainName = name => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).slice(-256);
