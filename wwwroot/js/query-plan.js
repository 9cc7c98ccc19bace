// Keys of a plan's tree: arrows walk (focus chooses), Left goes to who takes the rows, Right to who delivers them, Enter to the detail.
document.addEventListener('keydown', event => {
  const row = event.target.closest?.('[data-plan-row]');
  if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = [...row.parentElement.children];
  const at = rows.indexOf(row);
  const level = Number(row.ariaLevel);
  const next = {
    ArrowDown: () => rows[at + 1],
    ArrowUp: () => rows[at - 1],
    Home: () => rows[0],
    End: () => rows.at(-1),
    ArrowLeft: () => rows.slice(0, at).findLast(other => Number(other.ariaLevel) < level),
    ArrowRight: () => Number(rows[at + 1]?.ariaLevel) > level ? rows[at + 1] : null,
    Enter: () => row.closest('[data-testid=plan]').querySelector('[data-plan-detail]'),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next()?.focus();
});
