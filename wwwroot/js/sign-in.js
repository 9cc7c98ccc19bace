// Sends the code of the one-time link. It stands in the fragment so that no server log and no Referer ever holds it.
const form = document.getElementById('sign-in-form');
const field = document.getElementById('sign-in-code');
const notice = document.getElementById('sign-in-error');

async function signIn(code) {
  const to = new URLSearchParams(location.search).get('to');
  let answer;
  try {
    answer = await fetch('sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, to }),
    });
  } catch {
    return fail('The console does not answer. Check that it still runs, then try again.');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) return fail(body.title ?? 'The console did not accept the link.');
  location.replace(body.to);
}

function fail(sentence) {
  notice.textContent = sentence;
  notice.hidden = false;
  field.focus();
}

function tryFragment() {
  const code = location.hash.slice(1);
  if (!code) return;
  // Out of the address bar and the history before anything else.
  history.replaceState(null, '', location.pathname + location.search);
  signIn(code);
}

form.addEventListener('submit', event => {
  event.preventDefault();
  notice.hidden = true;
  const text = field.value.trim();
  field.value = '';
  signIn(text.slice(text.lastIndexOf('#') + 1));
});
addEventListener('hashchange', tryFragment);
tryFragment();
