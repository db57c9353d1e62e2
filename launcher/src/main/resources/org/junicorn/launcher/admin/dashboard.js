'use strict';

/* Asks for the server's state every two seconds and draws it. All text of the server is set as text, never as HTML. */

const EVERY = 2000;
const PATIENCE = 5000;
const SPAN = 30 * 60; // seconds that the charts show at most
const MOST_EVENTS = 500;

const byId = (id) => document.getElementById(id);

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key === 'class') made.className = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function drawn(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/* ---- values for people ---- */

const known = (value) => value !== undefined && value !== null;

function count(value) {
  return known(value) ? Math.round(value).toLocaleString('en') : '–';
}

function rate(value) {
  if (!known(value)) return '–';
  return value >= 100 || value === 0 ? count(value) : value.toFixed(value >= 10 ? 1 : 2);
}

function bytes(value) {
  if (!known(value)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

function latency(seconds) {
  if (!known(seconds)) return '–';
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(2)} s`;
}

function duration(seconds) {
  if (!known(seconds)) return '–';
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`;
}

const clock = (time) => new Date(time).toLocaleTimeString('en-GB');

/* ---- charts ---- */

class Chart {
  constructor(holder, series, format, title) {
    this.holder = holder;
    this.series = series;
    this.format = format;
    this.title = title;
    this.samples = [];
    this.at = null;
    this.svg = drawn('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    this.legend = element('div', { class: 'legend' });
    holder.append(this.svg, this.legend);
    holder.addEventListener('pointermove', (event) => this.point(event));
    holder.addEventListener('pointerleave', () => this.choose(null));
    holder.addEventListener('blur', () => this.choose(null));
    holder.addEventListener('keydown', (event) => this.step(event));
    new ResizeObserver(() => this.draw()).observe(holder);
  }

  show(samples) {
    this.samples = samples;
    if (this.at !== null) this.at = Math.min(this.at, samples.length - 1);
    this.draw();
  }

  choose(index) {
    this.at = index;
    this.draw();
  }

  point(event) {
    if (this.samples.length === 0) return;
    const box = this.svg.getBoundingClientRect();
    const time = this.from + ((event.clientX - box.left - this.left) / (box.width - this.left)) * (this.to - this.from);
    let nearest = 0;
    this.samples.forEach((sample, index) => {
      if (Math.abs(sample.time - time) < Math.abs(this.samples[nearest].time - time)) nearest = index;
    });
    this.choose(nearest);
  }

  step(event) {
    const last = this.samples.length - 1;
    const from = this.at ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.choose(Math.max(0, Math.min(last, to)));
  }

  draw() {
    const width = this.svg.clientWidth;
    const height = this.svg.clientHeight;
    if (width === 0) return;
    const bottom = height - 18;
    this.left = 56;
    this.svg.replaceChildren();
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const samples = this.samples;
    this.to = samples.length > 0 ? samples[samples.length - 1].time : Date.now() / 1000;
    this.from = Math.max(this.to - SPAN, samples.length > 0 ? Math.min(samples[0].time, this.to - 60) : this.to - 60);
    const top = this.ceiling();
    const x = (time) => this.left + ((time - this.from) / (this.to - this.from)) * (width - this.left);
    const y = (value) => bottom - (value / top) * (bottom - 8);
    for (const share of [0, 0.5, 1]) {
      const at = y(top * share);
      this.svg.append(
        drawn('line', { class: 'grid', x1: this.left, x2: width, y1: at, y2: at }),
        drawn('text', { x: this.left - 8, y: at + 4, 'text-anchor': 'end' }, share === 0 ? '0' : this.format(top * share)),
      );
    }
    for (const share of [0, 0.5, 1]) {
      const time = this.from + (this.to - this.from) * share;
      const anchor = ['start', 'middle', 'end'][share * 2];
      this.svg.append(drawn('text', { x: x(time), y: height - 2, 'text-anchor': anchor }, clock(time * 1000)));
    }
    this.series.forEach((series, index) => {
      let path = '';
      let pen = 'M';
      for (const sample of samples) {
        const value = sample[series.key];
        if (!known(value)) {
          pen = 'M';
          continue;
        }
        path += `${pen}${x(sample.time).toFixed(1)},${y(Math.min(value, top)).toFixed(1)}`;
        pen = 'L';
      }
      this.svg.append(drawn('path', { class: `series-${index + 1}`, d: path }));
    });
    if (this.at !== null && samples[this.at]) {
      const at = x(samples[this.at].time);
      this.svg.append(drawn('line', { class: 'cursor', x1: at, x2: at, y1: 8, y2: bottom }));
    }
    this.describe();
  }

  /* A round number that nothing exceeds. */
  ceiling() {
    const values = this.samples.flatMap((sample) => this.series.map((series) => sample[series.key] ?? 0));
    const most = Math.max(...values, 0);
    if (most === 0) return this.series[0].least;
    const power = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most);
  }

  describe() {
    const sample = this.samples[this.at ?? this.samples.length - 1];
    const parts = this.series.map((series, index) =>
      element(
        'span',
        {},
        element('i', { class: `series-${index + 1}` }),
        `${series.name} `,
        element('b', {}, sample ? this.format(sample[series.key]) : '–'),
      ),
    );
    this.legend.replaceChildren(...parts, element('time', {}, sample ? clock(sample.time * 1000) : ''));
    this.holder.setAttribute('aria-label', `${this.title}. ${this.legend.textContent}. Arrow keys move in time.`);
  }
}

const throughput = new Chart(
  byId('throughput'),
  [
    { key: 'rate', name: 'all', least: 10 },
    { key: 'client_errors', name: '4xx' },
    { key: 'server_errors', name: '5xx' },
  ],
  rate,
  'Requests per second',
);
const latencies = new Chart(
  byId('latency'),
  [
    { key: 'p50', name: 'median', least: 0.01 },
    { key: 'p99', name: '99 %' },
  ],
  latency,
  'Latency',
);

/* ---- commands ---- */

let token = '';

async function post(path) {
  const response = await fetch(path, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  const answer = await response.json().catch(() => ({}));
  return { done: response.ok, unknown: response.status === 401, message: answer.message ?? answer.error ?? response.statusText };
}

function command(title, path) {
  const dialog = byId('asking');
  byId('asking-title').textContent = title;
  byId('refused').textContent = '';
  byId('token').value = token;
  byId('confirm').onclick = async (event) => {
    event.preventDefault();
    token = byId('token').value;
    if (token === '') {
      byId('refused').textContent = 'The token is needed: it is the setting admin_token.';
      return;
    }
    try {
      const outcome = await post(path);
      if (outcome.done) {
        dialog.close();
        look();
        return;
      }
      if (outcome.unknown) token = '';
      byId('refused').textContent = outcome.message;
    } catch (failure) {
      byId('refused').textContent = `No answer: ${failure.message}`;
    }
  };
  dialog.showModal();
}

byId('reload').addEventListener('click', () => command('Reload settings and application', 'api/reload'));

/* ---- the state ---- */

const COLUMNS = [
  ['slot', 'left'],
  ['state', 'left'],
  ['generation'],
  ['pid'],
  ['up'],
  ['requests'],
  ['per second'],
  ['in flight'],
  ['busy threads'],
  ['heap'],
  ['RSS'],
  ['GC'],
  ['CPU'],
  ['', 'left'],
];
byId('columns').append(...COLUMNS.map(([name, side]) => element('th', { scope: 'col', class: side ?? '' }, name)));

let before = new Map();

/* How much of a time a counter of seconds, or of requests, has grown by since the last look, per second. */
function pace(worker, key, now) {
  const last = before.get(worker.id);
  return last && known(worker[key]) && known(last[key]) && now > last.seen
    ? Math.max(0, worker[key] - last[key]) / (now - last.seen)
    : undefined;
}

function share(value) {
  return known(value) ? `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %` : '–';
}

const MOOD = { ready: 'good', serving: 'good', booting: 'quiet', spare: 'quiet', starting: 'quiet', killed: 'bad', silent: 'bad' };

function badge(word) {
  return element('span', { class: `badge ${MOOD[word] ?? 'warn'}` }, word);
}

function heap(worker) {
  if (!known(worker.heap_used_bytes)) return '–';
  const text = `${bytes(worker.heap_used_bytes)} of ${bytes(worker.heap_max_bytes)}`;
  const meter = element('meter', {
    min: 0,
    max: worker.heap_max_bytes,
    value: worker.heap_used_bytes,
    high: worker.heap_max_bytes * 0.9,
    title: text,
  });
  return element('span', {}, meter, ` ${bytes(worker.heap_used_bytes)}`);
}

function row(worker, now, commands) {
  const label = `Drain worker ${worker.id} in slot ${worker.slot}`;
  const drain =
    commands && worker.state === 'ready'
      ? element(
          'button',
          { 'aria-label': label, onclick: () => command(label, `api/workers/${worker.id}/drain`) },
          'Drain',
        )
      : '';
  const cells = [
    `${worker.slot}`,
    element('span', {}, badge(worker.state), known(worker.leaving) ? ` ${worker.leaving}` : ''),
    `${worker.generation}`,
    `${worker.pid}`,
    duration(worker.age_seconds),
    count(worker.requests),
    rate(pace(worker, 'requests', now)),
    count(worker.in_flight),
    known(worker.busy_threads) ? `${worker.busy_threads}` : '–',
    heap(worker),
    bytes(worker.rss_bytes),
    share(pace(worker, 'gc_seconds', now)),
    share(pace(worker, 'cpu_seconds', now)),
    drain,
  ];
  return element('tr', { 'data-worker': worker.id }, ...cells.map((cell, i) => element('td', { class: COLUMNS[i][1] ?? '' }, cell)));
}

function tile(name, value, mood) {
  return element('li', {}, element('span', {}, name), element('b', { class: mood ?? '' }, value));
}

function showState(state, sample) {
  const now = performance.now() / 1000;
  const phase = byId('phase');
  phase.textContent = state.phase;
  phase.className = `badge ${MOOD[state.phase] ?? 'warn'}`;
  const facts = [
    ['version', state.version],
    ['generation', known(state.candidate) ? `${state.generation ?? 'none'} → ${state.candidate}` : `${state.generation ?? 'none'}`],
    ['up', duration(state.uptime_seconds)],
  ];
  byId('facts').replaceChildren(
    ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
  byId('reload').hidden = !state.commands;
  const ready = state.workers.filter((worker) => worker.state === 'ready').length;
  const inFlight = state.workers.reduce((sum, worker) => sum + (worker.in_flight ?? 0), 0);
  byId('now').replaceChildren(
    tile('workers ready', `${ready} of ${state.target}${state.spares > 0 ? ` + ${state.spares} spare` : ''}`, ready < state.target ? 'warn' : ''),
    tile('requests per second', rate(sample?.rate)),
    tile('median latency', latency(sample?.p50)),
    tile('99 % latency', latency(sample?.p99)),
    tile('server errors per second', rate(sample?.server_errors), sample?.server_errors > 0 ? 'bad' : ''),
    tile('in flight', count(inFlight)),
  );
  const focused = document.activeElement?.closest?.('tr')?.dataset.worker;
  document.querySelector('#workers tbody').replaceChildren(...state.workers.map((worker) => row(worker, now, state.commands)));
  if (focused) document.querySelector(`#workers tr[data-worker="${CSS.escape(focused)}"] button`)?.focus();
  before = new Map(state.workers.map((worker) => [worker.id, { ...worker, seen: now }]));
}

/* ---- the events ---- */

const LEVEL = { WARNING: 'warn', ERROR: 'bad', CRITICAL: 'bad', DEBUG: 'quiet' };
const LONG = new Set(['stack', 'output']);
let lastEvent = 0;

function told(event) {
  const short = Object.entries(event.fields).filter(([name]) => !LONG.has(name));
  const long = Object.entries(event.fields).filter(([name]) => LONG.has(name));
  const text = [element('b', {}, event.name), ' ', short.map(([name, value]) => `${name}=${value}`).join(' ')];
  if (long.length === 0) return element('div', { class: 'what' }, ...text);
  return element(
    'div',
    { class: 'what' },
    element('details', {}, element('summary', {}, ...text), ...long.map(([, value]) => element('pre', { tabindex: 0 }, value))),
  );
}

function filterEvents() {
  const trouble = byId('trouble').checked;
  for (const item of byId('events').children) item.hidden = trouble && !['warn', 'bad'].includes(item.dataset.mood);
}

byId('trouble').addEventListener('change', filterEvents);

function showEvents(events) {
  const list = byId('events');
  for (const event of events) {
    const mood = LEVEL[event.level] ?? '';
    list.prepend(
      element(
        'li',
        { 'data-mood': mood },
        element('time', { class: 'quiet', datetime: event.time, title: event.time }, clock(event.time)),
        element('span', { class: mood }, event.level.toLowerCase()),
        told(event),
      ),
    );
    lastEvent = Math.max(lastEvent, event.id);
  }
  while (list.children.length > MOST_EVENTS) list.lastChild.remove();
  filterEvents();
}

/* ---- the loop ---- */

let samples = [];
let started;

async function ask(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE), cache: 'no-store' });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

let looking = false;

async function look() {
  if (looking) return;
  looking = true;
  const lost = byId('lost');
  try {
    const state = await ask('api/status');
    if (started !== state.started) {
      // Another supervisor: an upgrade, or a restart. Its events are numbered from the start.
      started = state.started;
      lastEvent = 0;
      before = new Map();
      byId('events').replaceChildren();
    }
    const [history, events] = await Promise.all([ask('api/samples'), ask(`api/events?after=${lastEvent}`)]);
    samples = history.samples;
    throughput.show(samples);
    latencies.show(samples);
    showState(state, samples[samples.length - 1]);
    showEvents(events.events);
    lost.hidden = true;
  } catch (failure) {
    lost.textContent = `No answer from the supervisor since ${clock(Date.now())}: ${failure.message}. What you see is old; it is asked again every ${EVERY / 1000} seconds.`;
    lost.hidden = false;
  } finally {
    looking = false;
  }
}

byId('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});

look();
setInterval(look, EVERY);
