// The result grid. Rows stay in the store on the server; windows of them are fetched as they come into view. The scrollbar is scaled, since
// browsers cap the height of an element: `top` (in pixels of a grid of full height) is the truth and the scroller follows it.
// A column has a number in the result and a place on the screen: `shown` lists the numbers by place, the first `pinned` of them stay at the left.
import { createCellPanel, readCell } from './query-cell.js';
import { createExports } from './query-export.js';
import { openMenu } from './query-menu.js';
import { createViewBar } from './query-view.js';
import { number, problemOf } from './query-words.js';

const rowHeight = 24;
const block = 200;
const keptCells = 1_200_000;
const tallest = 8_000_000;
const mostCopied = 10_000;
const widest = 900;

export function createGrid(root, panelElement, say) {
  const room = root.closest('.query-room');
  root.innerHTML = '<div class="qg-canvas"><div class="qg-view"><div class="qg-head" role="row" aria-rowindex="1"><div class="qg-frozen"><div class="qg-corner"></div></div></div><div class="qg-body"></div></div></div>';
  const canvas = root.firstChild;
  const view = canvas.firstChild;
  const [head, body] = view.children;
  root.tabIndex = 0;
  root.setAttribute('role', 'grid');
  root.setAttribute('aria-label', 'Result');

  let result = null;
  let columns = [];
  let all = 0;
  let total = 0;
  let complete = true;
  let seen = null;
  let top = 0;
  let expected = 0;
  let shown = [];
  let pinned = 0;
  let widths = [];
  let lefts = [0];
  let touched = [];
  let active = { row: 0, place: 0 };
  let anchor = null;
  let drawn = '';
  let layouts = 0;
  let frame = 0;
  const heads = new Map();
  const blocks = new Map();
  const fetching = new Map();

  const panel = createCellPanel(panelElement, {
    say,
    onClose: () => root.focus(),
    onMove: by => moveTo(active.row + by, active.place),
    onCell: column => { active.place = Math.max(0, shown.indexOf(column)); reveal(); openCell(); },
  });
  const views = createViewBar(room.querySelector('[data-view-bar]'), { say, onView: look, leave: () => root.focus() });
  const exports = createExports(room, {
    say,
    seen: () => ({ result, view: seen?.id, rows: total, columns: shown, all: columns.length, words: seen ? 'as filtered and sorted here' : '' }),
  });

  const bodyHeight = () => Math.max(0, root.clientHeight - head.offsetHeight);
  const full = () => total * rowHeight;
  const highest = () => Math.max(0, full() - bodyHeight());
  const scale = () => { const room = Math.min(full(), tallest) - bodyHeight(); return room > 0 ? highest() / room : 1; };
  const rowOf = row => { const rows = blocks.get(Math.floor(row / block)); return rows?.[row % block]; };
  const gutter = () => Math.max(44, String(all).length * 7.5 + 18);
  const frozen = () => lefts[pinned];
  const place = row => ({ result, view: seen?.id, row });
  const startWidth = column => Math.max(56, Math.min(240, Math.max(column.name.length * 7.2, column.type.length * 6.6) + 34));

  function show(next) {
    if (next.id !== result) {
      // The same columns again keep what their reader made of them.
      const isAlike = columns.length > 0 && JSON.stringify(next.columns) === JSON.stringify(columns);
      result = next.id;
      columns = next.columns;
      seen = null;
      forget();
      top = expected = root.scrollTop = root.scrollLeft = 0;
      active = { row: 0, place: 0 };
      anchor = null;
      if (!isAlike) {
        touched = columns.map(() => false);
        widths = columns.map(startWidth);
        shown = columns.map((_, index) => index);
        pinned = 0;
      }
      if (panel.mode) panel.hide();
      for (const cell of heads.values()) cell.remove();
      heads.clear();
      views.reset(result, columns);
    }
    all = next.rows;
    complete = next.complete;
    if (!seen) total = all;
    views.grew(all, complete);
    layout();
    draw();
  }

  function clear() { show({ id: null, columns: [], rows: 0, complete: true }); }

  /** Shows a view of the result, or with null all rows as fetched. */
  function look(next) {
    seen = next;
    total = next ? next.rows : all;
    forget();
    top = expected = root.scrollTop = 0;
    active.row = 0;
    anchor = null;
    if (panel.mode) openPanel();
    layout();
    draw();
  }

  function forget() {
    for (const abort of fetching.values()) abort.abort();
    fetching.clear();
    blocks.clear();
    drawn = '';
  }

  function layout() {
    lefts = [gutter()];
    for (const index of shown) lefts.push(lefts.at(-1) + widths[index]);
    canvas.style.height = `${Math.min(full(), tallest) + head.offsetHeight}px`;
    canvas.style.width = view.style.width = `${lefts.at(-1)}px`;
    view.style.height = `${root.clientHeight}px`;
    root.setAttribute('aria-rowcount', total + 1);
    root.setAttribute('aria-colcount', shown.length);
    layouts++;
    drawn = '';
  }

  function headOf(index) {
    const column = columns[index];
    const cell = document.createElement('div');
    cell.className = `qg-th${column.isNumber ? ' num' : ''}`;
    cell.setAttribute('role', 'columnheader');
    cell.title = `${column.name}\n${column.type}\nClick sorts what was fetched; with Shift, within the order there is. Alt Down opens the menu.`;
    const name = document.createElement('b');
    const type = document.createElement('span');
    type.textContent = column.type;
    const more = document.createElement('button');
    more.type = 'button';
    more.className = 'qg-more';
    more.tabIndex = -1;
    more.textContent = '⋮';
    more.setAttribute('aria-label', `Menu of ${column.name}`);
    more.addEventListener('click', event => { event.stopPropagation(); columnMenu(index); });
    const grip = document.createElement('i');
    grip.className = 'qg-grip';
    grip.addEventListener('pointerdown', event => resize(event, index));
    grip.addEventListener('click', event => event.stopPropagation());
    grip.addEventListener('dblclick', () => fit(index));
    cell.append(name, type, more, grip);
    cell.addEventListener('click', event => { if (total > 0 || seen) views.cycle(index, event.shiftKey); });
    cell.addEventListener('contextmenu', event => { event.preventDefault(); columnMenu(index); });
    return cell;
  }

  function drawHead(from, to) {
    const wanted = new Set([...shown.slice(0, pinned), ...shown.slice(from, to)]);
    for (const [index, cell] of heads) if (!wanted.has(index)) { cell.remove(); heads.delete(index); }
    head.firstChild.style.width = `${frozen()}px`;
    head.firstChild.firstChild.style.width = `${gutter()}px`;
    head.firstChild.classList.toggle('pins', pinned > 0);
    for (const index of wanted) {
      if (!heads.has(index)) heads.set(index, headOf(index));
      const cell = heads.get(index);
      const at = shown.indexOf(index);
      const parent = at < pinned ? head.firstChild : head;
      if (cell.parentElement !== parent) parent.append(cell);
      cell.style.left = `${lefts[at]}px`;
      cell.style.width = `${widths[index]}px`;
      cell.setAttribute('aria-colindex', at + 1);
      const key = views.sort.findIndex(key => key.column === index);
      const arrow = key < 0 ? '' : `${views.sort[key].descending ? ' ↓' : ' ↑'}${views.sort.length > 1 ? key + 1 : ''}`;
      cell.firstChild.textContent = columns[index].name + arrow;
      cell.setAttribute('aria-sort', key < 0 ? 'none' : views.sort[key].descending ? 'descending' : 'ascending');
    }
  }

  function resize(event, index) {
    event.preventDefault();
    const grip = event.target;
    const from = event.clientX;
    const width = widths[index];
    touched[index] = true;
    grip.setPointerCapture(event.pointerId);
    const move = e => { widths[index] = Math.max(40, width + e.clientX - from); layout(); draw(); };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', () => grip.removeEventListener('pointermove', move), { once: true });
  }

  function fit(index) {
    widths[index] = 56;
    touched[index] = true;
    for (const rows of blocks.values()) grow(index, rows, widest);
    layout();
    draw();
  }

  function resetWidth(index) {
    touched[index] = false;
    widths[index] = startWidth(columns[index]);
    for (const rows of blocks.values()) grow(index, rows, 320);
    layout();
    draw();
  }

  // A column grows with the rows that arrive, and never shrinks under the reader's eyes; once its reader sets a width, that stays.
  function grow(index, rows, most) {
    let longest = Math.max(columns[index].name.length * 1.02 + 2, columns[index].type.length * 0.92);
    for (const row of rows) {
      const value = row[index];
      longest = Math.max(longest, value === null ? 4 : (typeof value === 'string' ? value : value[0]).length);
    }
    const width = Math.max(56, Math.min(most, Math.ceil(longest * 7.3 + 20)));
    if (width <= widths[index]) return false;
    widths[index] = width;
    return true;
  }

  function arrange(next, pins) {
    const current = shown[active.place];
    shown = next;
    pinned = pins;
    active.place = Math.max(0, shown.indexOf(current));
    anchor = null;
    layout();
    draw();
  }

  function pin(index) {
    const others = shown.filter(other => other !== index);
    arrange([...others.slice(0, pinned), index, ...others.slice(pinned)], pinned + 1);
  }

  function unpin(index) {
    const others = shown.filter(other => other !== index);
    const free = others.slice(pinned - 1);
    const after = free.findIndex(other => other > index);
    free.splice(after < 0 ? free.length : after, 0, index);
    arrange([...others.slice(0, pinned - 1), ...free], pinned - 1);
  }

  function hide(index) { arrange(shown.filter(other => other !== index), shown.indexOf(index) < pinned ? pinned - 1 : pinned); }

  function showAll() {
    const pins = shown.slice(0, pinned);
    arrange([...pins, ...columns.map((_, index) => index).filter(index => !pins.includes(index))], pinned);
  }

  function columnMenu(index) {
    const isPinned = shown.indexOf(index) < pinned;
    const key = views.sort.find(key => key.column === index);
    const box = heads.get(index)?.getBoundingClientRect() ?? root.getBoundingClientRect();
    openMenu([
      { text: 'Sort ascending', checked: key?.descending === false, run: () => views.sortBy(index, false) },
      { text: 'Sort descending', checked: key?.descending === true, run: () => views.sortBy(index, true) },
      ...views.sort.length > 0 && !key ? [{ text: 'Sort within this order', keys: 'Shift click', run: () => views.sortBy(index, false, true) }] : [],
      ...key ? [{ text: 'Do not sort by it', run: () => views.sortBy(index, null, true) }] : [],
      { text: 'Filter…', run: () => views.open(index) },
      { text: 'Only NULL', run: () => views.filter(index, 'null') },
      { text: 'Without NULL', run: () => views.filter(index, 'not-null') },
      null,
      isPinned ? { text: 'Unpin', run: () => unpin(index) } : { text: 'Pin to the left', run: () => pin(index) },
      { text: 'Hide', disabled: shown.length < 2, run: () => hide(index) },
      ...shown.length < columns.length ? [{ text: `Show ${columns.length - shown.length} hidden`, run: showAll }] : [],
      { text: 'Fit to content', run: () => fit(index) },
      { text: 'Reset width', run: () => resetWidth(index) },
      null,
      { text: 'Copy name', run: () => window.aurora.copy(columns[index].name).then(() => say('Copied the name.'), () => say('The browser did not allow copying.')) },
    ], { x: box.left, y: box.bottom }, root);
  }

  function cellMenu(x, y) {
    const index = shown[active.place];
    const value = rowOf(active.row)?.[index];
    const range = selected();
    const isOne = range.top === range.bottom && range.left === range.right;
    openMenu([
      { text: isOne ? 'Copy' : 'Copy selection', keys: 'Ctrl C', run: () => copy('tsv', false) },
      { text: 'Copy with names', keys: 'Alt C', run: () => copy('tsv', true) },
      { text: 'Copy as CSV', run: () => copy('csv', true) },
      { text: 'Copy as JSON', run: () => copy('json', true) },
      { text: 'Copy as Markdown', run: () => copy('md', true) },
      { text: 'Copy as INSERT', run: () => copy('sql', true) },
      null,
      { text: 'Open cell', keys: 'Enter', run: openCell },
      { text: 'Open row', keys: 'Shift Enter', run: openRow },
      null,
      { text: 'Only rows with this value', disabled: value === undefined || Array.isArray(value), run: () => views.filter(index, value === null ? 'null' : 'equals', value ?? undefined) },
      { text: 'Without this value', disabled: value === undefined || Array.isArray(value), run: () => views.filter(index, value === null ? 'not-null' : 'differs', value ?? undefined) },
      { text: 'Menu of the column', keys: 'Alt Down', run: () => columnMenu(index) },
    ], { x, y }, root);
  }

  async function load(index) {
    const start = index * block;
    const have = blocks.get(index) ?? [];
    const wanted = Math.min(block, total - start);
    if (have.length >= wanted || fetching.has(index)) return;
    const abort = new AbortController();
    const [asked, as] = [result, seen];
    fetching.set(index, abort);
    try {
      const answer = await fetch(`api/query/results/${asked}/rows?from=${start + have.length}&count=${block - have.length}${as ? `&view=${as.id}` : ''}`, { signal: abort.signal });
      if (asked !== result || as !== seen) return;
      // Another page on this result made views of its own, and the server keeps two.
      if (answer.status === 404 && as) { views.again(); return; }
      if (!answer.ok) throw await problemOf(answer, 'Rows could not be read. Run the statement again.');
      const window = await answer.json();
      if (asked !== result || as !== seen) return;
      blocks.delete(index);
      blocks.set(index, have.concat(window.rows));
      while (blocks.size > Math.max(4, keptCells / (block * columns.length))) blocks.delete(blocks.keys().next().value);
      fetching.delete(index);
      // What one has moved to stays in view while columns before it grow.
      const isIn = lefts[active.place + 1] <= root.scrollLeft + root.clientWidth;
      if (columns.map((_, column) => !touched[column] && grow(column, window.rows, 320)).some(Boolean)) {
        layout();
        if (isIn) reach(active.place);
      }
      drawn = '';
      draw();
    } catch (error) {
      if (error.name !== 'AbortError' && asked === result) say(error.message);
    } finally {
      if (fetching.get(index) === abort) fetching.delete(index);
    }
  }

  function draw() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(drawNow);
  }

  function drawNow() {
    const first = Math.max(0, Math.floor(top / rowHeight));
    const last = Math.min(total, Math.ceil((top + bodyHeight()) / rowHeight));
    const wantedBlocks = new Set();
    for (let index = Math.floor(first / block); index <= Math.floor(Math.max(first, last - 1) / block) && total > 0; index++) wantedBlocks.add(index);
    for (const [index, abort] of fetching) if (!wantedBlocks.has(index)) { abort.abort(); fetching.delete(index); }
    for (const index of wantedBlocks) load(index);

    let from = pinned;
    while (from < shown.length - 1 && lefts[from + 1] < root.scrollLeft + frozen()) from++;
    let to = from;
    while (to < shown.length && lefts[to] < root.scrollLeft + root.clientWidth) to++;
    const key = `${first} ${last} ${from} ${to} ${top} ${layouts} ${JSON.stringify([active, anchor, views.sort])}`;
    if (key === drawn) return;
    drawn = key;
    drawHead(from, to);

    while (body.children.length > last - first) body.lastChild.remove();
    while (body.children.length < last - first) {
      const line = document.createElement('div');
      line.className = 'qg-row';
      line.setAttribute('role', 'row');
      line.innerHTML = '<div class="qg-frozen"><div class="qg-number" role="rowheader"></div></div>';
      body.append(line);
    }
    const range = anchor && selected();
    for (let row = first; row < last; row++) {
      const line = body.children[row - first];
      const [left] = line.children;
      line.style.transform = `translateY(${row * rowHeight - top}px)`;
      line.classList.toggle('on', row === active.row);
      line.setAttribute('aria-rowindex', row + 2);
      set(left.firstChild, 'textContent', number(row + 1));
      if (left.layout !== layouts) {
        left.layout = layouts;
        left.style.width = `${frozen()}px`;
        left.firstChild.style.width = `${gutter()}px`;
        left.classList.toggle('pins', pinned > 0);
      }
      const values = rowOf(row);
      fill(left, 0, pinned, row, values, range);
      fill(line, from, to, row, values, range);
    }
    root.setAttribute('aria-activedescendant', 'qg-active');
  }

  const set = (element, property, value) => { if (element[property] !== value) element[property] = value; };

  // The cells of the places `from` to `to` follow the first child.
  function fill(parent, from, to, row, values, range) {
    while (parent.children.length > to - from + 1) parent.lastChild.remove();
    while (parent.children.length < to - from + 1) {
      const cell = document.createElement('div');
      cell.setAttribute('role', 'gridcell');
      cell.append('');
      parent.append(cell);
    }
    for (let at = from, cell = parent.firstChild.nextSibling; at < to; at++, cell = cell.nextSibling) {
      const index = shown[at];
      const value = values?.[index];
      const isActive = row === active.row && at === active.place;
      const inRange = range && row >= range.top && row <= range.bottom && at >= range.left && at <= range.right;
      set(cell, 'className', `qg-cell${columns[index].isNumber ? ' num' : ''}${value === null ? ' null' : ''}${values ? '' : ' loading'}${isActive ? ' active' : ''}${inRange ? ' in' : ''}`);
      set(cell, 'id', isActive ? 'qg-active' : '');
      if (cell.layout !== layouts || cell.at !== at) {
        cell.layout = layouts;
        cell.at = at;
        cell.style.left = `${lefts[at]}px`;
        cell.style.width = `${widths[index]}px`;
        cell.setAttribute('aria-colindex', at + 1);
      }
      const text = !values ? '' : value === null ? 'NULL' : typeof value === 'string' ? value : `${value[0]}…`;
      set(cell.firstChild, 'data', text.includes('\n') ? text.replace(/\r?\n/g, '↵') : text);
    }
  }

  function scrollTo(next) {
    top = Math.max(0, Math.min(next, highest()));
    expected = Math.round(top / scale());
    if (Math.round(root.scrollTop) !== expected) root.scrollTop = expected;
    draw();
  }

  function reveal() {
    const y = active.row * rowHeight;
    if (y < top) scrollTo(y);
    else if (y + rowHeight > top + bodyHeight()) scrollTo(y + rowHeight - bodyHeight());
    reach(active.place);
    draw();
  }

  function reach(place) {
    if (place < pinned) return;
    const [left, right] = [lefts[place], lefts[place + 1]];
    if (left - frozen() < root.scrollLeft) root.scrollLeft = left - frozen();
    else if (right > root.scrollLeft + root.clientWidth) root.scrollLeft = right - root.clientWidth;
  }

  function moveTo(row, at, extend) {
    anchor = extend ? anchor ?? { ...active } : null;
    active = { row: Math.max(0, Math.min(row, total - 1)), place: Math.max(0, Math.min(at, shown.length - 1)) };
    reveal();
    if (panel.mode && !extend) openPanel();
  }

  const selected = () => {
    const other = anchor ?? active;
    return { top: Math.min(active.row, other.row), bottom: Math.max(active.row, other.row), left: Math.min(active.place, other.place), right: Math.max(active.place, other.place) };
  };

  function openCell() { if (total > 0) panel.show(place(active.row), shown[active.place], columns[shown[active.place]]); }
  function openRow() { if (total > 0) panel.showRow(place(active.row), shown, columns); }
  function openPanel() { if (total === 0) panel.hide(); else if (panel.mode === 'row') openRow(); else openCell(); }

  async function copy(format, header) {
    const range = selected();
    if (total === 0) return;
    const count = range.bottom - range.top + 1;
    if (count > mostCopied) { say(`At most ${number(mostCopied)} rows are copied at once. Export has them all.`); return; }
    try {
      // A single cell is copied as it is; in a table tabs and line ends are quoted.
      const isCell = format === 'tsv' && !header && count === 1 && range.left === range.right;
      const cell = isCell && await readCell(place(range.top), shown[range.left]);
      const text = isCell ? cell.text ?? '' : await exports.text(format, range.top, range.bottom, shown.slice(range.left, range.right + 1), header);
      await window.aurora.copy(text);
      say(!isCell ? `Copied ${number(count)} ${count === 1 ? 'row' : 'rows'}.` : cell.isCut ? 'Copied the first 1 MB of the cell. Open it to download the whole.' : 'Copied the cell.');
    } catch (error) {
      say(error.name === 'NotAllowedError' ? 'The browser did not allow copying.' : error.message);
    }
  }

  root.addEventListener('scroll', () => {
    if (Math.abs(root.scrollTop - expected) > 1) { expected = root.scrollTop; top = Math.min(root.scrollTop * scale(), highest()); }
    draw();
  });
  root.addEventListener('wheel', event => {
    if (event.ctrlKey || event.shiftKey || event.deltaY === 0 || scale() <= 1.001) return;
    event.preventDefault();
    scrollTo(top + event.deltaY * (event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? bodyHeight() : 1));
  }, { passive: false });
  root.addEventListener('keydown', event => {
    const page = Math.max(1, Math.floor(bodyHeight() / rowHeight) - 1);
    const { row, place: at } = active;
    const control = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    const moves = {
      ArrowUp: [row - 1, at], ArrowDown: [row + 1, at], ArrowLeft: [row, at - 1], ArrowRight: [row, at + 1],
      PageUp: [row - page, at], PageDown: [row + page, at],
      Home: control ? [0, 0] : [row, 0], End: control ? [total - 1, shown.length - 1] : [row, shown.length - 1],
    };
    if (control && letter === 'f' && columns.length > 0) views.open();
    else if (event.altKey && event.key === 'ArrowDown' && columns.length > 0) columnMenu(shown[at]);
    else if (event.altKey && event.code === 'KeyC' && !control) copy('tsv', true);
    else if (event.key === 'Escape' && panel.mode) panel.hide();
    else if (event.altKey || total === 0) return;
    else if (moves[event.key]) moveTo(...moves[event.key], event.shiftKey);
    else if (control && letter === 'c') copy('tsv', false);
    else if (control && letter === 'a') { anchor = { row: 0, place: 0 }; active = { row: total - 1, place: shown.length - 1 }; draw(); }
    else if (!control && event.key === 'Enter' && event.shiftKey) openRow();
    else if (!control && (event.key === 'Enter' || event.key === 'F2')) openCell();
    else if (event.key === ' ' && event.shiftKey) { anchor = { row, place: 0 }; active.place = shown.length - 1; draw(); }
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = document.getElementById('qg-active')?.getBoundingClientRect() ?? root.getBoundingClientRect();
      cellMenu(box.left + 8, box.bottom);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const at = event => {
    const box = body.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top + top) / rowHeight);
    const x = event.clientX - root.getBoundingClientRect().left;
    const place = x < gutter() ? -1 : x < frozen() ? lefts.findLastIndex(left => left <= x) : lefts.findLastIndex((left, index) => index < shown.length && left <= x + root.scrollLeft);
    return event.clientY >= box.top && row < total ? { row, place } : null;
  };
  const isIn = to => { const range = selected(); return to.row >= range.top && to.row <= range.bottom && to.place >= range.left && to.place <= range.right; };
  root.addEventListener('pointerdown', event => {
    const to = event.button === 0 && event.target.closest('.qg-body') && at(event);
    if (!to) return;
    if (to.place < 0) { moveTo(to.row, shown.length - 1, event.shiftKey); anchor ??= { row: to.row, place: 0 }; anchor.place = 0; draw(); return; }
    moveTo(to.row, to.place, event.shiftKey);
    const move = e => { const to = at(e); if (to && to.place >= 0 && (to.row !== active.row || to.place !== active.place)) moveTo(to.row, to.place, true); };
    root.addEventListener('pointermove', move);
    window.addEventListener('pointerup', () => root.removeEventListener('pointermove', move), { once: true });
  });
  root.addEventListener('contextmenu', event => {
    if (!event.target.closest('.qg-body')) return;
    event.preventDefault();
    const to = at(event);
    if (!to) return;
    if (to.place >= 0 && !isIn(to)) moveTo(to.row, to.place);
    cellMenu(event.clientX, event.clientY);
  });
  root.addEventListener('dblclick', event => { if (event.target.closest('.qg-body')) openCell(); });
  const toggle = event => { if (event.target.closest('[data-view-open]')) { if (views.isOpen) views.close(); else views.open(); } };
  room.addEventListener('click', toggle);
  const observer = new ResizeObserver(() => { layout(); if (panel.mode) reveal(); else scrollTo(top); });
  observer.observe(root);

  return {
    show, clear, focus: () => root.focus(),
    destroy() {
      observer.disconnect();
      room.removeEventListener('click', toggle);
      exports.destroy();
      cancelAnimationFrame(frame);
      for (const abort of fetching.values()) abort.abort();
    },
  };
}
