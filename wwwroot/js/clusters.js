// The fleet's keys, in the browser alone: j and k move among the rows, Enter opens, t copies a token, the full stop opens the row's menu.
const rows = root => [...root.querySelectorAll('[data-testid="cluster-row"]')];
const typing = target => target.closest?.('input, textarea, select, [contenteditable]');
const covered = () => document.querySelector('.rz-dialog-wrapper, dialog[open]');

let page;
let fleet;
let last;
let fetching = false;

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
    // With one row alone there is nothing to choose.
    case 't': done = getToken(all[at] ?? (all.length === 1 ? all[0] : undefined)); break;
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
  const row = event.target.closest?.('.cl-token') && page?.contains(event.target) && event.target.closest('[data-testid="cluster-row"]');
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  getToken(row);
}

// From the answer to the clipboard: the token is drawn nowhere and kept nowhere.
function getToken(row) {
  const link = row?.querySelector('.cl-token');
  if (!link) return false;
  if (!fetching) copyToken(row.dataset.cluster, link.href);
  return true;
}

async function copyToken(cluster, connectPage) {
  fetching = true;
  let minted;
  let refusal;
  const token = fetch('api/tokens/favourite', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ cluster }) }).then(async answer => {
    const body = await answer.json();
    if (!answer.ok) {
      refusal = body;
      throw new Error('refused');
    }
    minted = body;
    return new Blob([body.token], { type: 'text/plain' });
  });
  try {
    // Begun within the key press, which is what the clipboard wants.
    if (window.ClipboardItem && navigator.clipboard?.write) await navigator.clipboard.write([new ClipboardItem({ 'text/plain': token })]);
    else await navigator.clipboard.writeText(await (await token).text());
    await fleet?.invokeMethodAsync('TokenCopied', cluster, minted.user, minted.expiresAt, minted.token.length);
  } catch {
    await token.catch(() => {});
    // Where one has to choose a role or to copy by hand, the Connect page is the place.
    if (minted || refusal?.code === 'NoFavouriteRole') window.Blazor.navigateTo(connectPage);
    else await fleet?.invokeMethodAsync('TokenRefused', cluster, refusal?.title ?? 'The console did not answer. Try again once it is there.', refusal?.code ?? 'NoAnswer');
  } finally {
    fetching = false;
    if (minted) minted.token = undefined;
  }
}

export function enter(root, dotnet) {
  page = root;
  fleet = dotnet;
  root.dataset.keys = 'live';
  last = [['keydown', onKey, false], ['toggle', onToggle, true], ['click', onClick, true]];
  for (const [name, handler, capture] of last) document.addEventListener(name, handler, capture);
}

export function leave() {
  for (const [name, handler, capture] of last ?? []) document.removeEventListener(name, handler, capture);
  page = last = fleet = undefined;
}
