// A video with controls of our own: keys, a place to go on from, words for what fails. It asks nothing itself.
import { html, useCallback, useEffect, useRef, useState } from '../../vendor/ui.js';
import { clock, number, percent, t } from '../../i18n/text.js';
import { Button, IconButton } from '../../components/button.js';
import { Failed } from '../../components/failed.js';
import { Icon } from '../../components/icon.js';
import { whenBack } from '../../state/online.js';
import { deed, rates, resumeAt } from './player-keys.js';

const place = 'athenaeum.player'; // volume and speed of this browser
const often = 5; // seconds between two times that the position is kept
const quiet = 3000; // milliseconds until the controls of a full screen step aside

function habits() {
  try {
    const { volume = 1, muted = false, rate = 1 } = JSON.parse(localStorage.getItem(place) ?? '{}');
    return { volume, muted, rate: rates.includes(rate) ? rate : 1 };
  } catch {
    return { volume: 1, muted: false, rate: 1 };
  }
}

function learn(changes) {
  try {
    localStorage.setItem(place, JSON.stringify({ ...habits(), ...changes }));
  } catch { /* no room: it counts for this video */ }
}

const within = (value, least, most) => Math.min(most, Math.max(least, value));

/** Tells `onKeep` where the person is: while it plays, when it stops, and when the page is left. Nothing before somebody touched it. */
function useKept(video, onKeep) {
  const state = useRef({ node: null, touched: false, kept: null, onKeep });
  state.current.onKeep = onKeep;
  const keep = useCallback(({ leaving = false } = {}) => {
    const { node } = state.current; // when the page goes, the reference has gone before
    if (!node || !state.current.touched || !(node.duration > 0) || !Number.isFinite(node.duration)) return;
    const seconds = node.ended ? node.duration : node.currentTime;
    if (state.current.kept !== null && Math.abs(seconds - state.current.kept) < 0.5) return;
    state.current.kept = seconds;
    state.current.onKeep({ seconds, duration: node.duration }, { leaving });
  }, []);
  const touch = useCallback(() => { state.current.touched = true; }, []);
  const sometimes = useCallback(() => {
    const { node } = state.current;
    if (node && !node.paused && (state.current.kept === null || Math.abs(node.currentTime - state.current.kept) >= often)) keep();
  }, []);
  useEffect(() => {
    const left = () => keep({ leaving: true });
    const hidden = () => { if (document.visibilityState === 'hidden') left(); };
    state.current.node = video.current;
    addEventListener('pagehide', left);
    document.addEventListener('visibilitychange', hidden);
    return () => { removeEventListener('pagehide', left); document.removeEventListener('visibilitychange', hidden); left(); };
  }, []);
  return { keep, touch, sometimes };
}

function useFull(box, video) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement === box.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  const toggle = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (box.current.requestFullscreen) box.current.requestFullscreen().catch(() => {});
    else video.current.webkitEnterFullscreen?.(); // phones that let only a video fill the screen
  };
  return [full, toggle];
}

/** In a full screen the controls step aside while it plays and nobody moves. */
function useIdle(active) {
  const [idle, setIdle] = useState(false);
  const timer = useRef(null);
  const wake = useCallback(() => {
    setIdle(false);
    clearTimeout(timer.current);
    if (active) timer.current = setTimeout(() => setIdle(true), quiet);
  }, [active]);
  useEffect(() => { wake(); return () => clearTimeout(timer.current); }, [active]);
  return [idle && active, wake];
}

/** It waits for bytes: said after a moment only, so that nothing flashes. */
function useWaiting() {
  const [waiting, setWaiting] = useState(false);
  const timer = useRef(null);
  const stop = useCallback(() => { clearTimeout(timer.current); setWaiting(false); }, []);
  const begin = useCallback(() => { clearTimeout(timer.current); timer.current = setTimeout(() => setWaiting(true), 300); }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [waiting, begin, stop];
}

/**
 * When it fails, `explain()` asks why: words, or null where another try is worth it. Returns { fault, failed, again, arrived }.
 * The place is kept over a new try.
 */
function useFault(video, explain) {
  const [fault, setFault] = useState(null);
  const state = useRef({ tries: 0, back: null, gone: false });
  useEffect(() => () => { state.current.gone = true; }, []);
  useEffect(() => {
    if (!fault) return undefined;
    const deaf = whenBack(load);
    addEventListener('online', load);
    return () => { deaf(); removeEventListener('online', load); };
  }, [fault]);
  const load = () => { setFault(null); video.current.load(); };
  const failed = async () => {
    const node = video.current;
    if (!node?.error) return;
    state.current.back ??= { at: node.currentTime, plays: !node.paused };
    state.current.tries += 1;
    const words = await explain(state.current.tries);
    if (state.current.gone) return;
    if (words) setFault(words);
    else load();
  };
  const arrived = () => {
    const { back } = state.current;
    state.current.back = null;
    if (!back) return;
    if (back.at) video.current.currentTime = back.at;
    if (back.plays) video.current.play().catch(() => {});
  };
  return { fault, failed, again: load, arrived, works: () => { state.current.tries = 0; } };
}

const kindOf = node => (node.matches?.('select') ? 'choice' : node.dataset?.control ?? (node.closest?.('button') ? 'button' : 'screen'));

/** What the controls show; `aim.current` is a place that is about to be gone to. */
function useShown(video, start, aim) {
  const [shown, setShown] = useState({ time: start ?? 0, duration: 0, plays: false, ended: false, ...habits() });
  const look = useCallback(() => {
    const node = video.current;
    if (!node) return;
    const { ended, volume, muted } = node;
    const duration = Number.isFinite(node.duration) ? node.duration : 0;
    setShown({ time: aim.current ?? node.currentTime, duration, plays: !node.paused && !ended, ended, volume, muted, rate: node.playbackRate });
  }, []);
  return [shown, look];
}

/** Who drags goes to where he rests: each place on the way would be a request of its own. */
function useDrag(aim, look, seek) {
  const timer = useRef(null);
  const arrive = () => {
    clearTimeout(timer.current);
    if (aim.current === null) return;
    const to = aim.current;
    aim.current = null;
    seek(to);
  };
  const drag = seconds => {
    aim.current = seconds;
    look();
    clearTimeout(timer.current);
    timer.current = setTimeout(arrive, 200);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return { drag, arrive };
}

const sign = ({ muted, volume }) => (muted || volume === 0 ? 'silent' : 'sound');

function Controls({ shown, full, act }) {
  const { time, duration, plays, volume, muted, rate } = shown;
  const known = duration > 0;
  const where = known ? t('learning.video.at', { at: clock(time), of: clock(duration) }) : t('components.loading');
  return html`<div class="player-bar">
    <input class="player-seek" type="range" data-control="seek" min="0" max=${known ? duration : 1} step="1" value=${time}
      disabled=${!known} aria-label=${t('learning.video.seek')} aria-valuetext=${where}
      onInput=${event => act.drag(Number(event.target.value))} onChange=${act.arrive} />
    <div class="player-row">
      <${IconButton} icon=${plays ? 'pause' : 'play'} label=${t(plays ? 'learning.video.pause' : 'learning.video.play')} onClick=${act.toggle} />
      <${Button} kind="quiet" class="player-skip" label=${t('learning.video.back')} title=${t('learning.video.back')} onClick=${() => act.by(-10)}>−${number(10)}<//>
      <${Button} kind="quiet" class="player-skip" label=${t('learning.video.forward')} title=${t('learning.video.forward')} onClick=${() => act.by(10)}>+${number(10)}<//>
      <span class="player-time">${clock(time)} / ${known ? clock(duration) : '–'}</span>
      <span class="player-gap"></span>
      <${IconButton} icon=${sign(shown)} label=${t('learning.video.mute')} aria-pressed=${muted} onClick=${act.mute} />
      <input class="player-volume" type="range" data-control="volume" min="0" max="1" step="0.05" value=${muted ? 0 : volume}
        aria-label=${t('learning.video.volume')} aria-valuetext=${percent(muted ? 0 : volume)}
        onInput=${event => act.volume(Number(event.target.value))} />
      <select class="input player-rate" aria-label=${t('learning.video.rate')} onChange=${event => act.rate(Number(event.target.value))}>
        ${rates.map(value => html`<option key=${value} value=${value} selected=${value === rate}>${t('learning.video.times', { rate: value })}</option>`)}
      </select>
      <${IconButton} icon=${full ? 'small' : 'full'} label=${t(full ? 'learning.video.full_leave' : 'learning.video.full')} onClick=${act.full} />
    </div>
  </div>`;
}

function actsOn(video, { touch, look, toggleFull }) {
  const node = () => video.current;
  const whole = () => (Number.isFinite(node().duration) ? node().duration : 0);
  const seek = seconds => { if (!whole()) return; touch(); node().currentTime = within(seconds, 0, whole()); look(); };
  const volume = value => { node().volume = within(value, 0, 1); node().muted = value <= 0; learn({ volume: node().volume || 1, muted: node().muted }); };
  return {
    seek, volume,
    by: seconds => seek(node().currentTime + seconds),
    to: share => seek(whole() * share),
    toggle: () => { touch(); if (node().paused || node().ended) node().play().catch(() => {}); else node().pause(); },
    mute: () => { node().muted = !node().muted; if (!node().muted && node().volume === 0) node().volume = 0.5; learn({ muted: node().muted }); },
    louder: by => volume((node().muted ? 0 : node().volume) + by),
    rate: value => { node().playbackRate = value; learn({ rate: value }); },
    full: toggleFull,
  };
}

function perform(act, found, node) {
  if (found.play) act.toggle();
  else if (found.by) act.by(found.by);
  else if (found.share) act.by(found.share * (node.duration || 0));
  else if ('to' in found) act.to(found.to);
  else if (found.louder) act.louder(Math.round(found.louder * 100) / 100);
  else if (found.mute) act.mute();
  else act.full();
}

/** Offered once: to go on where somebody stopped, or to begin again. */
const Resume = ({ at, go }) => html`<div class="player-resume" role="group" aria-label=${t('learning.video.stopped', { at: clock(at) })}
  onClick=${event => event.stopPropagation()}>
  <span>${t('learning.video.stopped', { at: clock(at) })}</span>
  <${Button} kind="primary" small icon="play" onClick=${() => go(at)}>${t('learning.video.continue')}<//>
  <${Button} small onClick=${() => go(0)}>${t('learning.video.again')}<//></div>`;

/**
 * src      address of the video
 * name     what it is called
 * begun    { seconds, duration } that was remembered, or null
 * onKeep   ({ seconds, duration }, { leaving }) => nothing
 * explain  tries => promise of words for a failure, or of null to try again
 */
export function Player({ src, name, begun, onKeep, explain }) {
  const box = useRef(null);
  const video = useRef(null);
  const start = useRef(resumeAt(begun)).current;
  const [offer, setOffer] = useState(start !== null);
  const aim = useRef(null);
  const [shown, look] = useShown(video, start, aim);
  const [full, toggleFull] = useFull(box, video);
  const [waiting, wait, goOn] = useWaiting();
  const { keep, touch, sometimes } = useKept(video, onKeep);
  const { fault, failed, again, arrived, works } = useFault(video, explain);
  const [idle, wake] = useIdle(full && shown.plays);
  const first = useRef(true);
  const measured = useRef(true);
  const acts = actsOn(video, { touch: () => { touch(); setOffer(false); }, look, toggleFull });
  const act = { ...acts, ...useDrag(aim, look, seconds => { if (video.current) acts.seek(seconds); }) };

  const there = () => {
    const node = video.current;
    // What a browser recorded does not say how long it is: its end is looked for first.
    if (node.duration === Infinity) { node.currentTime = Number.MAX_SAFE_INTEGER; measured.current = false; return; }
    if (!measured.current) { measured.current = true; node.currentTime = 0; }
    const { volume, muted, rate } = habits();
    Object.assign(node, { volume, muted, playbackRate: rate });
    if (first.current && start !== null && start < node.duration) node.currentTime = start;
    first.current = false;
    arrived();
    look();
  };
  const go = at => { act.seek(at); video.current.play().catch(() => {}); box.current.querySelector('.player-row button').focus(); };
  const keys = event => {
    wake();
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || fault) return;
    const found = deed(event.key, kindOf(event.target));
    if (!found) return;
    event.preventDefault();
    perform(act, found, video.current);
  };
  const stopped = () => { look(); keep(); };
  return html`<div ref=${box} class=${`player${idle ? ' idle' : ''}`} role="group" aria-label=${t('learning.video.name', { name })}
    onKeyDown=${keys} onPointerMove=${wake} onFocusIn=${wake}>
    <div class="player-screen" tabindex="-1" hidden=${Boolean(fault)} onClick=${() => { if (shown.duration) act.toggle(); }}>
      <video ref=${video} src=${src} preload="metadata" playsinline aria-label=${name}
        onLoadedMetadata=${there} onDurationChange=${() => { if (measured.current) look(); else there(); }}
        onTimeUpdate=${() => { look(); sometimes(); }} onPlay=${look} onPause=${stopped} onEnded=${stopped} onSeeked=${() => { goOn(); stopped(); }}
        onSeeking=${wait} onWaiting=${wait} onPlaying=${() => { goOn(); works(); look(); }} onCanPlay=${goOn} onVolumeChange=${look} onRateChange=${look} onError=${failed}></video>
      ${waiting && html`<p class="player-wait" role="status">${t('components.loading')}</p>`}
      ${!shown.plays && !waiting && !offer && shown.duration > 0 && html`<span class="player-begin"><${Icon} name=${shown.ended ? 'repeat' : 'play'} size=${32} /></span>`}
      ${offer && shown.duration > 0 && html`<${Resume} at=${start} go=${go} />`}
    </div>
    ${fault ? html`<div class="player-fault"><${Failed} words=${fault} retry=${fault.final ? null : again}
      actions=${fault.actions} /></div>` : html`<${Controls} shown=${shown} full=${full} act=${act} />`}
  </div>`;
}
