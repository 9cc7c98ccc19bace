// The result grid. Rows stay in the store on the server; windows of them are fetched as they come into view. The scrollbar is scaled, since
// browsers cap the height of an element: `top` (in pixels of a grid of full height) is the truth and the scroller follows it.
import { createCellPanel, readCell } from './query-cell.js';

const rowHeight = 24;
const block = 200;
const keptBlocks = 60;
const tallest = 8_000_000;
const mostCopied = 10_000;

export function createGrid(root, panelElement, say) {
  root.innerHTML = '<div class="qg-canvas"><div class="qg-view"><div class="qg-head" role="row" aria-rowindex="1"></div><div class="qg-body"></div></div></div>';
  const canvas = root.firstChild;
  const view = canvas.firstChild;
  const [head, body] = view.children;
  root.tabIndex = 0;
  root.setAttribute('role', 'grid');
  root.setAttribute('aria-label', 'Result');

  let result = null;
  let columns = [];
  let total = 0;
  let complete = true;
  let top = 0;
  let expected = 0;
  let widths = [];
  let lefts = [];
  let touched = [];
  let active = { row: 0, column: 0 };
  let anchor = null;
  let drawn = '';
  let frame = 0;
  const blocks = new Map();
  const fetching = new Map();
  const panel = createCellPanel(panelElement, () => root.focus());

  const bodyHeight = () => Math.max(0, root.clientHeight - head.offsetHeight);
  const full = () => total * rowHeight;
  const highest = () => Math.max(0, full() - bodyHeight());
  const scale = () => { const room = Math.min(full(), tallest) - bodyHeight(); return room > 0 ? highest() / room : 1; };
  const rowOf = row => { const rows = blocks.get(Math.floor(row / block)); return rows?.[row % block]; };
  const gutter = () => Math.max(44, String(total).length * 7.5 + 18);

  function show(next) {
    if (next.id !== result) {
      result = next.id;
      columns = next.columns;
      for (const abort of fetching.values()) abort.abort();
      blocks.clear();
      fetching.clear();
      top = expected = root.scrollTop = root.scrollLeft = 0;
      active = { row: 0, column: 0 };
      anchor = null;
      touched = columns.map(() => false);
      widths = columns.map(column => Math.max(56, Math.min(240, Math.max(column.name.length * 7.2, column.type.length * 6.6) + 20)));
      if (panel.isOpen) panel.hide();
      drawHead();
    }
    total = next.rows;
    complete = next.complete;
    layout();
    draw();
  }

  function clear() { show({ id: null, columns: [], rows: 0, complete: true }); }

  function layout() {
    lefts = [gutter()];
    for (const width of widths) lefts.push(lefts.at(-1) + width);
    canvas.style.height = `${Math.min(full(), tallest) + head.offsetHeight}px`;
    canvas.style.width = view.style.width = `${lefts.at(-1)}px`;
    view.style.height = `${root.clientHeight}px`;
    root.setAttribute('aria-rowcount', total + 1);
    root.setAttribute('aria-colcount', columns.length);
    head.firstChild && (head.firstChild.style.width = `${gutter()}px`);
    [...head.children].slice(1).forEach((cell, index) => { cell.style.left = `${lefts[index]}px`; cell.style.width = `${widths[index]}px`; });
    drawn = '';
  }

  function drawHead() {
    head.replaceChildren();
    const corner = document.createElement('div');
    corner.className = 'qg-corner';
    head.append(corner);
    columns.forEach((column, index) => {
      const cell = document.createElement('div');
      cell.className = `qg-th${column.isNumber ? ' num' : ''}`;
      cell.setAttribute('role', 'columnheader');
      cell.setAttribute('aria-colindex', index + 1);
      const name = document.createElement('b');
      name.textContent = name.title = column.name;
      const type = document.createElement('span');
      type.textContent = column.type;
      const grip = document.createElement('i');
      grip.className = 'qg-grip';
      grip.addEventListener('pointerdown', event => resize(event, index));
      grip.addEventListener('dblclick', () => { widths[index] = 56; for (const rows of blocks.values()) grow(index, rows, 900); layout(); draw(); });
      cell.append(name, type, grip);
      head.append(cell);
    });
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

  // A column grows with the rows that arrive, and never shrinks under the reader's eyes; once its reader sets a width, that stays.
  function grow(index, rows, most) {
    let longest = Math.max(columns[index].name.length * 1.02, columns[index].type.length * 0.92);
    for (const row of rows) {
      const value = row[index];
      longest = Math.max(longest, value === null ? 4 : (typeof value === 'string' ? value : value[0]).length);
    }
    const width = Math.max(56, Math.min(most, Math.ceil(longest * 7.3 + 20)));
    if (width <= widths[index]) return false;
    widths[index] = width;
    return true;
  }

  async function load(index) {
    const start = index * block;
    const have = blocks.get(index) ?? [];
    const wanted = Math.min(block, total - start);
    if (have.length >= wanted || fetching.has(index)) return;
    const abort = new AbortController();
    const asked = result;
    fetching.set(index, abort);
    try {
      const answer = await fetch(`api/query/results/${asked}/rows?from=${start + have.length}&count=${block - have.length}`, { signal: abort.signal });
      if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).title ?? 'Rows could not be read. Run the statement again.');
      const window = await answer.json();
      if (asked !== result) return;
      blocks.delete(index);
      blocks.set(index, have.concat(window.rows));
      while (blocks.size > keptBlocks) blocks.delete(blocks.keys().next().value);
      fetching.delete(index);
      if (columns.map((_, column) => !touched[column] && grow(column, window.rows, 320)).some(Boolean)) layout();
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
    const height = bodyHeight();
    const first = Math.max(0, Math.floor(top / rowHeight));
    const last = Math.min(total, Math.ceil((top + height) / rowHeight));
    const wantedBlocks = new Set();
    for (let index = Math.floor(first / block); index <= Math.floor(Math.max(first, last - 1) / block) && total > 0; index++) wantedBlocks.add(index);
    for (const [index, abort] of fetching) if (!wantedBlocks.has(index)) { abort.abort(); fetching.delete(index); }
    for (const index of wantedBlocks) load(index);

    let from = 0;
    while (from < columns.length - 1 && lefts[from + 1] < root.scrollLeft) from++;
    let to = from;
    while (to < columns.length && lefts[to] < root.scrollLeft + root.clientWidth) to++;
    const key = `${result} ${first} ${last} ${from} ${to} ${top} ${JSON.stringify(active)} ${JSON.stringify(anchor)} ${root.scrollLeft}`;
    if (key === drawn) return;
    drawn = key;
    head.firstChild && (head.firstChild.style.transform = `translateX(${root.scrollLeft}px)`);

    while (body.children.length > last - first) body.lastChild.remove();
    while (body.children.length < last - first) {
      const line = document.createElement('div');
      line.className = 'qg-row';
      line.setAttribute('role', 'row');
      const number = document.createElement('div');
      number.className = 'qg-number';
      number.setAttribute('role', 'rowheader');
      line.append(number);
      body.append(line);
    }
    const range = selected();
    for (let row = first; row < last; row++) {
      const line = body.children[row - first];
      line.style.transform = `translateY(${row * rowHeight - top}px)`;
      line.classList.toggle('on', row === active.row);
      line.setAttribute('aria-rowindex', row + 2);
      const number = line.firstChild;
      number.textContent = (row + 1).toLocaleString('en-US');
      number.style.width = `${gutter()}px`;
      number.style.transform = `translateX(${root.scrollLeft}px)`;
      while (line.children.length > to - from + 1) line.lastChild.remove();
      while (line.children.length < to - from + 1) { const cell = document.createElement('div'); cell.setAttribute('role', 'gridcell'); line.append(cell); }
      const values = rowOf(row);
      for (let column = from; column < to; column++) {
        const cell = line.children[column - from + 1];
        const value = values?.[column];
        const isActive = row === active.row && column === active.column;
        const inRange = anchor && row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
        cell.className = `qg-cell${columns[column].isNumber ? ' num' : ''}${value === null ? ' null' : ''}${values ? '' : ' loading'}${isActive ? ' active' : ''}${inRange ? ' in' : ''}`;
        cell.style.left = `${lefts[column]}px`;
        cell.style.width = `${widths[column]}px`;
        cell.setAttribute('aria-colindex', column + 1);
        cell.id = isActive ? 'qg-active' : '';
        cell.textContent = !values ? '' : value === null ? 'NULL' : typeof value === 'string' ? value : `${value[0]}…`;
      }
    }
    root.setAttribute('aria-activedescendant', 'qg-active');
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
    const x = lefts[active.column];
    if (x - gutter() < root.scrollLeft) root.scrollLeft = x - gutter();
    else if (x + widths[active.column] > root.scrollLeft + root.clientWidth) root.scrollLeft = x + widths[active.column] - root.clientWidth;
    draw();
  }

  function moveTo(row, column, extend) {
    anchor = extend ? anchor ?? { ...active } : null;
    active = { row: Math.max(0, Math.min(row, total - 1)), column: Math.max(0, Math.min(column, columns.length - 1)) };
    reveal();
    if (panel.isOpen && !extend) openCell();
  }

  const selected = () => {
    const other = anchor ?? active;
    return { top: Math.min(active.row, other.row), bottom: Math.max(active.row, other.row), left: Math.min(active.column, other.column), right: Math.max(active.column, other.column) };
  };

  function openCell() { if (total > 0) panel.show(result, active.row, active.column, columns[active.column]); }

  async function copySelection() {
    const range = selected();
    if (total === 0) return;
    if (range.bottom - range.top >= mostCopied) { say(`At most ${mostCopied.toLocaleString('en-US')} rows are copied at once. Export has them all.`); return; }
    try {
      const lines = [];
      for (let row = range.top; row <= range.bottom;) {
        const answer = await fetch(`api/query/results/${result}/rows?from=${row}&count=${Math.min(1000, range.bottom - row + 1)}`);
        if (!answer.ok) throw new Error('Rows could not be read. Run the statement again.');
        const { rows } = await answer.json();
        if (rows.length === 0) break;
        for (const values of rows) {
          const cells = [];
          for (let column = range.left; column <= range.right; column++) {
            const value = Array.isArray(values[column]) ? (await readCell(result, row, column)).text : values[column] ?? '';
            // A single cell is copied as it is; in a table tabs and line ends would break it.
            cells.push(range.top === range.bottom && range.left === range.right ? value : /[\t\n\r"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
          }
          lines.push(cells.join('\t'));
          row++;
        }
      }
      await window.aurora.copy(lines.join('\n'));
      say(lines.length === 1 && range.left === range.right ? 'Copied the cell.' : `Copied ${lines.length.toLocaleString('en-US')} ${lines.length === 1 ? 'row' : 'rows'}.`);
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
    const { row, column } = active;
    const control = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      PageUp: [row - page, column], PageDown: [row + page, column],
      Home: control ? [0, 0] : [row, 0], End: control ? [total - 1, columns.length - 1] : [row, columns.length - 1],
    };
    if (event.altKey || total === 0) return;
    if (moves[event.key]) moveTo(...moves[event.key], event.shiftKey);
    else if (control && event.key.toLowerCase() === 'c') copySelection();
    else if (!control && (event.key === 'Enter' || event.key === 'F2')) openCell();
    else if (event.key === ' ' && event.shiftKey) { anchor = { row, column: 0 }; active.column = columns.length - 1; draw(); }
    else if (event.key === 'Escape' && panel.isOpen) panel.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const at = event => {
    const box = body.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top + top) / rowHeight);
    const x = event.clientX - root.getBoundingClientRect().left;
    const column = x < gutter() ? -1 : lefts.findLastIndex((left, index) => index < columns.length && left <= x + root.scrollLeft);
    return event.clientY >= box.top && row < total ? { row, column } : null;
  };
  root.addEventListener('pointerdown', event => {
    const place = event.button === 0 && event.target.closest('.qg-body') && at(event);
    if (!place) return;
    if (place.column < 0) { moveTo(place.row, columns.length - 1, event.shiftKey); anchor ??= { row: place.row, column: 0 }; anchor.column = 0; draw(); return; }
    moveTo(place.row, place.column, event.shiftKey);
    const move = e => { const to = at(e); if (to && to.column >= 0 && (to.row !== active.row || to.column !== active.column)) moveTo(to.row, to.column, true); };
    root.addEventListener('pointermove', move);
    window.addEventListener('pointerup', () => root.removeEventListener('pointermove', move), { once: true });
  });
  root.addEventListener('dblclick', event => { if (event.target.closest('.qg-body')) openCell(); });
  const observer = new ResizeObserver(() => { layout(); scrollTo(top); });
  observer.observe(root);

  return { show, clear, focus: () => root.focus(), destroy() { observer.disconnect(); cancelAnimationFrame(frame); for (const abort of fetching.values()) abort.abort(); } };
}
