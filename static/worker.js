// Workers of our own, under trusted types: only modules below this folder can become one.
const policy = globalThis.trustedTypes?.createPolicy('athenaeum', {
  createScriptURL: address => {
    if (!new URL(address, location.href).href.startsWith(new URL('./', import.meta.url).href)) throw new TypeError('not a worker of ours');
    return address;
  },
});

/** `name` is a module's path below static/, such as 'state/md5-worker.js'. */
export function startWorker(name) {
  const address = new URL(name, new URL('./', import.meta.url)).href;
  return new Worker(policy ? policy.createScriptURL(address) : address, { type: 'module' });
}
