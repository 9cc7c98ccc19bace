// A menu of commands at a place: arrow keys, Enter, Escape; focus goes back to where it came from.

const leaves = ['resize', 'blur', 'popstate'];

/** `items`: {text, keys, run, checked, disabled} or null for a line between groups. `at`: {x, y} in the window. */
export function openMenu(items, at, back) {
  document.querySelector('.qm')?.remove();
  const menu = document.createElement('div');
  menu.className = 'qm';
  menu.setAttribute('role', 'menu');
  for (const item of items) {
    if (!item) { menu.append(document.createElement('hr')); continue; }
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('role', item.checked === undefined ? 'menuitem' : 'menuitemcheckbox');
    if (item.checked !== undefined) button.setAttribute('aria-checked', item.checked);
    button.tabIndex = -1;
    button.disabled = !!item.disabled;
    button.append(Object.assign(document.createElement('span'), { textContent: item.text }));
    if (item.keys) button.append(Object.assign(document.createElement('kbd'), { className: 'ac-kbd', textContent: item.keys }));
    button.addEventListener('click', () => { close(); item.run(); });
    menu.append(button);
  }
  document.body.append(menu);
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(at.x, innerWidth - box.width - 4))}px`;
  menu.style.top = `${Math.max(4, at.y + box.height > innerHeight - 4 ? Math.min(at.y, innerHeight - box.height - 4) : at.y)}px`;
  const choices = [...menu.querySelectorAll('button:not(:disabled)')];
  const outside = event => { if (!menu.contains(event.target)) close(false); };
  const gone = () => close(false);

  function close(refocus = true) {
    removeEventListener('pointerdown', outside, true);
    for (const name of leaves) removeEventListener(name, gone);
    menu.remove();
    if (refocus) back?.focus();
  }

  menu.addEventListener('keydown', event => {
    const here = choices.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) choices.at(to % choices.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const order = [...choices.slice(here + 1), ...choices.slice(0, here + 1)];
      order.find(choice => choice.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
      if (event.key === ' ') return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener('contextmenu', event => event.preventDefault());
  addEventListener('pointerdown', outside, true);
  for (const name of leaves) addEventListener(name, gone);
  choices[0]?.focus();
}
