// The keys of a drawer on the query page: arrows, Home and End walk its rows, Enter on a row is the button's own, Esc closes.
export function start(drawer) {
  const search = drawer.querySelector('input[type="search"]');
  const rows = () => [...drawer.querySelectorAll('[data-row]')];
  drawer.addEventListener('keydown', event => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: at < 0 ? null : 0, End: at < 0 ? null : all.length - 1 }[event.key];
    if (event.key === 'Escape') drawer.querySelector('[data-close]').click();
    else if (to === undefined || to === null || (at < 0 && document.activeElement !== search)) return;
    else if (to < 0) search.focus();
    else (all[to] ?? all.at(-1))?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  search.focus();
}
