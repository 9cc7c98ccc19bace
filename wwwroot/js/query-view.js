// How a result is looked at: sorted, filtered, searched. The work is the server's, over what was fetched; nothing is run again.
import { number, problemOf } from './query-words.js';

const words = { contains: 'contains', lacks: 'does not contain', equals: '=', differs: '≠', above: '>', below: '<', null: 'is NULL', 'not-null': 'is not NULL' };
const rest = 300;

/** `onView({id, rows, of} | null)` shows another view, `say` tells what went wrong. */
export function createViewBar(bar, { onView, say, leave }) {
  bar.innerHTML = `<div class="qv-form">
    <input class="ac-input" data-testid="query-search" placeholder="Find in all columns" aria-label="Find in all columns of the rows fetched" spellcheck="false">
    <form><select class="ac-select" aria-label="Column" data-testid="query-filter-column"></select><select class="ac-select" aria-label="Test" data-testid="query-filter-test"></select>
    <input class="ac-input" aria-label="Value" data-testid="query-filter-value" placeholder="value" spellcheck="false"><button class="ac-btn ac-btn-sm" data-testid="query-filter-add">Add filter</button></form></div>
    <div class="qv-chips"></div><span class="qv-summary" data-testid="query-view" role="status"></span>
    <button type="button" class="ac-btn ac-btn-sm ac-btn-quiet" data-stop hidden>Cancel</button><button type="button" class="ac-btn ac-btn-sm ac-btn-quiet" data-reset hidden>Show all rows</button>`;
  const find = selector => bar.querySelector(selector);
  const search = find('[data-testid=query-search]');
  const column = find('[data-testid=query-filter-column]');
  const test = find('[data-testid=query-filter-test]');
  const value = find('[data-testid=query-filter-value]');
  const chips = find('.qv-chips');
  const summary = find('.qv-summary');
  const none = () => ({ sort: [], filters: [], search: '' });
  for (const [key, word] of Object.entries(words)) test.append(new Option(word, key));

  let result = null;
  let columns = [];
  let total = 0;
  let complete = true;
  let spec = none();
  let applied = none();
  let current = null;
  let making = null;
  let typing;
  let wanted = false;

  const isPlain = s => s.sort.length === 0 && s.filters.length === 0 && s.search === '';
  const address = `api/query/results/`;

  function draw() {
    bar.hidden = !wanted && isPlain(spec) && !making;
    if (document.activeElement !== search) search.value = spec.search;
    chips.replaceChildren();
    const chip = (text, remove) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'ac-chip on';
      button.textContent = `${text} ×`;
      button.title = 'Remove';
      button.addEventListener('click', () => { remove(); apply(); });
      chips.append(button);
    };
    spec.filters.forEach((filter, index) => chip(`${columns[filter.column].name} ${words[filter.test]}${filter.value === undefined ? '' : ` ${filter.value}`}`, () => { spec.filters.splice(index, 1); }));
    spec.sort.forEach((key, index) => chip(`${columns[key.column].name} ${key.descending ? '↓' : '↑'}`, () => { spec.sort.splice(index, 1); }));
    find('[data-stop]').hidden = !making;
    find('[data-reset]').hidden = isPlain(spec) || !!making;
    if (!making) summary.textContent = !current ? '' : describe();
  }

  function describe() {
    const isFiltered = applied.filters.length > 0 || applied.search !== '';
    const rows = isFiltered ? `${number(current.rows)} of ${number(current.of)} rows, filtered` : '';
    const order = applied.sort.length > 0 ? `sorted by ${applied.sort.map(key => `${columns[key.column].name} ${key.descending ? '↓' : '↑'}`).join(', ')} (of the rows fetched)` : '';
    return [rows, order].filter(Boolean).join(', ');
  }

  async function apply() {
    clearTimeout(typing);
    stop();
    const next = structuredClone(spec);
    if (isPlain(next)) { applied = next; current = null; draw(); onView(null); return; }
    const mine = making = { result, id: null };
    const verb = next.sort.length > 0 ? 'Sorting' : 'Filtering';
    summary.textContent = `${verb}…`;
    draw();
    try {
      let answer = await fetch(`${address}${result}/views`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(next) });
      for (;;) {
        if (!answer.ok) throw await problemOf(answer, 'The rows could not be sorted or filtered. Run the statement again.');
        const view = await answer.json();
        mine.id = view.id;
        if (mine !== making) { drop(mine); return; }
        if (view.state === 'ready') { making = null; applied = next; current = view; draw(); onView(view); catchUp(); return; }
        if (view.state !== 'building') throw new Error('Sorting was stopped.');
        summary.textContent = `${verb} · ${number(view.scanned)} of ${number(view.of)} rows`;
        answer = await fetch(`${address}${result}/views/${view.id}`);
      }
    } catch (error) {
      if (mine !== making) return;
      // The rows stay as they were, and so do the words about them.
      making = null;
      spec = structuredClone(applied);
      draw();
      say(error.message);
    }
  }

  const catchUp = () => { if (complete && !making && current && current.of < total) apply(); };

  const drop = ({ result, id }) => { if (id) fetch(`${address}${result}/views/${id}`, { method: 'DELETE' }).catch(() => {}); };

  function stop() {
    if (!making) return;
    drop(making);
    making = null;
  }

  search.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(() => { spec.search = search.value; apply(); }, rest); });
  bar.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      if (making) cancel(); else { wanted = false; draw(); leave(); }
    } else if (event.key === 'Enter' && event.target === search) { spec.search = search.value; apply(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  test.addEventListener('change', () => { value.hidden = test.value.endsWith('null'); });
  find('form').addEventListener('submit', event => {
    event.preventDefault();
    spec.filters.push({ column: Number(column.value), test: test.value, value: test.value.endsWith('null') ? undefined : value.value });
    value.value = '';
    apply();
  });
  const cancel = () => { stop(); spec = structuredClone(applied); draw(); };
  find('[data-stop]').addEventListener('click', cancel);
  find('[data-reset]').addEventListener('click', () => { spec = none(); apply(); leave(); });

  return {
    /** The order now shown or being made: [{column, descending}]. */
    get sort() { return spec.sort; },
    get isOpen() { return !bar.hidden; },
    /** Another result: whatever was chosen goes. */
    reset(id, next) {
      stop();
      result = id;
      columns = next;
      spec = none();
      applied = none();
      current = null;
      column.replaceChildren(...columns.map((c, index) => new Option(c.name, index)));
      summary.textContent = '';
      draw();
    },
    /** More rows have come, and all are there: what is shown is made again from all. */
    grew(rows, all) {
      total = rows;
      complete = all;
      catchUp();
    },
    again: () => { if (!making && !isPlain(spec)) apply(); },
    /** The next of: ascending, descending, as fetched. */
    cycle(index, add) {
      const key = spec.sort.find(key => key.column === index);
      this.sortBy(index, !key ? false : key.descending ? null : true, add);
    },
    sortBy(index, descending, add) {
      const others = spec.sort.filter(key => key.column !== index);
      const key = descending === null ? [] : [{ column: index, descending }];
      spec.sort = !add ? key : spec.sort.some(key => key.column === index) ? spec.sort.flatMap(old => old.column === index ? key : [old]) : [...others, ...key];
      apply();
    },
    filter(index, kind, text) { spec.filters.push({ column: index, test: kind, value: text }); apply(); },
    /** Opens the bar to find in all columns or, with a column, to filter that. */
    open(index) {
      wanted = true;
      draw();
      if (index === undefined) { search.focus(); search.select(); return; }
      column.value = index;
      test.value = columns[index].isNumber ? 'equals' : 'contains';
      value.hidden = false;
      value.focus();
    },
    close() { wanted = false; spec = none(); apply(); },
  };
}
