// Draws the login charts with uPlot. Figures come in one call a refresh; pointing at a minute writes its values into the legends,
// dragging selects a part of the range, a click one bar.
import uPlot from '../dist/uplot.js';

const P = 'IamDbAuthConnection';
// From the bottom of the stack upwards; the pattern tells causes apart without colour.
const CAUSES = [
  { metric: `${P}FailureInsufficientPermissions`, colour: '--ac-s-permission', pattern: 'diagonal' },
  { metric: `${P}FailureInvalidToken`, colour: '--ac-s-token', pattern: 'solid' },
  { metric: `${P}FailureThrottling`, colour: '--ac-s-throttle', pattern: 'dots' },
  { metric: `${P}FailureServerError`, colour: '--ac-s-server', pattern: 'horizontal' },
];
// Drawn in this order: where requests and successes are the same, the dashes stay in sight.
const LINES = [
  { metric: `${P}Success`, colour: '--ac-s-success', width: 2 },
  { metric: `${P}Requests`, colour: '--ac-s-requests', dash: [4, 3] },
  { metric: `${P}Failure`, colour: '--ac-s-failure' },
];

// Logins are counted whole.
const WHOLE = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map(n => n * 10 ** power)).flat();

const token = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dpr = () => window.devicePixelRatio || 1;
const two = n => String(n).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const day = d => `${d.getUTCDate()} ${months[d.getUTCMonth()]}`;
const clock = d => `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;

function tile(ctx, colour, pattern) {
  const size = Math.round(6 * dpr());
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const c = canvas.getContext('2d');
  c.fillStyle = colour;
  c.fillRect(0, 0, size, size);
  c.strokeStyle = c.fillStyle = token('--ac-surface');
  c.globalAlpha = 0.85;
  c.lineWidth = 1.3 * dpr();
  if (pattern === 'diagonal') {
    c.beginPath();
    for (const shift of [-size, 0, size]) { c.moveTo(shift, size); c.lineTo(shift + size, 0); }
    c.stroke();
  } else if (pattern === 'horizontal') {
    for (const y of [size * 0.25, size * 0.75]) c.fillRect(0, y - c.lineWidth / 2, size, c.lineWidth);
  } else if (pattern === 'dots') {
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) { c.beginPath(); c.arc(x * size, y * size, 0.9 * dpr(), 0, 7); c.fill(); }
  }
  return ctx.createPattern(canvas, 'repeat');
}

export function mount(root, net) {
  const hosts = { failures: root.querySelector('[data-plot=failures]'), logins: root.querySelector('[data-plot=logins]') };
  let data, done = [], plots = {}, fills = new Map();

  const fill = (ctx, cause) => {
    if (cause.pattern === 'solid') return token(cause.colour);
    if (!fills.has(cause.metric)) fills.set(cause.metric, tile(ctx, token(cause.colour), cause.pattern));
    return fills.get(cause.metric);
  };

  // Minutes that may still change lie behind everything, hatched.
  function hatch(u) {
    if (!data || data.settled >= data.count) return;
    const { ctx, bbox } = u;
    const left = Math.max(bbox.left, u.valToPos(data.from + data.settled * data.step, 'x', true));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
    ctx.clip();
    ctx.strokeStyle = token('--ac-line-strong');
    ctx.lineWidth = dpr();
    ctx.beginPath();
    const gap = 7 * dpr();
    for (let x = left - bbox.height; x < bbox.left + bbox.width; x += gap) { ctx.moveTo(x, bbox.top + bbox.height); ctx.lineTo(x + bbox.height, bbox.top); }
    ctx.stroke();
    ctx.restore();
  }

  function bars(u) {
    const { ctx } = u;
    const parts = CAUSES.map(cause => data.series[cause.metric]);
    const total = data.series[`${P}Failure`];
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    for (let i = 0; i < data.count; i++) {
      const x = data.from + i * data.step;
      const left = Math.round(u.valToPos(x, 'x', true));
      const right = Math.round(u.valToPos(x + data.step, 'x', true));
      const width = Math.max(1, right - left - (right - left > 3 ? dpr() : 0));
      let sum = 0;
      const rect = (value, paint) => {
        const bottom = Math.round(u.valToPos(sum, 'y', true));
        const top = Math.round(u.valToPos(sum + value, 'y', true));
        paint(left, top, width, Math.max(1, bottom - top));
        sum += value;
      };
      parts.forEach((part, n) => {
        if (!part[i]) return;
        ctx.fillStyle = fill(ctx, CAUSES[n]);
        rect(part[i], (...r) => ctx.fillRect(...r));
      });
      // Counted as a failure, but no cause has arrived for it.
      if (total[i] > sum) {
        ctx.strokeStyle = token('--ac-s-failure');
        ctx.lineWidth = dpr();
        rect(total[i] - sum, (l, t, w, h) => ctx.strokeRect(l + 0.5, t + 0.5, Math.max(1, w - 1), Math.max(1, h - 1)));
      }
    }
    ctx.restore();
  }

  // What was done here, as lines from above; those nearer than a finger's width are one.
  const CLOSE = 12;
  function groups(u) {
    const found = [];
    for (const mark of data ? done : []) {
      const x = u.valToPos(mark.at, 'x');
      const last = found.at(-1);
      if (last && x - last.x < CLOSE) last.marks.push(mark); else found.push({ x, marks: [mark] });
    }
    return found;
  }

  function marks(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = token('--ac-text-2');
    ctx.lineWidth = dpr();
    ctx.setLineDash([2 * dpr(), 3 * dpr()]);
    for (const { x, marks } of groups(u)) {
      const left = Math.round(bbox.left + x * dpr()) + 0.5;
      // A change matters more than a mint and reaches down.
      const changed = marks.some(mark => !mark.isMint);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + (changed ? bbox.height : 14 * dpr()));
      ctx.stroke();
      const half = (changed ? 4 : 3) * dpr();
      ctx.beginPath();
      ctx.moveTo(left - half, bbox.top - half);
      ctx.lineTo(left + half, bbox.top - half);
      ctx.lineTo(left, bbox.top + half / 2);
      ctx.fill();
      if (marks.length > 1) {
        ctx.font = `${10 * dpr()}px ${token('--ac-sans')}`;
        // Beside its mark, on the side where there is room.
        const isLast = left + 24 * dpr() > bbox.left + bbox.width;
        ctx.textAlign = isLast ? 'right' : 'left';
        ctx.textBaseline = 'middle';
        ctx.fillText(String(marks.length), left + (isLast ? -1 : 1) * (half + 3 * dpr()), bbox.top + 2 * dpr());
      }
    }
    ctx.restore();
  }

  function markText(u) {
    const near = groups(u).find(group => Math.abs(group.x - u.cursor.left) < CLOSE / 2 + 1);
    if (!near) return '';
    const [first, ...more] = near.marks;
    const when = new Date(first.at * 1000);
    return ` · ${clock(when)}:${two(when.getUTCSeconds())} ${first.text}${more.length ? ` and ${more.length} more` : ''}`;
  }

  const at = u => u.cursor.left >= 0 && data ? Math.floor((u.posToVal(u.cursor.left, 'x') - data.from) / data.step) : -1;

  function point(u) {
    const i = at(u);
    const on = i >= 0 && i < data.count;
    root.classList.toggle('pointing', on);
    if (!on) return;
    const when = new Date((data.from + i * data.step) * 1000);
    const end = new Date((data.from + (i + 1) * data.step) * 1000);
    const text = `${data.count * data.step > 72000 ? day(when) + ' ' : ''}${clock(when)}–${clock(end)} UTC${i >= data.settled ? ' · may still change' : ''}${markText(u)}`;
    for (const element of root.querySelectorAll('.auth-when')) { element.textContent = text; element.title = text; }
    for (const element of root.querySelectorAll('.auth-at')) {
      const series = data.series[element.dataset.also ?? element.closest('[data-metric]').dataset.metric];
      element.textContent = series[i] === null ? '–' : series[i].toLocaleString('en');
    }
  }

  function select(u) {
    if (u.select.width < 3) return;
    const snap = (pixel, round) => (data.from + round((u.posToVal(pixel, 'x') - data.from) / data.step) * data.step) * 1000;
    const from = snap(u.select.left, Math.floor);
    const to = snap(u.select.left + u.select.width, Math.ceil);
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    net.invokeMethodAsync('Brushed', from, to);
  }

  // Which part of the stack a click hit; the bar alone where it hit none.
  function pick(u) {
    const i = at(u);
    if (i < 0 || i >= data.count) return;
    const y = u.posToVal(u.cursor.top, 'y');
    let sum = 0;
    const hit = u === plots.failures ? CAUSES.find(cause => { sum += data.series[cause.metric][i] ?? 0; return y >= 0 && y < sum; }) : undefined;
    net.invokeMethodAsync('Picked', (data.from + i * data.step) * 1000, hit?.metric ?? null);
  }

  function clicks(u) {
    let down;
    u.over.addEventListener('mousedown', event => { down = event.clientX; });
    u.over.addEventListener('click', event => { if (Math.abs(event.clientX - down) < 3) pick(u); });
  }

  const axis = { stroke: () => token('--ac-text-2'), font: `11px ${token('--ac-sans')}`, ticks: { show: false } };
  const options = (host, series, top, extra) => ({
    width: Math.max(100, host.clientWidth), height: host.clientHeight || 140, legend: { show: false }, padding: [8, 20, 0, 0], series: [{}, ...series],
    scales: { x: { time: true, range: () => [data.from, data.from + data.count * data.step] }, y: { range: () => [0, top()] } },
    axes: [
      { ...axis, size: 22, gap: 4, grid: { show: false }, space: 70, values: (_, splits) => splits.map(s => { const d = new Date(s * 1000); return s % 86400 === 0 && data.count * data.step > 72000 ? day(d) : clock(d); }) },
      { ...axis, size: 36, gap: 6, space: 28, grid: { stroke: () => token('--ac-grid-line'), width: 1 }, incrs: WHOLE, values: (_, splits) => splits.map(v => v >= 10000 ? `${v / 1000}k` : v.toLocaleString('en')) },
    ],
    tzDate: s => uPlot.tzDate(new Date(s * 1000), 'Etc/UTC'),
    cursor: {
      y: false, points: { show: false }, drag: { x: true, y: false, setScale: false },
      sync: { key: 'auth', filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
    },
    hooks: { ready: [clicks], drawClear: [hatch], setCursor: [point], setSelect: [select], draw: [...(extra ?? []), marks] },
  });

  // A minute between two gaps has no line to stand on: it gets a dot.
  const alone = (u, seriesIndex) => {
    const values = u.data[seriesIndex];
    const found = [];
    for (let i = 0; i < values.length; i++) if (values[i] !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null) found.push(i);
    return found;
  };

  const nice = value => { const unit = 10 ** Math.floor(Math.log10(value)); return [1, 2, 4, 5, 6, 8, 10].map(n => n * unit).find(n => n >= value); };
  const most = all => nice(Math.max(4, ...all.map(series => series.reduce((a, b) => Math.max(a, b ?? 0), 0))) * 1.02);
  const stacked = () => {
    const parts = CAUSES.map(cause => data.series[cause.metric]);
    return [parts[0].map((_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0)), data.series[`${P}Failure`]];
  };

  function figures() {
    const xs = Array.from({ length: data.count }, (_, i) => data.from + i * data.step);
    return {
      failures: [xs, data.series[`${P}Failure`]],
      logins: [xs, ...LINES.map(line => data.series[line.metric])],
    };
  }

  function build() {
    const { failures, logins } = figures();
    plots.failures = new uPlot(
      options(hosts.failures, [{ paths: () => null, points: { show: false } }], () => most(stacked()), [bars]), failures, hosts.failures);
    plots.logins = new uPlot(
      options(hosts.logins, LINES.map(line => ({ stroke: () => token(line.colour), width: line.width ?? 1.5, dash: line.dash, points: { show: true, size: 4, fill: () => token(line.colour), filter: alone } })), () => most(LINES.map(line => data.series[line.metric]))),
      logins, hosts.logins);
  }

  const paint = () => { fills.clear(); for (const plot of Object.values(plots)) plot.redraw(false, true); };
  const theme = new MutationObserver(paint);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const sizes = new ResizeObserver(() => {
    for (const [name, plot] of Object.entries(plots)) {
      const host = hosts[name];
      if (host.clientWidth > 0 && (host.clientWidth !== plot.width || host.clientHeight !== plot.height)) plot.setSize({ width: host.clientWidth, height: host.clientHeight });
    }
  });
  for (const host of Object.values(hosts)) sizes.observe(host);
  const leave = () => root.classList.remove('pointing');
  root.addEventListener('mouseleave', leave);
  document.fonts?.ready.then(paint);

  return {
    mark(next) {
      done = next;
      for (const plot of Object.values(plots)) plot.redraw(false, true);
    },
    update(next) {
      data = next;
      if (!plots.failures) return build();
      for (const [name, values] of Object.entries(figures())) plots[name].setData(values);
      if (root.classList.contains('pointing')) point(plots.failures);
    },
    dispose() {
      theme.disconnect();
      sizes.disconnect();
      root.removeEventListener('mouseleave', leave);
      for (const plot of Object.values(plots)) plot.destroy();
      plots = {};
    },
  };
}
