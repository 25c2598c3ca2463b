// Every page of the route table, for a person of its role: with content, in an
// empty place, and when something is refused. A new GET route is walked by
// itself; one with a :part wants a line in `parts`. Writes pages.tsv, what each
// page weighs, beside the pictures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes, screens, watchedTab } from './harness.mjs';
import { readThrough, startWeb, tarnwell } from './web.mjs';

export const needs = ['init', 'demo', 'serve', 'user add'];
// A Monday morning at work.
export const env = { POLYPHONY_NOW: '2026-11-23T08:10:00Z' };

const people = ['rep', 'reviewer', 'marketing', 'manager', 'admin'];
const demoReps = join(dirname(fileURLToPath(import.meta.url)), '../../feeds/demo/reps.json');
const longName = 'Maximiliane Wolfeschlegelsteinhausenbergerdorff-Achterkirchen';
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';

// --- a place with content ----------------------------------------------------

const floor = (id, name, more) => ({
  id, name, language: 'en', networks: ['linkedin', 'mastodon', 'x'], daily_quota: 3,
  voice: { tone: 'plain' },
  audience: {
    id: 'floor', name: `People on the floor of the ${longWord}`,
    about: 'Managers of distribution centres and ports where people and machines share a floor; '
      + 'they want to know what automation does.',
    keywords: ['warehouse automation', 'robots', 'throughput', 'picking', 'pallets', 'cranes', 'safety'],
  },
  working_hours: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:10', end: '23:50', timezone: 'Europe/Berlin' },
  ...more,
});

function writeReps({ home, polyphony }) {
  const list = JSON.parse(readFileSync(demoReps, 'utf8'));
  const ines = list.find((r) => r.id === 'ines');
  Object.assign(ines, { daily_quota: 6, networks: ['linkedin', 'x', 'mastodon'] });
  ines.working_hours = { ...ines.working_hours, start: '07:30', end: '20:00' };
  list.push(floor('max', longName), floor('kofi', 'Kofi'), floor('aoife', 'Aoife'), floor('oskar', 'Oskar'));
  writeFileSync(join(home, 'reps.json'), JSON.stringify(list));
  polyphony('import', 'reps', join(home, 'reps.json'));
}

// Each state of a suggestion, and something in each list.
async function fill({ home, polyphony, curate }, web) {
  polyphony('init');
  appendFileSync(join(home, 'polyphony.ini'),
    '[review]\nblind_percent = 100\n[schedule]\nleast_score = 5\nstory_reps = 20\n');
  writeReps({ home, polyphony });
  polyphony('demo');
  writeReps({ home, polyphony });
  polyphony('schedule');
  readThrough(home, web.port, `[company]\nname = ${longWord} AG\n`);
  const list = polyphony('queue', 'list', '--json').trim().split('\n').map((l) => JSON.parse(l));
  // All are of the blind sample: offered, and in the reviewer's queue too.
  const offered = list.filter((s) => s.state === 'offered');
  const mine = offered.filter((s) => s.rep === 'ines').map((s) => String(s.id));
  const others = offered.filter((s) => s.rep !== 'ines').map((s) => String(s.id));
  assert.ok(mine.length >= 4 && others.length >= 8, `offered: ${mine.length} and ${others.length}`);
  polyphony('queue', 'change', others[0], 'Say who counted.');
  polyphony('queue', 'reject', others[1], `Not about the ${longWord}.`);
  for (const [i, id] of others.slice(2, 7).entries()) {
    if (i === 4) polyphony('queue', 'dismiss', id, 'dull');
    else polyphony('queue', 'accept', id);
    if (i < 3) polyphony('queue', 'shared', id, 'https://social.example/posts/1');
  }
  polyphony('queue', 'accept', mine[0]);
  polyphony('queue', 'shared', mine[0]);
  polyphony('outcome', 'add', 'ines', 'meeting', '--suggestion', mine[0], '--note', `a plant of the ${longWord}`);
  polyphony('queue', 'accept', mine[1]);
  polyphony('campaign', 'add', `${longWord} im Frühjahr`, '--words', 'robots,pallets');
  polyphony('rep', 'away', 'oskar', '2026-11-24', '2026-11-28');
  writeFileSync(join(home, 'feeds.opml'), '<opml version="2.0"><body><outline type="rss" '
    + `text="${longWord}" xmlUrl="http://nowhere.example/${longWord}/feed.xml"/></body></opml>`);
  polyphony('import', 'feeds', join(home, 'feeds.opml'));
  await curate();
  const stories = JSON.parse(`[${polyphony('story', 'list', '--json').trim().split('\n').join(',')}]`);
  polyphony('story', 'pin', stories[0].story);
  polyphony('story', 'embargo', stories[1].story, '2d');
  polyphony('story', 'block', stories[2].story);
  return { due: mine[1], record: mine[0], story: list[0].story };
}

// A signed-in tab each, by role.
async function enter({ browser, addPerson, signIn }, url) {
  const links = { rep: addPerson('rep', 'Ines', '--rep', 'ines') };
  for (const role of people.slice(1)) links[role] = addPerson(role, `${role} ${longName}`);
  const entered = {};
  for (const role of people) {
    entered[role] = await watchedTab(browser, url);
    await signIn(entered[role].tab, url, links[role]);
  }
  entered.anybody = await watchedTab(browser, url);
  return entered;
}

export async function place(tools) {
  const web = await startWeb({ 'tarnwell.example': tarnwell });
  const made = await fill(tools, web);
  const { url } = await tools.serve();
  const tabs = await enter(tools, url);
  weights.length = 0;
  return { url, tabs, made, close: web.close };
}

// What stands for a route's :part, where one has to ask for it.
const parts = {
  '/static/:name': null, // the pages load them
  '/ics/:secret': null,
  '/rss/:secret': null,
  '/set-up/:secret': null, // in an empty place, below
  '/sign-in/:secret': ({ addPerson }) => addPerson('reviewer', 'Grace').replace('/sign-in/', ''),
  '/share/:id': ({ made }) => made.due,
  '/history/:id': ({ made }) => made.record,
  '/record/:id': ({ made }) => made.record,
  '/record/:id/json': null,
  '/rules/:id': async ({ tabs }) => await idOf(tabs.reviewer.tab, '/rules', /^\/rules\/(?!new)[^/?#]+$/),
  '/rules/versions/:version': async ({ tabs: { reviewer: { tab } }, url }) => {
    await tab.goto(`${url}/rules/new`);
    await tab.getByLabel('Name', { exact: true }).fill(longWord);
    await tab.getByLabel('Words and phrases').fill(longWord);
    await tab.getByLabel('Why').fill('Nobody can say it.');
    await tab.getByLabel('Mend').fill('Say ship.');
    await tab.getByRole('button', { name: 'Put into force' }).click();
    return idOf(tab, '/rules', /^\/rules\/versions\/\d+$/);
  },
  '/feeds/found/:id': async ({ tabs: { marketing: { tab } }, url }) => {
    await tab.goto(`${url}/feeds`);
    await tab.getByLabel(/feed’s address/).fill('tarnwell.example');
    await tab.getByRole('button', { name: 'Find its feeds' }).click();
    return new URL(tab.url()).pathname.split('/').pop();
  },
  '/feeds/:id': async ({ tabs }) => await idOf(tabs.marketing.tab, '/feeds', /^\/feeds\/\d+$/),
  '/stories/:key': ({ made }) => made.story,
  '/audiences/:id': () => 'floor',
  '/reps/:id': () => 'max',
  '/people/:id': async ({ tabs }) => await idOf(tabs.admin.tab, '/people', /^\/people\/\d+$/),
  '/admin/backups/:name': null,
};

async function idOf(tab, path, pattern) {
  await tab.goto(new URL(path, tab.url()).href);
  const paths = await tab.evaluate(() => [...document.querySelectorAll('main a[href]')].map((a) => a.pathname));
  const found = paths.find((p) => pattern.test(p));
  assert.ok(found, `no link like ${pattern} on ${path}`);
  return found.split('/').pop();
}

// What the same route shows besides.
const variants = {
  '/calendar': ['?span=month'],
  '/audiences/:id': ['new'],
  '/reps/:id': ['new'],
};

const roleOf = (route) => (route.roles[0] === 'somebody' ? 'rep' : route.roles[0]);
const pages = () => routes().filter((r) => r.method === 'GET' && !r.pattern.startsWith('/api/'));

// --- walking -----------------------------------------------------------------

const weights = []; // a line of pages.tsv each
const found = []; // what is wrong with pages

async function weigh(tab, role, pattern, status) {
  const sizes = await tab.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const of = (kind) => all.find((e) => e.name.includes(kind))?.decodedBodySize ?? 0;
    return [all[0].encodedBodySize, all[0].decodedBodySize, of('/style-'), of('/desk-'), all.length];
  });
  weights.push([role, pattern, status, ...sizes]);
}

const titles = ['role', 'page', 'status', 'packed', 'html', 'css', 'js', 'requests'];

function writeWeights() {
  mkdirSync(screens, { recursive: true });
  writeFileSync(join(screens, 'pages.tsv'), [titles, ...weights].map((w) => `${w.join('\t')}\n`).join(''));
}

const nameOf = (pattern) => pattern.replace(/[:?=/]+/g, '-').replace(/^-|-$/g, '') || 'home';

// Opens a page and looks at it; exports are only asked for.
async function walk({ tabs, url, look }, role, pattern, path, prefix) {
  const { tab } = tabs[role];
  const asked = await tab.request.fetch(url + path, { maxRedirects: 0 });
  if (!/^text\/html/.test(asked.headers()['content-type'] ?? '')) {
    assert.ok([200, 303].includes(asked.status()), `${path}: ${asked.status()}`);
    return;
  }
  const answer = await tab.goto(url + path);
  assert.equal(answer.status(), 200, path);
  await weigh(tab, `${prefix}${role}`, pattern, answer.status());
  await look(tab, `${prefix}${role}-${nameOf(pattern)}`, prefix === '')
    .catch((e) => found.push(e.message));
}

// All that was found since the last time, at once.
function judgeFound(tabs) {
  for (const { problems } of Object.values(tabs)) found.push(...problems.splice(0));
  writeWeights();
  if (found.length > 0) throw new Error(found.splice(0).join('\n'));
}

async function walkRole(tools, roles) {
  for (const route of pages().filter((r) => roles.includes(roleOf(r)))) {
    const { pattern } = route;
    let path = pattern;
    if (pattern.includes(':')) {
      assert.ok(pattern in parts, `${pattern}: say in test_pages.mjs what stands for its part`);
      if (parts[pattern] === null) continue;
      path = pattern.replace(/:\w+/, await parts[pattern](tools));
    }
    await walk(tools, roleOf(route), pattern, path, '');
    for (const variant of variants[pattern] ?? []) {
      const other = variant.startsWith('?') ? pattern + variant : pattern.replace(/:\w+/, variant);
      await walk(tools, roleOf(route), other, other, '');
    }
  }
  judgeFound(tools.tabs);
}

// --- an empty place ----------------------------------------------------------

async function linkPrinted(server) {
  for (let i = 0; i < 50 && !/set-up/.test(server.printed()); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return /\/set-up\/\S+/.exec(server.printed())[0];
}

async function walkEmpty(tools) {
  const bare = tools.another();
  bare.polyphony('init');
  const server = await bare.serve();
  const owner = await watchedTab(tools.browser, server.url);
  await owner.tab.goto(server.url + await linkPrinted(server));
  await weigh(owner.tab, 'empty-anybody', '/set-up/:secret', 200);
  await tools.look(owner.tab, 'empty-anybody-set-up');
  await owner.done();

  writeFileSync(join(bare.home, 'reps.json'), JSON.stringify([floor('ines', 'Ines')]));
  bare.polyphony('import', 'reps', join(bare.home, 'reps.json'));
  const tabs = await enter({ ...tools, ...bare }, server.url);
  for (const route of pages()) {
    if (route.pattern.includes(':') || ['/', '/healthz', '/feeds/starter', '/account', '/sign-in'].includes(route.pattern)) continue;
    await walk({ ...tools, tabs, url: server.url }, roleOf(route), route.pattern, route.pattern, 'empty-');
  }
  judgeFound(tabs);
}

// --- states ------------------------------------------------------------------

// Written past the program: what would take days to come about.
function write({ home }, sql) {
  execFileSync('python3', ['-c', 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); '
    + 'd.executescript(sys.argv[2])', join(home, 'polyphony.db'), sql]);
}

// Each network's page of sharing, and a rep's day where there is nothing to do.
async function states(tools) {
  const { tabs, url, look, made, polyphony } = tools;
  const { rep: { tab } } = tabs;
  const see = async (name, path, says, status = 200) => {
    const answer = await tab.goto(url + path);
    assert.equal(answer.status(), status, name);
    assert.match(await tab.locator('main').innerText(), says, name);
    // One act leads.
    const leading = await tab.locator('.primary:visible').count();
    if (path.startsWith('/share')) assert.ok(leading <= 1, `${name}: ${leading} buttons lead`);
    await look(tab, `state-${name}`).catch((e) => found.push(e.message));
  };
  const network = polyphony('queue', 'show', made.due, '--json').match(/"network":"(\w+)"/)[1];
  const onNetwork = { facebook: /takes only the link/, mastodon: /Which server is yours/, bluesky: /opens with your text/, instagram: /below a picture of yours/ };
  for (const [name, says] of Object.entries(onNetwork)) {
    write(tools, `UPDATE suggestion SET network = '${name}' WHERE id = ${made.due}`);
    await see(`share-${name}`, `/share/${made.due}`, says);
  }
  write(tools, `UPDATE suggestion SET network = '${network}' WHERE id = ${made.due}`);
  write(tools, `UPDATE suggestion SET state = 'scheduled' WHERE id = ${made.due}; `
    + `UPDATE slot SET at = ${Date.parse('2026-11-23T15:00:00Z') / 1000} WHERE suggestion = ${made.due}`);
  await see('share-scheduled', `/share/${made.due}`, /Another time/);
  polyphony('queue', 'not-yet', made.due);
  polyphony('rep', 'away', 'ines', '2026-11-23', '2026-11-27');
  await see('away-with-cards', '/today', /away until Friday 27 November: none/);
  // As if all that she has were another rep's.
  write(tools, "UPDATE suggestion SET rep = 'kofi ' WHERE rep = 'ines'");
  await see('away', '/today', /Back already/);
  polyphony('rep', 'back', 'ines');
  write(tools, 'DELETE FROM idle');
  await see('nothing', '/today', /Nothing for you today/);
  write(tools, "UPDATE suggestion SET rep = 'ines' WHERE rep = 'kofi '; UPDATE rep SET state = 'gone' WHERE id = 'ines'");
  await see('gone', '/today', /no rep here any more/, 403);
  write(tools, "UPDATE rep SET state = 'active' WHERE id = 'ines'");
  judgeFound(tabs);
}

// On paper no control and nothing cut; with a person's own colours the act that
// leads can be read and told from the others, and the text where one stands.
async function media({ tabs, url }) {
  const pages = { '/today': 'rep', '/queue': 'reviewer', '/calendar': 'marketing', '/report': 'manager' };
  for (const [path, role] of Object.entries(pages)) {
    const { tab } = tabs[role];
    await tab.setViewportSize({ width: 794, height: 1123 }); // A4
    await tab.emulateMedia({ media: 'print' });
    await tab.goto(url + path);
    const paper = await tab.evaluate(() => ({
      cut: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      controls: [...document.querySelectorAll('.btn, input, textarea, nav')].filter((e) => e.checkVisibility()).length,
      days: [...document.querySelectorAll('.days > li')].some((d) => d.clientWidth < 300),
    }));
    assert.deepEqual(paper, { cut: false, controls: 0, days: false }, path);
    await tab.emulateMedia({ media: 'screen', forcedColors: 'active', contrast: 'more', reducedMotion: 'reduce' });
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.keyboard.press('j');
    const seen = await tab.evaluate(() => {
      const of = (e, name) => e && getComputedStyle(e)[name];
      const lead = document.querySelector('[data-item][aria-current=true] .btn.primary, .btn.primary');
      const here = document.querySelector('[data-item][aria-current=true]');
      return {
        lead: !lead || of(lead, 'color') !== of(lead, 'backgroundColor'),
        here: !here || of(here, 'outlineStyle') === 'solid',
        still: document.getAnimations().length === 0,
      };
    });
    assert.deepEqual(seen, { lead: true, here: true, still: true }, path);
    await tab.emulateMedia({ media: null, forcedColors: null, contrast: null, reducedMotion: null });
  }
  judgeFound(tabs);
}

// --- what is refused ---------------------------------------------------------

// Posts from within the page, as a form of ours would; `token` is left out to
// see what happens then.
async function post(tab, path, fields, token = true) {
  const [answer] = await Promise.all([tab.waitForNavigation(), tab.evaluate(([to, all, sign]) => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = to;
    const token = document.querySelector('meta[name=csrf]')?.content;
    for (const [name, value] of [...all, ...sign && token ? [['csrf', token]] : []]) {
      form.append(Object.assign(document.createElement('input'), { name, value }));
    }
    document.body.append(form);
    form.submit();
  }, [path, Object.entries(fields), token])]);
  return answer;
}

async function refused({ browser, tabs, url, look, polyphony, another }) {
  const { rep: { tab: rep }, reviewer: { tab: reviewer }, anybody: { tab: anybody }, admin: { tab: admin } } = tabs;
  const see = async (tab, name, status, answer) => {
    assert.equal(answer.status(), status, name);
    await weigh(tab, 'refused', name, status);
    await look(tab, `refused-${name}`).catch((e) => found.push(e.message));
  };
  await see(rep, '404', 404, await rep.goto(`${url}/nothing`));
  await see(rep, '403-role', 403, await rep.goto(`${url}/queue`));
  await see(rep, '405', 405, await rep.goto(`${url}/sign-out`));
  await rep.goto(`${url}/account`);
  await see(rep, '403-token', 403, await post(rep, '/account/digest', { off: 'yes' }, false));
  await rep.goto(`${url}/account`);
  await see(rep, '422', 422, await post(rep, '/account/password', { new: 'short' }));
  await admin.goto(`${url}/people`);
  await see(admin, '422-people', 422, await post(admin, '/people', { name: longName.repeat(2), role: 'rep', mail: 'nobody@' }));

  await reviewer.goto(`${url}/queue`);
  const item = reviewer.locator('.item').first();
  const id = (await item.getAttribute('id')).slice(1);
  const revision = await item.locator('input[name=revision]').inputValue();
  polyphony('queue', 'approve', id);
  await see(reviewer, '409', 409, await post(reviewer, `/queue/${id}/approve`, { revision, note: longWord }));

  await see(anybody, 'sign-in-gone', 404, await anybody.goto(`${url}/sign-in/${'a'.repeat(32)}`));
  await anybody.goto(`${url}/sign-in`);
  let wrong = null;
  for (let i = 0; i < 40 && wrong?.status() !== 429; i++) {
    await anybody.goto(`${url}/sign-in`);
    wrong = await post(anybody, '/sign-in', { login: 'Mia', password: 'wrong' });
    if (i === 0) await see(anybody, 'sign-in-wrong', wrong.status(), wrong);
  }
  await see(anybody, '429', 429, wrong);
  await anybody.setExtraHTTPHeaders({ 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'http' });
  const unsafe = await anybody.goto(`${url}/sign-in`);
  await see(anybody, 'sign-in-unsafe', unsafe.status(), unsafe);

  // A broken database: the sentence of the error stays in the log.
  const broken = another();
  broken.polyphony('init');
  const link500 = broken.addPerson('reviewer', 'Ruth');
  const server = await broken.serve();
  const ruth = await watchedTab(browser, server.url);
  await ruth.tab.goto(server.url + link500);
  await ruth.tab.getByRole('button', { name: /^Sign in as/ }).click();
  await ruth.tab.waitForURL('**/queue');
  execFileSync('python3', ['-c', 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); '
    + 'd.execute("PRAGMA legacy_alter_table = 1"); d.execute("ALTER TABLE suggestion RENAME TO gone"); d.commit()',
  join(broken.home, 'polyphony.db')]);
  await see(ruth.tab, '500', 500, await ruth.tab.goto(`${server.url}/decisions`));
  judgeFound(tabs);
}

export const tests = {
  'every page of a rep': (tools) => walkRole(tools, ['anybody', 'rep']),
  'every page of a reviewer and a manager': (tools) => walkRole(tools, ['reviewer', 'manager']),
  'every page of marketing': (tools) => walkRole(tools, ['marketing']),
  'every page of an admin': (tools) => walkRole(tools, ['admin']),
  'every page of an empty place': walkEmpty,
  'on paper, and in one\'s own colours': media,
  'states of a rep': states,
  'what is refused': refused,
};
