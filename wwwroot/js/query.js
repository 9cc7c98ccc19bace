// The query page in the browser: ties editor, grid and keys together, and sends text by HTTP since circuits take only short messages.
import { createEditor } from './query-editor.js';
import { createGrid } from './query-grid.js';

const draftRests = 400;

export function start(room) {
  const find = selector => room.querySelector(selector);
  const note = find('[data-note]');
  const place = find('[data-cursor]');
  let tab = null;
  let saving = null;
  let dirty = false;
  let version = null;
  let writing = 0;
  let last = Promise.resolve();
  let noteTimer;

  const say = text => {
    note.textContent = note.title = text;
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => { note.textContent = ''; }, 6000);
  };
  const editor = createEditor(find('[data-editor]'), {
    onChange() {
      dirty = true;
      clearTimeout(saving);
      saving = setTimeout(save, draftRests);
    },
    onCursor: ({ line, column }) => { place.textContent = `Ln ${line}, Col ${column}`; },
  });
  const grid = createGrid(find('[data-grid]'), find('[data-cell]'), say);

  // One at a time: each names the version it was made from.
  function save(leaving = false) {
    clearTimeout(saving);
    return leaving ? put(true) : last = last.then(() => put(false));
  }

  async function put(leaving) {
    if (!dirty || !tab) return;
    const [of, text] = [tab, editor.get()];
    dirty = false;
    writing++;
    try {
      // On the way out there is no time to wait for an earlier one.
      const answer = await fetch(`api/query/drafts/${encodeURIComponent(of)}`, {
        method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text, version: leaving && writing > 1 ? null : version }), keepalive: leaving,
      });
      if (answer.status === 404) { say('This tab was closed elsewhere, so its draft is no longer kept. Copy the text into a new tab.'); return; }
      const body = await answer.json().catch(() => ({}));
      if (answer.status === 409) { say(body.title); return; }
      if (!answer.ok) throw new Error(body.title);
      if (of === tab) version = body.version;
    } catch (error) {
      if (of !== tab) return;
      dirty = true;
      if (!leaving) { saving = setTimeout(save, 3000); say(error.message || 'The draft could not be kept; it is tried again.'); }
    } finally {
      writing--;
    }
  }

  const post = (path, settings, all) => fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...settings, ...(all ? {} : editor.selection()), sql: editor.get() }),
  });
  const press = id => { const button = find(`[data-testid="${id}"]`); if (button && !button.disabled) button.click(); };
  const keys = event => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === 'Enter') press(event.shiftKey ? 'query-run-all' : 'query-run');
    else if (control && event.key.toLowerCase() === 's') press(event.shiftKey ? 'query-save-as' : 'query-save');
    else if (control && event.key === '.') press('query-cancel');
    else if (control && event.altKey && event.code === 'KeyE') press('query-explain');
    else if (event.altKey && event.code === 'KeyJ') editor.focus();
    else if (event.altKey && event.code === 'KeyK') grid.focus();
    else if (event.altKey && (event.code === 'BracketLeft' || event.code === 'BracketRight')) step(event.code === 'BracketLeft' ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  function step(by) {
    const tabs = [...room.querySelectorAll('[data-result-tab]')];
    tabs[tabs.findIndex(button => button.getAttribute('aria-selected') === 'true') + by]?.click();
  }
  const leave = () => save(true);
  const insert = event => editor.insert(event.detail);
  room.addEventListener('query-insert', insert);
  document.addEventListener('keydown', keys, true);
  addEventListener('pagehide', leave);

  // A popover closes when one goes elsewhere.
  const limits = find('[data-limits]');
  limits.addEventListener('focusout', event => { if (!limits.contains(event.relatedTarget)) limits.open = false; });
  limits.addEventListener('keydown', event => { if (event.key === 'Escape' && limits.open) { limits.open = false; limits.firstElementChild.focus(); event.stopPropagation(); } });

  // The height of the editor, by pointer or arrow keys on the bar.
  const bar = find('[data-split]');
  const setHeight = height => {
    const most = room.clientHeight - 220;
    const px = Math.round(Math.max(72, Math.min(height, most)));
    room.style.setProperty('--query-editor-h', `${px}px`);
    bar.setAttribute('aria-valuenow', px);
  };
  bar.addEventListener('pointerdown', event => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    const move = e => setHeight(e.clientY - find('[data-editor]').getBoundingClientRect().top);
    bar.addEventListener('pointermove', move);
    bar.addEventListener('pointerup', () => bar.removeEventListener('pointermove', move), { once: true });
  });
  bar.addEventListener('keydown', event => {
    const by = { ArrowUp: -24, ArrowDown: 24 }[event.key];
    if (by) { setHeight(find('[data-editor]').clientHeight + by); event.preventDefault(); }
  });

  return {
    /** Shows the text of a tab; `text` is given when it comes from a link. */
    async open(id, text) {
      await save();
      tab = id;
      version = null;
      // What is typed before the draft has come would be lost under it.
      find('[data-editor]').inert = true;
      if (text === null || text === undefined) {
        const answer = await fetch(`api/query/drafts/${encodeURIComponent(id)}`).catch(() => null);
        // Without the draft the editor stays closed: an empty one would be kept over it.
        if (!answer?.ok) { say('The draft of this tab could not be read. Reload the page.'); return; }
        const draft = await answer.json();
        if (tab === id) version = draft.version;
        text = draft.text;
      }
      if (tab !== id) return;
      find('.query-tab.on').scrollIntoView({ block: 'nearest', inline: 'nearest' });
      editor.open(text);
      dirty = false;
      find('[data-editor]').inert = false;
      window.aurora.setSql = text => editor.set(text);
      window.aurora.getSql = () => editor.get();
    },
    /** Forgets the tab: it was closed. */
    leave() { clearTimeout(saving); dirty = false; tab = null; },
    async keep() { dirty = true; await save(); },
    /** What the text asks before it is run; `null` when the console does not say. */
    async check(settings, all) {
      const answer = await post('api/query/check', settings, all).catch(() => null);
      return answer?.ok ? await answer.json() : null;
    },
    insert: text => editor.insert(text),
    /** Sends the text; answers the run's id or the problem. */
    async run(settings, all, answers) {
      editor.clearMarks();
      let answer;
      try {
        answer = await post('api/query/runs', { ...settings, ...answers }, all);
      } catch {
        return { sentence: 'The console does not answer. The text is kept; try again when it does.' };
      }
      const body = await answer.json().catch(() => ({}));
      if (!answer.ok) return { sentence: body.title ?? `The console answered ${answer.status}.`, code: body.code, field: body.field };
      save();
      return { id: body.id };
    },
    say,
    namesChanged: () => room.dispatchEvent(new Event('query-names-changed', { bubbles: true })),
    show: next => next ? grid.show(next) : grid.clear(),
    markRan: ranges => editor.markRan(ranges),
    markError: (position, message) => editor.markError(position, message),
    goTo: position => editor.goTo(position),
    focus: () => editor.focus(),
    append: statement => editor.append(statement),
    /** The text a link brought in its fragment, which is then taken out of the address. */
    fragment() {
      const text = new URLSearchParams(location.hash.slice(1)).get('sql');
      if (text !== null) history.replaceState(history.state, '', location.pathname + location.search);
      return text;
    },
    async copyLink(query) {
      const sql = new URLSearchParams({ sql: editor.get() });
      await window.aurora.copy(`${location.origin}/query?${query}#${sql}`);
      say('Link copied. It opens the text and never runs it.');
    },
    async stop() {
      document.removeEventListener('keydown', keys, true);
      removeEventListener('pagehide', leave);
      delete window.aurora.setSql;
      delete window.aurora.getSql;
      await save(true);
      grid.destroy();
      editor.destroy();
    },
  };
}
