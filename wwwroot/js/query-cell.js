// The panel beside the grid: one cell whole, as what it is (a tree, bytes, text), or one row as a list.
import { parseJson, parseArray, parseComposite, drawTree } from './query-tree.js';
import { number, problemOf, size } from './query-words.js';

const dumped = 4096;

const address = ({ result, view, row }, column) => `row=${row}&column=${column}${view ? `&view=${view}` : ''}`;

/** A cell's text, at most 1 MB of it; null for NULL. `length` is that of the whole, in bytes; −1 for NULL. */
export async function readCell(place, column) {
  const answer = await fetch(`api/query/results/${place.result}/cell?${address(place, column)}`);
  if (!answer.ok) throw await problemOf(answer, 'The cell could not be read. Run the statement again.');
  const length = Number(answer.headers.get('X-Cell-Bytes'));
  const text = length < 0 ? null : await answer.text();
  return { length, text, isCut: text !== null && new TextEncoder().encode(text).length < length };
}

// Bytes eight a line, with what of them is text.
function dump(hex) {
  const lines = [];
  for (let at = 0; at < Math.min(hex.length, dumped * 2); at += 16) {
    const bytes = hex.slice(at, at + 16).match(/../g) ?? [];
    const text = bytes.map(byte => { const c = parseInt(byte, 16); return c > 31 && c < 127 ? String.fromCharCode(c) : '·'; }).join('');
    lines.push(`${(at / 2).toString(16).padStart(6, '0')}  ${bytes.join(' ').padEnd(23)}  ${text}`);
  }
  return lines.join('\n');
}

function treeOf(text, type) {
  if (/^jsonb?$/.test(type)) return parseJson(text);
  if (/\[\]$/.test(type) || /^(\[-?\d+:-?\d+\])+=\{/.test(text)) return parseArray(text, type === 'box[]' ? ';' : ',');
  return type === 'record' || type === 'unknown' || /\./.test(type) ? parseComposite(text) : null;
}

/** `onMove(by)` goes to another row, `onCell(column)` to a cell of the row; columns are those of the result. */
export function createCellPanel(panel, { onClose, onMove, onCell, say }) {
  const make = (tag, className, parent, text) => { const e = document.createElement(tag); e.className = className; if (text) e.textContent = text; parent.append(e); return e; };
  const button = (parent, text, title, run, className = 'ac-btn ac-btn-sm ac-btn-quiet') => {
    const b = make('button', className, parent, text);
    b.type = 'button';
    b.title = title;
    b.addEventListener('click', run);
    return b;
  };
  const copy = text => window.aurora.copy(text).then(() => say('Copied.'), () => say('The browser did not allow copying.'));
  panel.replaceChildren();
  const head = make('div', 'query-cell-head', panel);
  const name = make('b', '', head);
  const place = make('span', 'ac-11 ac-3', head);
  const moves = make('span', 'query-cell-moves ac-end', head);
  button(moves, '↑', 'Row before (Alt Up)', () => onMove(-1)).setAttribute('aria-label', 'Row before');
  button(moves, '↓', 'Row after (Alt Down)', () => onMove(1)).setAttribute('aria-label', 'Row after');
  button(moves, 'Close', 'Esc', hide);
  const bar = make('div', 'query-cell-bar', panel);
  const note = make('span', 'ac-11 ac-3', bar);
  const tools = make('span', 'query-cell-moves ac-end', bar);
  const body = make('div', 'query-cell-body', panel);
  let asked = 0;
  let mode = null;

  panel.addEventListener('keydown', event => {
    if (event.key === 'Escape') hide();
    else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) onMove(event.key === 'ArrowUp' ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function hide() { panel.hidden = true; mode = null; asked++; body.replaceChildren(); onClose(); }

  function begin(next, title, at) {
    panel.hidden = false;
    mode = next;
    name.textContent = name.title = title;
    place.textContent = `row ${number(at.row + 1)}`;
    return ++asked;
  }

  function showText(text, isNull) {
    const pre = make('pre', `query-cell-text${isNull ? ' is-null' : ''}`, body, text);
    pre.tabIndex = 0;
  }

  function showTree(text, tree) {
    const path = button(tools, 'Copy path', 'The place of the part that is selected', () => copy(chosen.path));
    const value = button(tools, 'Copy value', 'The part that is selected', () => copy(chosen.value));
    let chosen = { path: '$', value: text };
    const asText = button(tools, 'Text', 'As the server wrote it', () => {
      const isTree = asText.textContent === 'Text';
      asText.textContent = isTree ? 'Tree' : 'Text';
      path.hidden = value.hidden = isTree;
      body.replaceChildren();
      if (isTree) showText(text);
      else drawTree(body, text, tree, part => { chosen = part; });
    });
    drawTree(body, text, tree, part => { chosen = part; });
  }

  return {
    get mode() { return mode; },
    hide,

    async show(at, index, column) {
      const ask = begin('cell', column.name, at);
      note.textContent = column.type;
      try {
        const { text, length, isCut } = await readCell(at, index);
        if (ask !== asked) return;
        body.replaceChildren();
        tools.replaceChildren();
        const isBytes = column.type === 'bytea' && text?.startsWith('\\x');
        note.textContent = `${column.type} · ${text === null ? 'NULL' : size(isBytes ? length / 2 - 1 : length)}${isCut ? ', the first 1 MB here' : isBytes && length > dumped * 2 + 2 ? ', the first 4 KB here' : ''}`;
        if (isCut) Object.assign(make('a', 'ac-btn ac-btn-sm', tools, 'Download'), { href: `api/query/results/${at.result}/cell/file?${address(at, index)}`, download: '', title: 'The whole cell as a file' });
        else if (text !== null) button(tools, 'Copy', 'The whole cell', () => copy(text));
        const tree = text === null || isCut ? null : treeOf(text, column.type);
        if (tree?.items) showTree(text, tree);
        else if (isBytes) { showText(dump(text.slice(2))); body.firstChild.classList.add('is-bytes'); } else showText(text ?? 'NULL', text === null);
      } catch (error) {
        if (ask === asked) { body.replaceChildren(); showText(error.message); }
      }
    },

    async showRow(at, shown, columns) {
      const ask = begin('row', 'Row', at);
      note.textContent = `${shown.length} ${shown.length === 1 ? 'column' : 'columns'}`;
      try {
        const answer = await fetch(`api/query/results/${at.result}/rows?from=${at.row}&count=1${at.view ? `&view=${at.view}` : ''}`);
        if (!answer.ok) throw await problemOf(answer, 'The row could not be read. Run the statement again.');
        const { rows: [values] } = await answer.json();
        if (ask !== asked || !values) return;
        tools.replaceChildren();
        const list = document.createElement('dl');
        list.className = 'query-row-list';
        for (const index of shown) {
          const term = make('dt', '', list, columns[index].name);
          make('span', 'ac-3', term, columns[index].type);
          const value = values[index];
          const open = make('button', value === null ? 'is-null' : '', make('dd', '', list), value === null ? 'NULL' : Array.isArray(value) ? `${value[0]}…` : value);
          open.type = 'button';
          open.title = 'Open the cell';
          open.addEventListener('click', () => onCell(index));
        }
        body.replaceChildren(list);
      } catch (error) {
        if (ask === asked) { body.replaceChildren(); showText(error.message); }
      }
    },
  };
}
