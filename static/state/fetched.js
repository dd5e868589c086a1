// Something a part of a page fetches for itself, again when what it depends on changes.
import { useEffect, useMemo, useRef } from '../vendor/ui.js';
import { resource } from './resource.js';

/** `load`: signal → promise; the resource stays while `deps` change, so old content is shown until the new one is here. */
export function useFetched(load, deps) {
  const data = useMemo(() => resource(load), []);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    data.to(load, null);
  }, deps);
  useEffect(() => () => data.leave(), [data]);
  return data;
}
