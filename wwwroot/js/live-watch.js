// What is live ends when its tab is hidden or nobody has touched the page for half an hour.
const IDLE = 30 * 60 * 1000;
let stop;

export function watch(net) {
  unwatch();
  let timer;
  const end = hidden => { unwatch(); net.invokeMethodAsync('Ended', hidden); };
  const touched = () => { clearTimeout(timer); timer = setTimeout(() => end(false), IDLE); };
  const seen = () => { if (document.hidden) end(true); };
  const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel'];
  for (const touch of touches) document.addEventListener(touch, touched, { passive: true });
  document.addEventListener('visibilitychange', seen);
  touched();
  stop = () => {
    clearTimeout(timer);
    for (const touch of touches) document.removeEventListener(touch, touched);
    document.removeEventListener('visibilitychange', seen);
  };
  // It may have been hidden while this was on its way.
  seen();
}

export function unwatch() {
  stop?.();
  stop = undefined;
}
