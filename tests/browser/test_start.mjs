// The first run: from an empty place by four fields to suggestions, with script
// and without; and a start address whose feed can't be read.
import assert from 'node:assert/strict';
import { heading, until, watchedTab } from './harness.mjs';
import { monday, readThrough, startWeb, tarnwell } from './web.mjs';

export const env = { POLYPHONY_NOW: monday };
export const needs = ['init', 'serve', 'user add'];

async function ownPlace(tab, server) {
  for (let i = 0; i < 50 && !/set-up/.test(server.printed()); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await tab.goto(/http:\S+\/set-up\/\S+/.exec(server.printed())[0]);
  await tab.getByLabel('Your name').fill('Mia');
  await tab.getByLabel('Password').fill('many words fit');
  await tab.getByRole('button', { name: 'Own this place' }).click();
  await tab.waitForURL('**/start');
}

async function firstRun({ browser, home, polyphony, serve, look }, script) {
  const web = await startWeb({ 'tarnwell.example': tarnwell });
  try {
    polyphony('init');
    readThrough(home, web.port, '[schedule]\nleast_score = 5\n');
    const server = await serve();
    const { tab, done } = await watchedTab(browser, server.url, { javaScriptEnabled: script });
    await ownPlace(tab, server);
    const name = script ? 'start' : null;
    if (name) await look(tab, name);
    await tab.getByLabel(/What does your company read/).fill('tarnwell.example');
    await tab.getByLabel(/Whom do your people/).fill('Plant managers in food and dairy, judged on output and energy cost.');
    await tab.getByLabel(/Who will share/).fill('ines@tarnwell.example\njonas@tarnwell');
    await tab.getByRole('button', { name: 'Show me suggestions' }).click();
    assert.match(await tab.locator('.finding').innerText(), /jonas@tarnwell is no address/);
    if (name) await look(tab, `${name}-problem`);
    await tab.getByLabel(/Who will share/).fill('ines@tarnwell.example\njonas@tarnwell.example');
    await tab.getByRole('button', { name: 'Show me suggestions' }).click();
    await until(tab, 'suggestions', async () => /suggestions? waits?|wait$/.test(await heading(tab)));
    if (name) await look(tab, `${name}-going`);
    await tab.getByRole('button', { name: 'Invite them' }).click();
    assert.match(await tab.locator('main').innerText(), /Ines[\s\S]*\/sign-in\//);
    if (name) await look(tab, `${name}-invited`);
    await done();
  } finally {
    await web.close();
  }
}

// A page that names a feed where nothing is: no tick, the reason, a way on.
async function deadStart({ browser, home, polyphony, serve, look }) {
  const sites = {
    'dead.example': { name: 'Dead End', articles: [], feed: 404 },
    'tarnwell.example': { ...tarnwell, feeds: ['/feed', '/gone'] },
  };
  const web = await startWeb(sites);
  try {
    polyphony('init');
    readThrough(home, web.port, '[schedule]\nleast_score = 5\n');
    const server = await serve();
    const { tab, done } = await watchedTab(browser, server.url);
    const said = () => tab.locator('main').innerText();
    await ownPlace(tab, server);
    await tab.getByLabel(/What does your company read/).fill('dead.example');
    await tab.getByLabel(/Whom do your people/).fill('Plant managers in food and dairy, judged on output and energy cost.');
    await tab.getByLabel(/Who will share/).fill('ines@tarnwell.example');
    await tab.getByRole('button', { name: 'Show me suggestions' }).click();
    await until(tab, 'the reason', async () => /names a feed that can't be read: dead.example has nothing at this address \(404\)\./.test(await said()));
    assert.match(await heading(tab), /A site is still wanted/);
    assert.equal(await tab.locator('.ok').count(), 0, 'no tick');
    assert.doesNotMatch(await said(), /polyphony curate/, 'the shell has its own words');
    assert.equal(await tab.locator('.primary').innerText(), 'Read it', 'inviting does not lead');
    await look(tab, 'start-dead');
    await tab.getByLabel(/Another address/).fill('tarnwell.example');
    await tab.getByRole('button', { name: 'Read it' }).click();
    await until(tab, 'suggestions', async () => /suggestions? waits?|wait$/.test(await heading(tab)));
    assert.match(await said(), /Found at tarnwell.example: Tarnwell Pumps news\n/);
    assert.match(await said(), /Left out: [^\n]*tarnwell.example has nothing at this address \(404\)/);
    // The feed dies; "Read again" asks it, though it is not due.
    sites['tarnwell.example'].feed = 410;
    await tab.getByRole('button', { name: 'Read again' }).click();
    await until(tab, 'the trouble', async () => /Tarnwell Pumps news brings nothing: tarnwell.example has taken this feed down for good/.test(await said()));
    await look(tab, 'start-trouble');
    await tab.getByRole('link', { name: /See what can be done/ }).click();
    assert.match(await heading(tab), /Tarnwell Pumps/);
    await done();
  } finally {
    await web.close();
  }
}

export const tests = {
  'from an empty place to suggestions': (tools) => firstRun(tools, true),
  'from an empty place to suggestions, without script': (tools) => firstRun(tools, false),
  'a start whose feed is dead': deadStart,
};
