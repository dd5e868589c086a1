// Hashes pieces of files away from the page: { id, blob } → { id, hex } or { id, error }.
import { Md5 } from './md5.js';

const step = 1 << 20;

async function hash(blob) {
  const md5 = new Md5();
  for (let from = 0; from < blob.size; from += step) md5.update(new Uint8Array(await blob.slice(from, from + step).arrayBuffer()));
  return md5.hex();
}

onmessage = async ({ data: { id, blob } }) => {
  try {
    postMessage({ id, hex: await hash(blob) });
  } catch (error) {
    postMessage({ id, error: error.name });
  }
};
