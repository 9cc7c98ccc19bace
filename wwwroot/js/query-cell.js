// The panel beside the grid that shows one cell whole.

// Indents JSON without reading it, so that numbers keep every digit and keys their order.
export function indentJson(text) {
  let out = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += text.slice(at, end + 1);
      at = end;
    } else if (c === '{' || c === '[') {
      const close = /^\s*[\]}]/.exec(text.slice(at + 1, at + 50));
      if (close) { out += c + close[0].trim(); at += close[0].length; } else out += `${c}\n${'  '.repeat(++depth)}`;
    } else if (c === '}' || c === ']') {
      out += `\n${'  '.repeat(depth = Math.max(0, depth - 1))}${c}`;
    } else if (c === ',') {
      out += `,\n${'  '.repeat(depth)}`;
    } else if (c === ':') {
      out += ': ';
    } else if (!/\s/.test(c)) {
      out += c;
    }
  }
  return out;
}

const bytes = n => n < 1024 ? `${n} bytes` : n < 1048576 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1048576).toFixed(1)} MB`;

export async function readCell(result, row, column) {
  const answer = await fetch(`api/query/results/${result}/cell?row=${row}&column=${column}`);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).title ?? 'The cell could not be read. Run the statement again.');
  const length = Number(answer.headers.get('X-Cell-Bytes'));
  return { length, text: length < 0 ? null : await answer.text() };
}

export function createCellPanel(panel, onClose) {
  const make = (tag, className, parent) => { const e = document.createElement(tag); e.className = className; parent.append(e); return e; };
  panel.replaceChildren();
  const head = make('div', 'query-cell-head', panel);
  const name = make('b', '', head);
  const note = make('span', 'ac-11 ac-3', head);
  const copy = make('button', 'ac-btn ac-btn-sm ac-end', head);
  const close = make('button', 'ac-btn ac-btn-sm ac-btn-quiet', head);
  const body = make('pre', 'query-cell-text', panel);
  copy.type = close.type = 'button';
  copy.textContent = 'Copy';
  close.textContent = 'Close';
  body.tabIndex = 0;
  let raw = '';
  let asked = 0;
  copy.addEventListener('click', () => window.aurora.copy(raw));
  close.addEventListener('click', hide);
  panel.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); hide(); } });
  function hide() { panel.hidden = true; body.textContent = raw = ''; onClose(); }

  return {
    get isOpen() { return !panel.hidden; },
    hide,
    async show(result, row, index, column) {
      const ask = ++asked;
      panel.hidden = false;
      name.textContent = column.name;
      note.textContent = `${column.type} · row ${(row + 1).toLocaleString('en-US')}`;
      try {
        const { text, length } = await readCell(result, row, index);
        if (ask !== asked) return;
        raw = text ?? '';
        const shown = text !== null && new TextEncoder().encode(text).length < length ? `first 1 MB of ${bytes(length)}; the export has all` : bytes(Math.max(0, length));
        note.textContent = `${column.type} · row ${(row + 1).toLocaleString('en-US')} · ${text === null ? 'NULL' : shown}`;
        body.classList.toggle('is-null', text === null);
        body.textContent = text === null ? 'NULL' : /^jsonb?$/.test(column.type) ? indentJson(text) : text;
      } catch (error) {
        if (ask === asked) body.textContent = error.message;
      }
    },
  };
}
