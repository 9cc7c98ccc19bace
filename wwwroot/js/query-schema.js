// The schema tree: levels come by HTTP as they are opened, rows are drawn as far as they are seen, and keys work as in any tree.
import { openMenu } from './query-menu.js';
import { publish, shortType } from './query-names.js';

const rowHeight = 24;
const margin = 8;
const showAfter = 150;
const waitsAfter = 2000;
const namesLive = 30_000;
const treesKept = 4;

const dataKinds = new Set(['table', 'partitioned', 'foreign', 'view', 'matview']);
const writable = new Set(['table', 'partitioned', 'foreign']);
const defined = new Set([...dataKinds, 'sequence', 'index', 'trigger', 'policy', 'constraint', 'function', 'procedure', 'aggregate', 'window', 'enum', 'domain', 'range', 'composite', 'type', 'role', 'schema']);
const mono = new Set(['column', 'function', 'procedure', 'aggregate', 'window', 'index', 'constraint', 'trigger', 'policy', 'grant', 'sequence', 'enum', 'domain', 'range', 'composite', 'type', 'role', 'member']);
const iconOf = {
  group: 'folder', schema: 'folder', partitioned: 'table', foreign: 'table', view: 'eye', matview: 'eye', procedure: 'function', aggregate: 'function', window: 'function',
  enum: 'type', domain: 'type', range: 'type', composite: 'type', policy: 'shield', constraint: 'check', trigger: 'play', index: 'list', grant: 'key', role: 'user', member: 'users',
};

const compact = n => n < 1000 ? String(Math.round(n)) : n < 10_000 ? `${(n / 1000).toFixed(1).replace('.0', '')} k` : n < 999_500 ? `${Math.round(n / 1000)} k`
  : n < 10_000_000 ? `${(n / 1e6).toFixed(n < 2e6 ? 2 : 1).replace(/\.?0+$/, '')} M` : `${Math.round(n / 1e6)} M`;
const size = bytes => bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} KB` : bytes < 1 << 30 ? `${Math.round(bytes / 1048576)} MB` : `${(bytes / 1073741824).toFixed(1)} GB`;
const utc = time => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export function start(pane, dotnet) {
  const find = pane.querySelector('[data-find]');
  const view = pane.querySelector('[data-tree]');
  const canvas = pane.querySelector('[data-rows]');
  const connect = pane.querySelector('[data-connect]');
  const icons = pane.querySelector('[data-icons]');
  const trees = new Map();
  let place = null, connected = false, tree = null, rows = [], names = null, searched = null, searching = null, wanted = null;

  // ---- asking ----

  async function ask(path, at, more, answer = 'json') {
    const query = new URLSearchParams({ ...at, ...more });
    let response;
    try { response = await fetch(`api/query/schema/${path}?${query}`); } catch { throw new Error('The console does not answer. Try again when it does.'); }
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).title ?? `The console answered ${response.status}.`);
    return response[answer]();
  }

  const node = (sent, parent, at = parent?.at ?? place) => {
    const made = { ...sent, parent, at: sent.kind === 'database' ? { ...at, database: sent.name } : at, open: false, loaded: !!sent.children };
    made.key = `${parent?.key ?? ''}/${sent.kind}:${sent.oid ?? sent.name}`;
    made.depth = parent ? parent.depth + 1 : 0;
    made.children = (sent.children ?? []).map(child => node(child, made));
    return made;
  };
  const level = of => of.kind === 'database' ? ['schemas'] : of.kind === 'schema' ? ['objects', { oid: of.oid }] : ['relation', { oid: of.oid }];
  const expands = of => of.expands || of.children?.length > 0;

  // Loading shows after a moment, its reason after a longer one; an error stands where the level would.
  async function load(of, path, more) {
    if (of.loading) return of.loading;
    of.failure = null;
    of.note = null;
    const timers = [
      setTimeout(() => { of.note = 'Loading…'; draw(); }, showAfter),
      setTimeout(() => { of.note = connected ? 'The server is still reading its catalog…' : 'Still waiting: waking a paused cluster usually takes about 16 s.'; draw(); }, waitsAfter),
    ];
    of.loading = ask(path, of.at, more).then(
      sent => { of.children = sent.map(child => node(child, of.root ? null : of, of.at)); of.loaded = true; },
      error => { of.failure = error.message; })
      .finally(() => { timers.forEach(clearTimeout); of.note = null; of.loading = null; draw(); });
    return of.loading;
  }

  async function open(of) {
    if (!expands(of)) return;
    of.open = true;
    if (!of.loaded) {
      draw();
      await load(of, ...level(of));
    }
    draw();
  }

  function close(of) { of.open = false; draw(); }

  // The database at hand opens to what its role finds without a schema's name.
  async function fill(of, opened = null) {
    await load(of, 'databases');
    const reopen = async nodes => Promise.all(nodes.map(async child => {
      const first = !opened && (child.kind === 'database' ? child.name === of.at.database : child.kind === 'schema' && child.marks?.includes('path') && child.parent.children.find(other => other.marks?.includes('path')) === child);
      if (!(first || opened?.has(child.key)) || !expands(child)) return;
      await open(child);
      await reopen(child.children);
    }));
    await reopen(of.children);
    loadNames();
  }

  async function loadNames(fresh = false) {
    const at = tree;
    if (!at || !allowed()) return;
    at.names ??= {};
    if (at.names.loading || (!fresh && at.names.at && Date.now() - at.names.at < namesLive)) return;
    at.names.loading = true;
    try {
      const response = await fetch(`api/query/schema/completion?${new URLSearchParams({ ...at.at, ...(fresh && { fresh: true }) })}`, { headers: at.names.tag ? { 'If-None-Match': at.names.tag } : {} });
      if (response.ok) { at.names.tag = response.headers.get('ETag'); at.names.sent = await response.json(); }
      at.names.at = Date.now();
      if (at === tree) publish(at.names.sent ?? null);
    } catch {
      // The editor has its keywords; the next opening tries again.
    } finally {
      at.names.loading = false;
    }
  }

  const allowed = () => connected || tree?.asked;

  // ---- rows ----

  function flat() {
    if (!tree) return [];
    if (searched !== null) return found();
    const list = [];
    const below = of => {
      if (of.note) list.push({ text: of.note, depth: of.root ? 0 : of.depth + 1, of });
      if (of.failure) list.push({ error: of.failure, depth: of.root ? 0 : of.depth + 1, of });
      else if (of.loaded && !of.loading && of.children.length === 0) list.push({ text: 'Nothing here', depth: of.depth + 1, of });
      for (const child of of.children) {
        list.push(child);
        if (child.open) below(child);
      }
    };
    below(tree);
    return list;
  }

  // What is loaded answers at once, the server adds the rest.
  function found() {
    const list = [];
    const seen = new Set();
    const add = child => {
      list.push(child);
      if (child.open) {
        if (child.note) list.push({ text: child.note, depth: child.depth + 1, of: child });
        if (child.failure) list.push({ error: child.failure, depth: child.depth + 1, of: child });
        for (const below of child.children) add(below);
      }
    };
    const answer = searching?.text === searched ? searching : null;
    for (const child of answer?.children ?? []) { seen.add(`${child.kind}:${child.oid ?? child.key}`); add(child); }
    if (!answer?.loaded) {
      const walk = nodes => nodes.forEach(child => {
        if (list.length < 200 && child.kind !== 'group' && child.name.toLowerCase().includes(searched.toLowerCase()) && child.oid && !seen.has(`${child.kind}:${child.oid}`)) list.push({ ...child, depth: 0, open: false, parent: null, expands: false, children: [], same: child });
        walk(child.children);
      });
      walk(tree.children);
    }
    if (answer?.note) list.push({ text: answer.note, depth: 0, of: answer });
    if (answer?.failure) list.push({ error: answer.failure, depth: 0, of: answer });
    if (!allowed()) list.push({ text: 'Connect to search the whole database', depth: 0, of: tree });
    else if (answer?.loaded && list.length === 0) list.push({ text: `No name holds “${searched}”`, depth: 0, of: answer });
    return list;
  }

  const keyOf = row => row.key ?? `${row.of?.key ?? ''}/${row.error ? 'error' : 'text'}`;

  let drawing = false;
  function draw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      rows = flat();
      canvas.style.height = `${rows.length * rowHeight}px`;
      paint();
    });
  }

  const active = () => Math.max(0, rows.findIndex(row => keyOf(row) === wanted));

  function paint() {
    const first = Math.max(0, Math.floor(view.scrollTop / rowHeight) - margin);
    const last = Math.min(rows.length, Math.ceil((view.scrollTop + view.clientHeight) / rowHeight) + margin);
    const on = active();
    const shown = [];
    for (let at = first; at < last; at++) shown.push(drawRow(rows[at], at, at === on));
    canvas.replaceChildren(...shown);
    view.setAttribute('aria-activedescendant', rows[on] && on >= first && on < last ? `schema-row-${on}` : '');
    view.setAttribute('aria-busy', String(!!tree?.loading));
  }

  const element = (name, cls, text) => Object.assign(document.createElement(name), { className: cls, textContent: text ?? '' });

  function drawRow(row, at, on) {
    const line = element('div', `schema-row${on ? ' on' : ''}${row.noAccess ? ' closed' : ''}${row.marks?.includes('system') ? ' system' : ''}`);
    line.id = `schema-row-${at}`;
    line.dataset.at = at;
    line.style.cssText = `top:${at * rowHeight}px;padding-left:${8 + row.depth * 14}px`;
    line.setAttribute('role', 'treeitem');
    line.setAttribute('aria-level', row.depth + 1);
    line.setAttribute('aria-selected', String(on));
    if (row.text || row.error) {
      line.classList.add(row.error ? 'error' : 'note');
      line.append(element('span', 'schema-text', row.error ?? row.text));
      line.title = row.error ?? row.text;
      if (row.error) line.append(Object.assign(element('button', 'ac-link', 'Retry'), { type: 'button', tabIndex: -1 }));
      return line;
    }
    line.dataset.kind = row.kind;
    line.title = title(row);
    const turn = element('span', 'schema-turn');
    if (expands(row)) {
      line.setAttribute('aria-expanded', String(row.open));
      turn.append(icon(row.open ? 'chevron-down' : 'chevron-right'));
    }
    line.append(turn);
    const drawn = row.kind === 'column' || row.kind === 'more' ? null : icon(iconOf[row.kind] ?? row.kind);
    if (drawn) line.append(drawn);
    line.append(element('span', `schema-name${mono.has(row.kind) || dataKinds.has(row.kind) ? ' mono' : ''}`, row.name));
    if (row.kind === 'column') for (const [mark, image] of [['primary key', 'key'], ['foreign key', 'link']]) if (row.marks?.includes(mark)) line.append(icon(image));
    line.append(element('span', `schema-side${row.kind === 'column' ? ' mono' : ''}`, side(row)));
    if (actions(row).length > 0) {
      const more = element('button', 'schema-more');
      Object.assign(more, { type: 'button', tabIndex: -1, title: 'Actions (.)', ariaLabel: `Actions for ${row.name}` });
      more.append(icon('dots'));
      line.append(more);
    }
    return line;
  }

  const icon = name => icons.querySelector(`[data-icon="${name}"]`)?.firstElementChild?.cloneNode(true) ?? '';

  function side(row) {
    if (row.noAccess) return 'no access';
    if (row.kind === 'database') return row.bytes === undefined ? '' : size(row.bytes);
    if (row.kind === 'group') return String(row.children.length);
    if (row.detail !== undefined) return row.kind === 'column' ? shortType(row.detail) : row.detail;
    if (dataKinds.has(row.kind)) return row.rows === undefined ? '?' : compact(row.rows);
    return '';
  }

  function title(row) {
    const lines = [row.kind === 'column' ? `${row.name} ${row.detail}` : row.name];
    if (row.detail && row.kind !== 'column') lines.push(row.detail);
    if (row.marks?.length) lines.push(row.marks.join(' · '));
    if (dataKinds.has(row.kind) && row.kind !== 'view' && !row.noAccess) {
      lines.push(row.rows === undefined
        ? searched === null ? 'Never analysed, so nobody knows how many rows it has. ANALYZE tells.' : ''
        : `About ${Math.round(row.rows).toLocaleString('en')} rows${row.bytes === undefined ? '' : `, ${size(row.bytes)} with indexes`}: the estimate of ${row.asOf ? `the last ANALYZE or VACUUM, ${utc(row.asOf)}` : 'an ANALYZE or VACUUM whose time the server no longer knows'}`);
    } else if (row.kind === 'index' && row.bytes !== undefined) lines.push(`about ${size(row.bytes)}`);
    if (row.noAccess) lines.push(row.kind === 'database' ? 'The role may not connect to it (CONNECT).' : row.kind === 'schema' ? 'The role may not look into it (USAGE).' : 'The role may not read it.');
    if (row.comment) lines.push(row.comment);
    return lines.filter(Boolean).join('\n');
  }

  // ---- what can be done with a row ----

  const insert = text => { pane.dispatchEvent(new CustomEvent('query-insert', { detail: text, bubbles: true })); closeDrawer(); };
  const copy = async (text, what) => {
    try { await window.aurora.copy(text); flash(`${what} copied`); } catch { flash('The browser did not allow copying.'); }
  };
  const live = pane.querySelector('[data-live]');
  let flashing;
  const flash = text => { live.textContent = text; clearTimeout(flashing); flashing = setTimeout(() => { live.textContent = ''; }, 4000); };

  async function columnsOf(row) {
    if (!row.loaded) await load(row, ...level(row));
    if (row.failure) throw new Error(row.failure);
    return row.children.filter(child => child.kind === 'column');
  }

  async function template(row, verb) {
    const columns = await columnsOf(row);
    if (verb === 'SELECT') return `SELECT ${columns.map(column => column.sql).join(', ') || '*'}\nFROM ${row.sql}\nLIMIT 100;`;
    const own = columns.filter(column => !column.marks?.some(mark => mark.startsWith('generated') || mark === 'identity always'));
    if (verb === 'INSERT') return own.length === 0 ? `INSERT INTO ${row.sql} DEFAULT VALUES;` : `INSERT INTO ${row.sql} (${own.map(column => column.sql).join(', ')})\nVALUES (${own.map((_, at) => `$${at + 1}`).join(', ')});`;
    const keys = columns.filter(column => column.marks?.includes('primary key'));
    const rest = own.filter(column => !keys.includes(column));
    return `UPDATE ${row.sql}\nSET ${rest.map((column, at) => `${column.sql} = $${at + 1}`).join(', ')}\nWHERE ${keys.map((column, at) => `${column.sql} = $${rest.length + at + 1}`).join(' AND ') || 'false -- which rows?'};`;
  }

  function actions(row) {
    const list = [];
    if (!row.kind || row.kind === 'group' || row.kind === 'more') return list;
    const here = row.at.database === place?.database;
    if (dataKinds.has(row.kind) && !row.noAccess && here) list.push(['Preview 100 rows', () => { dotnet.invokeMethodAsync('OnPreview', `SELECT * FROM ${row.sql} LIMIT 100`); closeDrawer(); }]);
    if (row.sql) list.push(['Insert name', () => insert(row.sql), 'Enter']);
    list.push(['Copy name', () => copy(row.sql ?? row.name, 'Name')]);
    if (defined.has(row.kind) && row.oid) list.push(['Copy definition', async () => copy(await ask('definition', row.at, { kind: row.kind, oid: row.oid }, 'text'), 'Definition')]);
    if (dataKinds.has(row.kind) && here) {
      list.push(['Insert SELECT', async () => insert(await template(row, 'SELECT'))]);
      if (writable.has(row.kind)) list.push(['Insert INSERT', async () => insert(await template(row, 'INSERT'))], ['Insert UPDATE', async () => insert(await template(row, 'UPDATE'))]);
    }
    return list;
  }

  function showMenu(row, x, y) {
    const items = actions(row.same ?? row).map(([text, act, keys]) => ({ text, keys, run: async () => { try { await act(); } catch (error) { flash(error.message); } } }));
    if (items.length > 0) openMenu(items, { x, y }, view);
  }

  // ---- keys and pointer ----

  function go(at, into = 'nearest') {
    const index = Math.max(0, Math.min(at, rows.length - 1));
    if (!rows[index]) return;
    wanted = keyOf(rows[index]);
    const top = index * rowHeight;
    if (into === 'nearest' && top < view.scrollTop) view.scrollTop = top;
    else if (into === 'nearest' && top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + rowHeight - view.clientHeight;
    paint();
  }

  function toggle(row) {
    if (row.error) retry(row.of);
    else if (row.open) close(row);
    else open(row);
  }

  function retry(of) {
    if (of === searching) search();
    else if (of.root) fill(of);
    else load(of, ...level(of));
    draw();
  }

  let prefix = '', typing;
  function onKey(event) {
    const at = active(), row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.clientHeight / rowHeight) - 1);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + page, PageUp: at - page };
    if (event.key in moves) go(moves[event.key]);
    else if (event.key === 'ArrowRight') { if (row.error) retry(row.of); else if (expands(row) && !row.open) toggle(row); else if (row.open) go(at + 1); }
    else if (event.key === 'ArrowLeft') { if (row.open) close(row); else { const parent = row.parent ?? row.of; if (parent && rows.includes(parent)) go(rows.indexOf(parent)); } }
    else if (event.key === 'Enter') { if (row.error) retry(row.of); else if (row.kind && row.kind !== 'group' && row.sql) insert(row.sql); else if (expands(row)) toggle(row); }
    else if (event.key === ' ' && prefix === '') { if (expands(row) || row.error) toggle(row); }
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === '.') {
      const line = canvas.querySelector('.on')?.getBoundingClientRect();
      if (line) showMenu(row, line.left + 40, line.bottom);
    } else if (event.key.length === 1) {
      clearTimeout(typing);
      prefix += event.key.toLowerCase();
      typing = setTimeout(() => { prefix = ''; }, 1000);
      const from = prefix.length === 1 ? at + 1 : at;
      for (let step = 0; step < rows.length; step++) {
        const index = (from + step) % rows.length;
        if (rows[index].name?.toLowerCase().startsWith(prefix)) { go(index); break; }
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const rowAt = target => rows[target.closest?.('.schema-row')?.dataset.at];
  view.addEventListener('keydown', onKey);
  view.addEventListener('scroll', paint);
  view.addEventListener('mousedown', event => {
    const row = rowAt(event.target);
    if (!row) return;
    event.preventDefault();
    view.focus();
    wanted = keyOf(row);
    if (event.target.closest('.schema-more')) showMenu(row, event.clientX, event.clientY);
    else if (row.error && event.target.closest('button')) retry(row.of);
    else if (event.button === 0 && event.detail === 1 && event.target.closest('.schema-turn')) toggle(row);
    else if (event.button === 0 && event.detail === 2 && !event.target.closest('.schema-turn')) { if (expands(row)) toggle(row); else if (row.sql) insert(row.sql); }
    paint();
  });
  view.addEventListener('contextmenu', event => {
    const row = rowAt(event.target);
    if (!row) return;
    event.preventDefault();
    showMenu(row, event.clientX, event.clientY);
  });

  // ---- finding ----

  let resting;
  find.addEventListener('input', () => {
    const text = find.value.trim();
    searched = text === '' ? null : text;
    view.scrollTop = 0;
    wanted = null;
    clearTimeout(resting);
    if (searched && allowed()) resting = setTimeout(search, 200);
    draw();
  });
  find.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') { view.focus(); go(0); }
    else if (event.key === 'Escape' && find.value) { find.value = ''; find.dispatchEvent(new Event('input')); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  function search() {
    searching = { text: searched, key: 'find', depth: -1, at: place, children: [], root: true };
    load(searching, 'find', { text: searched });
  }

  // ---- the pane itself ----

  const isNarrow = () => matchMedia('(max-width: 1199px)').matches;
  const isOpen = () => isNarrow() ? 'drawer' in pane.dataset : pane.dataset.open !== 'false';
  function setOpen(open) {
    if (isNarrow()) { if (open) pane.dataset.drawer = ''; else delete pane.dataset.drawer; } else {
      pane.dataset.open = String(open);
      dotnet.invokeMethodAsync('Remember', open).catch(() => {});
    }
    for (const button of pane.querySelectorAll('[data-toggle]')) button.setAttribute('aria-expanded', String(open));
    if (open) { draw(); (tree && !connect.hidden ? connect.querySelector('button') : find).focus(); }
  }
  const closeDrawer = () => { delete pane.dataset.drawer; };
  for (const button of pane.querySelectorAll('[data-toggle]')) button.addEventListener('click', () => setOpen(!isOpen()));
  pane.addEventListener('keydown', event => {
    if (event.key === 'Escape' && 'drawer' in pane.dataset) { setOpen(false); pane.querySelector('[data-toggle]').focus(); event.stopPropagation(); }
  });
  const refresh = () => {
    if (!tree) return;
    const opened = new Set();
    const walk = nodes => nodes.forEach(child => { if (child.open) opened.add(child.key); walk(child.children); });
    walk(tree.children);
    tree.asked = true;
    loadNames(true);
    fill(tree, opened.size > 0 ? opened : null);
    if (searched) search();
    show();
  };
  pane.querySelector('[data-refresh]').addEventListener('click', refresh);
  // A run of the tab created, altered or dropped something.
  const changed = () => { if (tree?.loaded && connected) refresh(); };
  document.addEventListener('query-names-changed', changed);
  connect.querySelector('button').addEventListener('click', () => { tree.asked = true; show(); view.focus(); });
  const sized = new ResizeObserver(() => paint());
  sized.observe(view);

  function show() {
    const ready = tree && allowed();
    const drawn = tree && (ready || tree.loaded);
    connect.hidden = !tree || drawn;
    view.hidden = !drawn;
    pane.querySelector('[data-refresh]').disabled = !drawn;
    if (ready && !tree.loaded && !tree.loading && !tree.failure) fill(tree);
    else if (connected) loadNames();
    publish(tree?.names?.sent ?? null);
    draw();
  }

  return {
    /** Where the tab is, and whether it is connected: only then, or when asked to, anything is read. */
    target(cluster, database, role, isConnected) {
      const next = cluster && database && role ? { cluster, database, role } : null;
      const key = JSON.stringify(next);
      // What failed while nothing was open may go well now.
      if (isConnected && !connected && tree) tree.failure = null;
      connected = isConnected;
      if (key !== JSON.stringify(place)) {
        place = next;
        tree = next && (trees.get(key) ?? { root: true, key: '', depth: -1, at: next, children: [], loaded: false });
        trees.delete(key);
        if (tree) trees.set(key, tree);
        if (trees.size > treesKept) trees.delete(trees.keys().next().value);
        find.value = '';
        searched = searching = wanted = null;
        view.scrollTop = 0;
      }
      show();
    },
    stop() {
      document.removeEventListener('query-names-changed', changed);
      sized.disconnect();
      publish(null);
    },
  };
}
