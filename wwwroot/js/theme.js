// Runs before the first paint: the chosen theme, else the system's.
(() => {
  const chosen = /(?:^|; )ac-theme=(light|dark)/.exec(document.cookie)?.[1];
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = theme => { document.documentElement.dataset.theme = theme; };
  apply(chosen ?? (system.matches ? 'dark' : 'light'));
  if (!chosen) system.addEventListener('change', event => apply(event.matches ? 'dark' : 'light'));
})();
