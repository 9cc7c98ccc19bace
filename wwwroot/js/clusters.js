// The fleet's keys, in the browser alone: j and k move among the rows, Enter opens, t gets a token, the full stop opens the row's menu.
const rows = root => [...root.querySelectorAll('[data-testid="cluster-row"]')];
const typing = target => target.closest?.('input, textarea, select, [contenteditable]');
const covered = () => document.querySelector('.rz-dialog-wrapper, dialog[open]');

let page;
let last;

function onKey(event) {
  if (!page || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || covered() || document.documentElement.dataset.keys === 'off') return;
  const all = rows(page);
  const at = all.findIndex(row => row.contains(document.activeElement) || row === document.activeElement);
  const press = selector => { const element = all[at]?.querySelector(selector); element?.click(); return element; };
  let done;
  switch (event.key) {
    case 'j': done = all[Math.min(at + 1, all.length - 1)]; done?.focus(); break;
    case 'k': done = all[Math.max(at - 1, 0)]; done?.focus(); break;
    case 'Enter': done = document.activeElement === all[at] && press('.cl-name'); break;
    case 't': done = at >= 0 && press('.cl-token'); break;
    case '.': done = at >= 0 && press('[data-row-menu]'); break;
  }
  if (done) event.preventDefault();
}

// A menu lies over the page, so that the grid's edge does not cut it; it opens where its button is.
function onToggle(event) {
  if (event.newState !== 'open' || !event.target.classList?.contains('cl-menu')) return;
  const button = page?.querySelector(`[popovertarget="${CSS.escape(event.target.id)}"]`)?.getBoundingClientRect();
  if (!button) return;
  const menu = event.target.getBoundingClientRect();
  event.target.style.left = `${Math.max(8, button.right - menu.width)}px`;
  event.target.style.top = `${button.bottom + menu.height + 8 > innerHeight ? button.top - menu.height - 4 : button.bottom + 4}px`;
  event.target.querySelector('a, button')?.focus();
}

function onClick(event) {
  event.target.closest?.('.cl-menu')?.hidePopover();
}

export function enter(root) {
  page = root;
  last = [['keydown', onKey, false], ['toggle', onToggle, true], ['click', onClick, false]];
  for (const [name, handler, capture] of last) document.addEventListener(name, handler, capture);
}

export function leave() {
  for (const [name, handler, capture] of last ?? []) document.removeEventListener(name, handler, capture);
  page = last = undefined;
}
