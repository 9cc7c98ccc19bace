// The Connect page in the browser: the ring, and copies that never show the token. It lives in one input's value,
// is cleared at its end even when the circuit is gone, and is written to nothing but the clipboard.
const MARK = '\uE000';
const SOON = 120;
const pages = new Map();

export function attach(root, dotnet) {
  const onClick = event => {
    const button = event.target.closest('[data-copy-token]');
    if (button && root.contains(button) && !button.disabled) copy(root, dotnet, button);
  };
  const onHide = () => clear(root);
  const tick = () => draw(root);
  const observer = new MutationObserver(tick);
  root.addEventListener('click', onClick);
  addEventListener('pagehide', onHide);
  // A new token gets its ring at once, not at the next second.
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-until'] });
  const timer = setInterval(tick, 1000);
  tick();
  pages.set(root, () => {
    root.removeEventListener('click', onClick);
    removeEventListener('pagehide', onHide);
    observer.disconnect();
    clearInterval(timer);
    clear(root);
  });
}

export function detach(root) {
  pages.get(root)?.();
  pages.delete(root);
}

function draw(root) {
  const life = root.querySelector('[data-life]');
  if (!life) return;
  const now = window.aurora?.now?.() ?? Date.now();
  const until = Date.parse(life.dataset.until);
  const left = Math.max(0, (until - now) / 1000);
  // The whole ring is the usual 15 minutes, so that a short token starts with a part of it.
  life.querySelector('[data-ring]').style.strokeDasharray = `${Math.min(1, left / 900)} 1`;
  life.classList.toggle('soon', left <= SOON);
  if (left <= 0) clear(root);
}

function clear(root) {
  const input = root.querySelector('[data-token]');
  if (input) input.value = '';
}

async function copy(root, dotnet, button) {
  // A click may end long after it began: the promise goes to the clipboard inside the click, as Safari wants it.
  const text = (async () => {
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
