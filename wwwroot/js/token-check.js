// What a client sent, held against what it should have sent. A pure function of its arguments: the text goes nowhere.
const NEEDED = ['Action', 'DBUser', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'];
const SIGNATURE = 64;
const LIFE = 900;
const SKEW = 300;
const number = value => value.toLocaleString('en-US');
const shown = value => `“${value.length > 80 ? value.slice(0, 79) + '…' : value}”`;

/**
 * @param {string} text what was pasted
 * @param {{host: string, port: number, region: string, user: string, length?: number, checksum?: string}} expected
 *   the login it was meant for; length and checksum (first 8 hex digits of SHA-256, as 4-4) of the token this page minted last
 * @param {number} now epoch milliseconds
 * @param {string} [checksum] that of the pasted text, where it is known
 * @returns {{good: boolean, code: string, says: string, cure: string}[]} worst first; one good finding when nothing is wrong
 */
export function checkToken(text, expected, now, checksum) {
  const found = [];
  const bad = (code, says, cure) => found.push({ good: false, code, says, cure });
  if (text.trim() === '') return [];

  let token = text;
  let layers = 0;
  let allowed = 0;
  const address = /^[\s"']*postgres(?:ql)?:\/\/[^:/@\s]+:(.+)@[^@]*$/is.exec(token);
  if (address) {
    // In an address one layer of encoding is right, and taken off by who reads it.
    allowed = 1;
    token = address[1];
    if (token.includes('/?')) bad('NotEncoded', 'In an address the token has to be percent-encoded, and this one is not.', 'Copy DATABASE_URL with its token from this page: the token in it is encoded.');
  }

  if (/^["'`].*["'`]\s*$/s.test(token.trim())) {
    bad('Quoted', 'Quotation marks went along with the token.', 'Paste it without them.');
    token = token.trim().slice(1, -1);
  }
  if (/^\s|\s$/.test(token)) {
    bad('WhiteSpace', `${/^\s/.test(token) ? 'White space stands before' : 'White space, such as a line end, stands after'} the token and was sent with it.`, 'Paste the token alone; a script prints it without a line end.');
    token = token.trim();
  }
  if (/\s/.test(token)) {
    bad('WhiteSpace', 'The token was broken by white space within it, as a wrapped line does.', 'Copy it as one line.');
    token = token.replace(/\s+/g, '');
  }
  if (/&amp;/.test(token)) {
    bad('HtmlEscaped', 'Each & was turned into &amp;: the token went through HTML or XML.', 'Paste the token as it is, not out of a page or a configuration in XML.');
    token = token.replaceAll('&amp;', '&');
  }

  while (layers < 3 && !token.includes('/?') && /%(25)*3F/i.test(token)) {
    token = decode(token);
    layers++;
  }
  // Encoded again value by value, the token keeps its shape and only the values tell.
  const inside = /X-Amz-Credential=[^&]*%252F/i.test(token);
  if (inside) token = token.replace(/%25/g, '%');
  if (layers === 1 && allowed === 0 && !inside) bad('Encoded', 'The token is URL-encoded, but this client takes a password as it is.', 'Paste the token itself; only within an address, such as DATABASE_URL, is it encoded.');
  if (layers > 1 || inside) bad('EncodedTwice', 'The token was URL-encoded twice.', 'Encode it once, and only within an address; a client that encodes by itself gets the token as it is.');

  if (/^https?:\/\//i.test(token)) {
    bad('Scheme', 'It begins with a scheme, which is no part of a token.', 'Leave out http:// or https://: a token begins with the host.');
    token = token.replace(/^https?:\/\//i, '');
  }

  if (!/Action=connect|X-Amz-/i.test(token)) {
    const cutEarly = token.toLowerCase().startsWith(`${expected.host}:`) && expected.length > token.length;
    if (cutEarly) bad('Cut', `This token was cut at ${number(token.length)}${expected.length ? ` of ${number(expected.length)}` : ''} characters.`, cureOfCut());
    else bad('NotAToken', notAToken(token), `A token begins with ${expected.host}:${expected.port}/?Action=connect. Copy one from this page.`);
    return found;
  }

  const split = token.indexOf('/?');
  const host = split > 0 ? token.slice(0, split) : '';
  const query = split >= 0 ? token.slice(split + 2) : token;
  if (split <= 0) bad('CutAtStart', 'The beginning is missing: host and port stand before /?Action=connect.', 'Copy the whole token.');
  const given = new Map(query.split('&').map(pair => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), decode(pair.slice(equals + 1))];
  }));

  const missing = NEEDED.filter(name => !given.get(name));
  const signature = given.get('X-Amz-Signature') ?? '';
  const cut = missing.length > 0 || signature.length < SIGNATURE;
  if (cut) {
    // The signature's length is fixed, so a token cut within it tells what it was.
    const whole = expected.length > token.length ? expected.length : query.trimEnd().endsWith(`X-Amz-Signature=${signature}`) && signature ? token.length + SIGNATURE - signature.length : 0;
    bad('Cut', `This token was cut at ${number(token.length)}${whole ? ` of ${number(whole)}` : ''} characters.`, cureOfCut());
  } else if (signature.length > SIGNATURE || !/^[0-9a-f]+$/.test(signature)) {
    bad('Damaged', `The signature is not 64 hexadecimal digits${signature.length > SIGNATURE ? `, but has ${number(signature.length)} characters` : ''}: something was added or changed.`, 'Copy the token again.');
  }

  if (split > 0) {
    const [name, port, ...more] = host.toLowerCase().split(':');
    if (more.length === 0 && port === undefined) bad('NoPort', `The token was signed for ${shown(host)} without a port; the host has to be signed with it.`, `Sign for ${expected.host}:${expected.port}.`);
    else if (port !== undefined && port !== String(expected.port)) bad('WrongPort', `The token was signed for port ${shown(port)}; this endpoint has ${expected.port}.`, `Mint for ${expected.host}:${expected.port}, not for the port of a tunnel.`);
    if (name !== expected.host && expected.host.endsWith(name)) bad('CutAtStart', `The first ${number(expected.host.length - name.length)} characters are missing.`, 'Copy the whole token.');
    else if (name !== expected.host) bad('WrongHost', `The token was signed for ${shown(name)}; this endpoint is ${expected.host}.`, 'Use the endpoint as AWS names it: an alias, an address or another endpoint of the cluster needs a token of its own.');
  }

  const user = given.get('DBUser');
  if (user && user !== expected.user) {
    bad('WrongUser', user.toLowerCase() === expected.user.toLowerCase()
      ? `The token is for ${shown(user)}, but names of roles are case-sensitive: the login is as ${shown(expected.user)}.`
      : `The token is for the role ${shown(user)}, the login is as ${shown(expected.user)}.`, `Log in as ${user}, or mint a token for ${expected.user}.`);
  }

  const [key, date, region, service, end] = (given.get('X-Amz-Credential') ?? '').split('/');
  if (region && region !== expected.region && !(cut && expected.region.startsWith(region))) bad('WrongRegion', `The token was signed for the region ${shown(region)}; the cluster is in ${expected.region}.`, `Sign for ${expected.region}: a default region of the environment may have been used.`);
  if (end && service !== 'rds-db') bad('WrongService', `The token was signed for the service ${shown(service)}; logins take rds-db.`, 'Use a signer for database logins (generate-db-auth-token).');
  if (key?.startsWith('ASIA') && !cut && !given.get('X-Amz-Security-Token')) bad('NoSessionToken', 'The signing key is a temporary one, but its session token is missing.', 'Give the signer all three: key, secret and session token.');

  const life = Number(given.get('X-Amz-Expires'));
  if (life > LIFE) bad('TooLong', `It asks to live ${number(life)} s; more than ${LIFE} s is refused.`, 'Sign with X-Amz-Expires=900.');
  const signedAt = timeOf(given.get('X-Amz-Date') ?? '');
  if (signedAt !== null) {
    if (date && date.length === 8 && !(given.get('X-Amz-Date') ?? '').startsWith(date)) bad('Damaged', 'Its two dates differ: something was changed.', 'Copy the token again.');
    const ended = signedAt + Math.min(life || LIFE, LIFE) * 1000;
    if (now >= ended) bad('Expired', `The token ended ${ago(now - ended)} ago, at ${utc(ended)} UTC.`, 'Mint a new one. A pool that keeps a token fails after 15 minutes: let it fetch one for each connection.');
    else if (signedAt - now > SKEW * 1000) bad('Future', `It was signed ${ago(signedAt - now)} in the future (${utc(signedAt)} UTC).`, 'Set the clock of the computer that signs.');
  }

  if (found.length > 0) return found;
  return [checksum && checksum === expected.checksum
    ? { good: true, code: 'Same', says: 'This is the token of this page, character for character.', cure: 'If it is refused all the same, the policy is the cause: Auth activity names it.' }
    : { good: true, code: 'Whole', says: 'This token is whole and fits the cluster, the role and the moment.', cure: 'If it is refused all the same, the key that signed it may not connect as this role, or is not known: Auth activity names the cause.' }];
}

const cureOfCut = () => 'Your client limits passwords: use its password command instead, or a client that takes long ones.';

function notAToken(text) {
  if (/^eyJ/.test(text)) return 'This is a web token (JWT), not a database login token.';
  if (/^(AKIA|ASIA)[A-Z0-9]{12,}$/.test(text)) return 'This is an access key’s id, not a login token.';
  return 'This is not a login token.';
}

// A cut may go through the middle of an escape; what is before it still decodes.
function decode(text) {
  try {
    return decodeURIComponent(text.replace(/%[0-9a-f]?$/i, ''));
  } catch {
    return text;
  }
}

function timeOf(text) {
  const part = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return part ? Date.UTC(part[1], part[2] - 1, part[3], part[4], part[5], part[6]) : null;
}

const utc = time => new Date(time).toISOString().slice(11, 19);

function ago(milliseconds) {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 5400) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${number(Math.round(seconds / 3600))} h`;
}
