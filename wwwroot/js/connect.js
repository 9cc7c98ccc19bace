import { checkToken } from './token-check.js';

// The Connect page in the browser: the ring, and copies that never show the token. It lives in one input's value,
// is cleared at its end and when the tab is left, even when the circuit is gone, and is written to nothing but the clipboard.
const MARK = '\uE000';
const SOON = 120;
const pages = new Map();

export function attach(root, dotnet) {
  const onClick = event => {
    const button = event.target.closest('[data-copy-token]');
    if (button && root.contains(button) && !button.disabled) copy(root, dotnet, button);
  };
  const onHide = () => {
    clear(root);
    emptyCheck(root);
  };
  const onVisibility = () => {
    if (document.visibilityState !== 'hidden') return;
    const held = root.querySelector('[data-token]');
    onHide();
    // A circuit that is gone has let go of it by itself.
    if (held) dotnet.invokeMethodAsync('Left').catch(() => {});
  };
  const onInput = event => {
    if (event.target.matches('[data-check-text]')) check(root);
  };
  const tick = () => draw(root, dotnet);
  const observer = new MutationObserver(tick);
  root.addEventListener('click', onClick);
  root.addEventListener('input', onInput);
  addEventListener('pagehide', onHide);
  document.addEventListener('visibilitychange', onVisibility);
  // A new token gets its ring at once, not at the next second.
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-until'] });
  const timer = setInterval(tick, 1000);
  tick();
  // Pasted before this ran.
  if (root.querySelector('[data-check-text]')?.value) check(root);
  pages.set(root, () => {
    root.removeEventListener('click', onClick);
    root.removeEventListener('input', onInput);
    removeEventListener('pagehide', onHide);
    document.removeEventListener('visibilitychange', onVisibility);
    observer.disconnect();
    clearInterval(timer);
    onHide();
  });
}

export function detach(root) {
  pages.get(root)?.();
  pages.delete(root);
}

function draw(root, dotnet) {
  const life = root.querySelector('[data-life]');
  if (!life) return;
  const now = window.aurora?.now?.() ?? Date.now();
  const until = Date.parse(life.dataset.until);
  const left = Math.max(0, (until - now) / 1000);
  // The whole ring is the usual 15 minutes, so that a short token starts with a part of it.
  life.querySelector('[data-ring]').style.strokeDasharray = `${Math.min(1, left / 900)} 1`;
  life.classList.toggle('soon', left <= SOON);
  if (left > 0 || life.dataset.told === life.dataset.until) return;
  life.dataset.told = life.dataset.until;
  clear(root);
  dotnet.invokeMethodAsync('Ended').catch(() => {});
}

function clear(root) {
  const input = root.querySelector('[data-token]');
  if (input) input.value = '';
}

async function copy(root, dotnet, button) {
  // A click may end long after it began: the promise goes to the clipboard inside the click, as Safari wants it.
  const text = (async () => {
    // Cleared while the circuit was gone: the server is told again, else it would think there is one to copy.
    if (!root.querySelector('[data-token]')?.value) await dotnet.invokeMethodAsync('Left');
    if (!(await dotnet.invokeMethodAsync('EnsureTokenAsync'))) throw new Error('no token');
    const token = root.querySelector('[data-token]')?.value;
    if (!token) throw new Error('no token');
    const { template, encodes } = button.dataset;
    return template ? template.replace(MARK, () => (encodes ? encodeURIComponent(token) : token)) : token;
  })();
  try {
    if (window.ClipboardItem && navigator.clipboard.write)
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text.then(value => new Blob([value], { type: 'text/plain' })) })]);
    else
      await navigator.clipboard.writeText(await text);
    await dotnet.invokeMethodAsync('Copied', true);
  } catch {
    // Without a token the page says why by itself.
    if (await text.then(() => true, () => false)) await dotnet.invokeMethodAsync('Copied', false);
  }
}

async function check(root) {
  const panel = root.querySelector('#paste-checker');
  const text = panel.querySelector('[data-check-text]').value;
  const { host, port, region, user, length, checksum } = panel.dataset;
  const expected = { host, port: Number(port), region, user, length: Number(length) || undefined, checksum };
  const found = checkToken(text, expected, window.aurora?.now?.() ?? Date.now(), text && (await checksumOf(text)));
  // As text, never as markup: it may be anything.
  panel.querySelector('[data-check-findings]').replaceChildren(...found.map(({ good, code, says, cure }) => {
    const item = document.createElement('li');
    item.dataset.finding = code;
    item.className = good ? 'good' : 'bad';
    for (const [name, words] of [['ac-medium', says], ['ac-12 ac-2', cure]]) {
      const line = document.createElement('div');
      line.className = name;
      line.textContent = words;
      item.append(line);
    }
    return item;
  }));
}

async function checksumOf(text) {
  // Only secure contexts have it; without, the length has to do.
  if (!crypto.subtle) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text.trim())));
  const hex = [...hash.slice(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}-${hex.slice(4)}`;
}

function emptyCheck(root) {
  const panel = root.querySelector('#paste-checker');
  if (!panel) return;
  panel.querySelector('[data-check-text]').value = '';
  panel.querySelector('[data-check-findings]').replaceChildren();
}
