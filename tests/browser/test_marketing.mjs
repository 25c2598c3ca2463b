// Marketing's days: a site added and its first story ranked, with script and
// without; each page looked at. The first run is in test_start.mjs.
import assert from 'node:assert/strict';
import { heading, until, watchedTab } from './harness.mjs';
import { monday, readThrough, startWeb, tarnwell } from './web.mjs';

export const env = { POLYPHONY_NOW: monday };
export const needs = ['init', 'demo', 'serve', 'user add'];

// An audience is made, sees its ranking before it is saved, gets a rep, and the
// site's first story is ranked for it.
async function firstStoryRanked(tab, url, look) {
  await tab.goto(`${url}/audiences/new`);
  await tab.getByLabel('Name').fill('Plant managers, food');
  await tab.getByLabel(/Whom they speak to/).fill('Plant managers in food and dairy, judged on output and energy cost.');
  await tab.getByLabel(/Words they use/).fill('unplanned stop, shaft seal');
  await tab.getByRole('button', { name: 'Preview' }).click();
  assert.match(await tab.locator('#prev h3').first().innerText(), /Shaft seals/);
  await look(tab, 'audience');
  await tab.getByRole('button', { name: 'Save the audience' }).click();
  await tab.goto(`${url}/audiences`);
  await look(tab, 'audiences');
  await tab.goto(`${url}/reps`);
  await look(tab, 'reps-none');
  await tab.getByRole('link', { name: 'Add a rep' }).click();
  await tab.getByLabel('Name').fill('Ines Berg');
  await tab.getByRole('button', { name: 'Add this rep' }).click();
  await tab.waitForURL('**/reps/ines-berg');
  await look(tab, 'rep');
  await tab.goto(`${url}/feeds`);
  await tab.getByRole('button', { name: 'Read all now' }).click();
  await tab.goto(`${url}/stories`);
  await until(tab, 'a rank', async () =>
    /Fits Plant managers, food \d+/.test(await tab.locator('main').innerText()));
  await look(tab, 'stories');
  await tab.getByRole('link', { name: /^Shaft seals/ }).first().click();
  assert.match(await tab.locator('.bars').first().innerText(), /seals/);
  await look(tab, 'story');
  await tab.getByRole('button', { name: /^Pin it/ }).click();
  assert.match(await tab.locator('.lede').innerText(), /Pinned/);
  await tab.getByRole('button', { name: /Undo/ }).click();
  assert.doesNotMatch(await tab.locator('.lede').innerText(), /Pinned/);
  // What our page posts is recorded, corrected and taken out; a block comes back.
  await tab.getByLabel(/What our page posts/).fill('Seals first, says Tarnwell.');
  await tab.getByRole('button', { name: 'Record it' }).click();
  await tab.getByText('Correct it or take it out').click();
  await tab.getByLabel('What it says').fill('Seals first.');
  await tab.getByRole('button', { name: 'Correct it' }).click();
  assert.match(await tab.locator('main').innerText(), /Our page said, today.*: Seals first\.\n/);
  await tab.getByRole('button', { name: /Undo/ }).click();
  assert.match(await tab.locator('main').innerText(), /Seals first, says Tarnwell/);
  await look(tab, 'story-posted');
  await tab.getByRole('button', { name: /^Block it/ }).click();
  assert.match(await tab.locator('.lede').innerText(), /blocked/);
  await tab.getByRole('button', { name: /Undo/ }).click();
  assert.doesNotMatch(await tab.locator('.lede').innerText(), /blocked/);
  await tab.getByRole('link', { name: 'Make a campaign of it' }).click();
  assert.equal(await tab.getByLabel(/About the story/).isChecked(), true);
  await tab.getByLabel('Name').fill('Seals in spring');
  await tab.getByLabel(/About these words/).fill('shaft seal');
  await tab.getByRole('button', { name: 'How many stories?' }).click();
  assert.match(await tab.locator('.note[role=status]').innerText(), /about 1 of the newest 4 stories, for all reps/);
  await tab.getByRole('button', { name: 'Begin it' }).click();
  assert.match(await tab.locator('h1').innerText(), /1 campaign runs/);
  await look(tab, 'campaigns');
}

// An OPML file with one that is there, one that is new and one that is none.
async function fileOfFeeds(tab, url, look) {
  await tab.getByText('Many at once: a file').click();
  await tab.getByLabel(/OPML file/).setInputFiles({
    name: 'feeds.opml', mimeType: 'text/x-opml',
    buffer: Buffer.from(`<opml version="2.0"><body><outline text="Trade">
<outline text="Tarnwell" xmlUrl="http://tarnwell.example/feed"/>
<outline text="No such host" xmlUrl="http://nowhere.example/feed"/></outline>
<outline text="Inner" xmlUrl="http://127.0.0.1/feed"/></body></opml>`),
  });
  await tab.getByRole('button', { name: 'Add what is in it' }).click();
  assert.match(await tab.locator('main').innerText(), /Can’t be used[\s\S]*Inner[\s\S]*Added[\s\S]*No such host/);
  await look(tab, 'feeds-imported');
  await tab.getByRole('link', { name: 'All feeds' }).click();
}

async function addSite({ browser, home, polyphony, serve, addPerson, signIn, look }, script) {
  const web = await startWeb({ 'tarnwell.example': tarnwell });
  try {
    polyphony('init');
    readThrough(home, web.port);
    const link = addPerson('marketing', 'Leo');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url, { javaScriptEnabled: script });
    await signIn(tab, url, link);
    await tab.goto(`${url}/feeds`);
    if (script) await look(tab, 'feeds-none');
    await tab.getByLabel(/feed’s address/).fill('tarnwell.example');
    await tab.getByRole('button', { name: 'Find its feeds' }).click();
    await until(tab, 'the look', async () => /names 1 feed/.test(await heading(tab)));
    assert.match(await tab.locator('fieldset').innerText(), /4 articles, the newest[\s\S]*“Shaft seals/);
    if (script) await look(tab, 'feeds-found');
    await tab.getByRole('button', { name: 'Add and read it' }).click();
    await tab.waitForURL('**/feeds');
    await fileOfFeeds(tab, url, script ? look : async () => {});
    await until(tab, 'the visit', async () =>
      /^(?!.*At work).*4 articles/s.test(await tab.locator('main').innerText()));
    if (script) await look(tab, 'feeds');
    await tab.getByRole('link', { name: /Tarnwell/ }).click();
    if (script) await look(tab, 'feed');
    await firstStoryRanked(tab, url, script ? look : async () => {});
    await done();
  } finally {
    await web.close();
  }
}

// The demo with something shared and something refused, a Monday morning.
async function figures({ browser, polyphony, serve, addPerson, signIn, look }) {
  polyphony('demo');
  const lines = polyphony('queue', 'list', '--json').trim().split('\n').map((l) => JSON.parse(l));
  const offered = lines.filter((l) => l.state === 'offered');
  offered.forEach((l, i) => {
    if (i % 3 === 2) {
      polyphony('queue', 'dismiss', String(l.id), i % 2 ? 'dull' : 'off my topic');
    } else {
      polyphony('queue', 'accept', String(l.id));
      if (i % 2) polyphony('queue', 'shared', String(l.id));
    }
  });
  const links = { marketing: addPerson('marketing', 'Leo'), manager: addPerson('manager', 'Max') };
  const { url } = await serve();
  const { tab, done } = await watchedTab(browser, url);
  await signIn(tab, url, links.marketing);
  for (const [path, name] of [['/feeds', 'feeds-demo'], ['/stories', 'stories-demo'], ['/reps', 'reps'],
    ['/calendar', 'calendar'], ['/calendar?span=month', 'calendar-month'], ['/pickup', 'pickup'],
    ['/feeds/starter', 'feeds-starter']]) {
    await tab.goto(url + path);
    await look(tab, name);
  }
  await tab.goto(`${url}/reps`);
  await tab.getByText('Many at once: reps.json').click();
  await tab.getByLabel(/File, as/).setInputFiles({
    name: 'reps.json', mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify([
      { id: 'ok', name: 'Ok', audience: { id: 'o', name: 'O' }, networks: ['linkedin'] },
      { id: 'bad', name: 'Bad', audience: { id: 'o', name: 'O' }, networks: ['fax'] }])),
  });
  await tab.getByRole('button', { name: 'Take over what is in it' }).click();
  assert.match(await tab.locator('h1').innerText(), /Nothing was taken over: 1 rep/);
  await look(tab, 'reps-refused');
  await done();
  const second = await watchedTab(browser, url);
  await signIn(second.tab, url, links.manager);
  await second.tab.goto(`${url}/report`);
  await look(second.tab, 'report');
  await second.done();
}

export const tests = {
  'lists and figures of the demo': figures,
  'a site is added and read': (tools) => addSite(tools, true),
  'a site is added and read, without script': (tools) => addSite(tools, false),
};
