// Files and clipboard: what is looked at, in the columns' order on the screen, written by the server from the store.
import { number, problemOf, size } from './query-words.js';

const patience = 400;

/** `seen()` gives {result, view, rows, columns: numbers, all, words} of what is shown. The form and its choices stay as long as the page. */
export function createExports(room, { seen, say }) {
  const box = room.querySelector('[data-export-box]');
  const form = box.querySelector('form');
  const strip = room.querySelector('[data-export-progress]');
  const field = name => form.elements[name];

  function query(choices) {
    const { view, columns, all } = seen();
    const query = new URLSearchParams(choices);
    if (view) query.set('view', view);
    if (columns.length !== all || columns.some((column, index) => column !== index)) query.set('columns', columns.join());
    return query;
  }

  function choices(format) {
    const isTable = format === 'csv' || format === 'tsv';
    return {
      ...isTable && { raw: !field('guard').checked, header: field('header').checked },
      ...isTable && field('null').value && { null: field('null').value },
      ...format === 'sql' && { table: field('table').value },
    };
  }

  function draw() {
    const format = field('format').value;
    for (const part of form.querySelectorAll('[data-for]')) part.hidden = !part.dataset.for.split(' ').includes(format);
    const { rows, columns, all, words } = seen();
    form.querySelector('[data-export-words]').textContent = `${number(rows)} ${rows === 1 ? 'row' : 'rows'}${words ? `, ${words}` : ', all that were fetched'}; ${columns.length === all ? `${all}` : `${columns.length} of ${all}`} ${all === 1 ? 'column' : 'columns'}. Nothing is run again.`;
  }

  async function start() {
    const format = field('format').value;
    const id = crypto.randomUUID();
    const { result, rows } = seen();
    const link = document.createElement('a');
    link.href = `api/query/results/${result}/export.${format}?${query({ ...choices(format), progress: id })}`;
    link.download = '';
    link.click();
    if (box.matches(':popover-open')) box.hidePopover();
    const line = document.createElement('div');
    line.className = 'query-export-line';
    const text = Object.assign(document.createElement('span'), { textContent: `Exporting ${number(rows)} rows…` });
    const cancel = Object.assign(document.createElement('button'), { type: 'button', className: 'ac-btn ac-btn-sm ac-btn-quiet', textContent: 'Cancel' });
    cancel.addEventListener('click', () => { fetch(`api/query/exports/${id}/cancel`, { method: 'POST' }).catch(() => {}); });
    line.append(text, cancel);
    for (let unheard = 0; unheard < 15;) {
      await new Promise(done => setTimeout(done, patience));
      const answer = await fetch(`api/query/exports/${id}`).catch(() => null);
      if (!answer?.ok) { unheard++; continue; }
      const progress = await answer.json();
      if (progress.state !== 'running') {
        line.remove();
        say(progress.state === 'done' ? `Exported ${number(progress.rows)} ${progress.rows === 1 ? 'row' : 'rows'}, ${size(progress.bytes)}.`
          : progress.state === 'cancelled' ? `The export was stopped after ${number(progress.rows)} rows; the file is not whole.` : 'The export broke off; the file is not whole.');
        return;
      }
      if (!line.isConnected) strip.append(line);
      text.textContent = `Exporting · ${number(progress.rows)} of ${number(progress.of)} rows · ${size(progress.bytes)}`;
    }
    line.remove();
    say('The export did not begin. The result may have been replaced; run the statement again.');
  }

  form.addEventListener('change', draw);
  form.addEventListener('submit', event => { event.preventDefault(); start(); });
  box.addEventListener('toggle', event => {
    if (event.newState !== 'open') return;
    const opener = room.querySelector('[data-export-open]').getBoundingClientRect();
    box.style.right = `${Math.max(8, innerWidth - opener.right)}px`;
    box.style.top = `${Math.min(opener.bottom + 4, innerHeight - box.offsetHeight - 8)}px`;
    draw();
    form.querySelector('select').focus();
  });
  const click = event => {
    if (!event.target.closest('[data-testid=query-export]')) return;
    event.preventDefault();
    start();
  };
  room.addEventListener('click', click);

  return {
    /** Text of rows `from` to `to`, for these columns. */
    async text(format, from, to, columns, header) {
      const { result, view } = seen();
      const query = new URLSearchParams({ format, from, to, columns: columns.join(), header, ...format === 'sql' && { table: field('table').value }, ...view && { view } });
      const answer = await fetch(`api/query/results/${result}/copy?${query}`);
      if (!answer.ok) throw await problemOf(answer, 'Rows could not be read. Run the statement again.');
      return answer.text();
    },
    destroy() { room.removeEventListener('click', click); },
  };
}
