// What the shell does in the browser alone: clock, ages, keys, clipboard, theme, the lost-connection line.
const aurora = (window.aurora ??= {});

aurora.copy = async text => {
  await navigator.clipboard.writeText(text);
};

aurora.toggleTheme = () => {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  document.cookie = `ac-theme=${theme}; path=/; max-age=31536000; samesite=strict`;
  document.dispatchEvent(new CustomEvent('aurora:theme', { detail: theme }));
};

// Server and browser clocks differ; times that count down are the server's. It wrote its time when its answer began, which may
// be seconds before this runs.
const answered = performance.timeOrigin + (performance.getEntriesByType('navigation')[0]?.responseStart ?? performance.now());
const skew = Number(document.documentElement.dataset.serverNow) - answered || 0;
aurora.now = () => Date.now() + (Math.abs(skew) < 2000 ? 0 : skew);

const two = n => String(n).padStart(2, '0');
const span = seconds => {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
};

const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };

function tick() {
  const now = aurora.now();
  const date = new Date(now);
  for (const element of document.querySelectorAll('[data-clock]'))
    write(element, `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} UTC`);
  for (const element of document.querySelectorAll('[data-age]'))
    write(element, span(Math.max(0, Math.floor((now - Date.parse(element.dataset.age)) / 1000))));
  for (const element of document.querySelectorAll('[data-elapsed]')) {
    const s = Math.max(0, Math.floor((now - Date.parse(element.dataset.elapsed)) / 1000));
    write(element, `${Math.floor(s / 60)}:${two(s % 60)}`);
  }
  for (const element of document.querySelectorAll('[data-countdown]')) {
    const left = Math.max(0, Math.ceil((Date.parse(element.dataset.countdown) - now) / 1000));
    write(element, `${Math.floor(left / 60)}:${two(left % 60)}`);
  }
  for (const element of document.querySelectorAll('time[data-utc]')) {
    if (!element.title) element.title = new Date(element.dateTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' }) + ' (local)';
  }
}
setInterval(tick, 500);
tick();
// What Blazor draws comes empty; it is filled before it is seen.
let filling = false;
new MutationObserver(() => {
  if (filling) return;
  filling = true;
  requestAnimationFrame(() => { filling = false; tick(); });
}).observe(document.body, { childList: true, subtree: true });

// Keys: whatever carries data-key is pressed or focused by it. Two-key sequences are written with a space.
let pending = '';
let pendingTimer;
const typing = target => target.closest?.('input, textarea, select, [contenteditable], .cm-editor');
const usable = element => !element.disabled && element.offsetParent !== null && !(document.querySelector('.rz-dialog-wrapper, dialog[open]') && !element.closest('.rz-dialog-wrapper, dialog[open]'));

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !typing(event.target)?.classList?.contains('cm-content')) {
    document.querySelector('[data-key="Ctrl K"]')?.click();
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || typing(event.target) || document.documentElement.dataset.keys === 'off') return;
  const sequence = pending ? `${pending} ${event.key}` : event.key;
  clearTimeout(pendingTimer);
  pending = '';
  const element = [...document.querySelectorAll(`[data-key="${CSS.escape(sequence).replaceAll('\\ ', ' ')}"]`)].find(usable);
  if (element) {
    if (element.matches('input, textarea, select')) element.focus(); else element.click();
    event.preventDefault();
  } else if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`) && event.key.length === 1) {
    pending = event.key;
    pendingTimer = setTimeout(() => { pending = ''; }, 1200);
  }
});

document.addEventListener('click', async event => {
  const opener = event.target.closest('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest('[data-theme-toggle]')) aurora.toggleTheme();
  if (event.target.closest('[data-reload]')) location.reload();
  if (event.target.closest('[data-reconnect]')) window.Blazor?.reconnect?.();
  const copier = event.target.closest('[data-copy]');
  if (copier) {
    try {
      await aurora.copy(copier.dataset.copy);
      copier.dataset.copied = '';
      setTimeout(() => delete copier.dataset.copied, 1500);
    } catch {
      copier.title = 'The browser did not allow copying. Select the text and press Ctrl C.';
    }
  }
  if (event.target.closest('dialog[open] a')) event.target.closest('dialog').close();
  if (event.target.matches?.('dialog[open]')) event.target.close();
});

document.addEventListener('input', event => {
  const list = event.target.dataset?.filters && document.getElementById(event.target.dataset.filters);
  if (!list) return;
  const wanted = event.target.value.toLowerCase();
  for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(wanted);
});
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target.dataset?.filters)
    document.getElementById(event.target.dataset.filters)?.querySelector(':scope > :not([hidden]) a, :scope > a:not([hidden])')?.click();
});

// The lost-connection line: Blazor sets the classes; the page only learns that it is offline and since when.
const line = document.getElementById('components-reconnect-modal');
if (line) {
  new MutationObserver(() => {
    const lost = getComputedStyle(line).display !== 'none';
    const root = document.documentElement;
    if (lost && !root.dataset.offline) {
      root.dataset.offline = new Date(aurora.now()).toISOString();
      line.querySelector('[data-lost]').dataset.age = root.dataset.offline;
      write(line.querySelector('[data-as-of]'), `${root.dataset.offline.slice(11, 19)} UTC`);
    } else if (!lost) {
      delete root.dataset.offline;
    }
  }).observe(line, { attributes: true, attributeFilter: ['class'] });
}
