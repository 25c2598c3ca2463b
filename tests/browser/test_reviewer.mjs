// A reviewer's ten minutes: thirty posts cleared by keyboard alone, a change
// asked for, an undo, a rule written and tried; then the same in short without
// script. Prints how many keys it took, and the size of each page.
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchedTab } from './harness.mjs';

export const needs = ['init', 'demo', 'serve', 'user add'];

const names = ['Jonas', 'Priya', 'Kofi', 'Aoife', 'Tomás', 'Maren', 'Leila',
  'Sven', 'Dagny', 'Oskar', 'Nia', 'Bea', 'Carlo', 'Edda', 'Finn', 'Gala'];

// The demo with more reps, whose texts are all looked at (as a blind sample
// of everything: they clear themselves otherwise).
function fill({ home, polyphony }) {
  const reps = names.map((name, i) => ({
    id: `r${i}`, name, language: 'en', networks: ['linkedin', 'mastodon'],
    daily_quota: 3,
    voice: { tone: 'plain', notes: i % 2 ? 'One number first.' : 'Brisk.' },
    audience: {
      id: i % 2 ? 'benelux' : 'harbour', name: 'People on the floor',
      about: 'Managers of distribution centres and ports where people and '
        + 'machines share a floor; they want to know what automation does.',
      keywords: ['warehouse automation', 'robots', 'throughput', 'picking',
        'pallets', 'cranes', 'safety'],
    },
    working_hours: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:10', end: '23:50', timezone: 'Europe/Amsterdam' },
  }));
  polyphony('init');
  appendFileSync(join(home, 'polyphony.ini'),
    '[review]\nblind_percent = 100\n[schedule]\nleast_score = 5\nstory_reps = 20\n');
  writeFileSync(join(home, 'reps.json'), JSON.stringify(reps));
  polyphony('import', 'reps', join(home, 'reps.json'));
  polyphony('demo');
}

const heading = (tab) => tab.locator('h1').innerText();
const waiting = async (tab) => {
  const found = /^(\d+) need/.exec(await heading(tab));
  return found ? Number(found[1]) : 0;
};

const answered = (tab) => tab.waitForFunction(() => !document.querySelector('main[aria-busy]'));

// Keys that are answered by the server are waited for; each counts.
function keyboard(tab) {
  let keys = 0;
  return {
    count: () => keys,
    press: async (key) => { keys++; await tab.keyboard.press(key); },
    send: async (key) => {
      keys++;
      await tab.keyboard.press(key);
      await answered(tab);
    },
    type: async (text) => { keys += text.length; await tab.keyboard.type(text); },
  };
}

async function weigh(tab, address) {
  await tab.goto(address);
  await tab.waitForLoadState('networkidle');
  const [requests, sent, whole] = await tab.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource')];
    return [all.length, all[0].encodedBodySize, all[0].decodedBodySize];
  });
  console.log(`${new URL(address).pathname}: ${requests} requests, `
    + `${sent} bytes sent, ${whole} of HTML`);
}

export const tests = {
  async 'a rule is tried, put into force and seen in the queue'(tools) {
    const { browser, serve, addPerson, signIn, look } = tools;
    fill(tools);
    const link = addPerson('reviewer', 'Ruth');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    assert.equal(new URL(tab.url()).pathname, '/queue');

    // A rule of the house: what it would catch is seen before it is in force.
    await tab.goto(`${url}/rules`);
    await look(tab, 'rules');
    await tab.goto(`${url}/rules/new`);
    await tab.getByLabel('Name', { exact: true }).fill('No robots alone');
    await tab.getByLabel('Why').fill('Our buyers ask for people first.');
    await tab.getByLabel('Words and phrases').fill('robot*\nmachine*\n');
    await tab.getByLabel('Mend').fill('Say who works beside it.');
    await tab.getByLabel('A text').fill('A robot 🤖 and a machine.');
    await tab.getByRole('button', { name: 'See what it would' }).click();
    assert.match(await tab.locator('[role=status]').first().innerText(), /2 findings/);
    assert.match(await tab.locator('.lede').innerText(), /would have marked \d+ of \d+/);
    await look(tab, 'rule');
    await tab.getByRole('button', { name: 'Put into force' }).click();
    await tab.waitForURL('**/rules');
    assert.match(await tab.locator('.toast').innerText(), /is in force/);

    await tab.goto(`${url}/queue?rule=no-robots-alone&rep=r1`);
    await look(tab, 'queue-found');

    await tab.keyboard.press('r');
    await look(tab, 'queue-change');
    await done();
  },

  // By keyboard: n, four fields, Enter in the last of them; then what the
  // version changed, and back. A field that lacks something is told there.
  async 'a first rule in four fields, taken back'(tools) {
    const { browser, serve, addPerson, signIn, look } = tools;
    tools.polyphony('init');
    const link = addPerson('reviewer', 'Ruth');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    assert.equal(await heading(tab), 'Nothing needs you');
    assert.match(await tab.locator('.top').innerText(), /Nothing else is due/);
    await tab.goto(`${url}/rules`);
    const started = Date.now();
    await Promise.all([tab.waitForURL('**/rules/new'), tab.keyboard.press('n')]);
    await tab.getByLabel('Name', { exact: true }).fill('No “unboxing”');
    await tab.getByLabel('Words and phrases').fill('unboxing');
    await tab.getByLabel('Mend').fill('Say what is in it.');
    await Promise.all([tab.waitForLoadState(), tab.keyboard.press('Enter')]);
    await tab.getByRole('button', { name: 'Put into force' }).press('Enter');
    await tab.locator('[role=alert]').waitFor();
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'why');
    await tab.keyboard.type('Our buyers are tired of it.');
    await tab.getByRole('button', { name: 'Put into force' }).press('Enter');
    await tab.waitForURL('**/rules');
    console.log(`a first rule: ${Date.now() - started} ms of the machine`);
    await tab.locator('#vs ~ ul a').first().click();
    assert.match(await tab.locator('.lede').innerText(), /1 new/);
    await look(tab, 'rule-version');
    const [file] = await Promise.all([tab.waitForEvent('download'),
      tab.getByRole('link', { name: /as a file/ }).click()]);
    assert.equal(file.suggestedFilename(), 'rules.json');
    await tab.goto(`${url}/rules/no-unboxing`);
    await tab.getByRole('button', { name: 'Remove the rule' }).press('Enter');
    await tab.waitForURL('**/rules');
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press('u')]);
    assert.match(await tab.locator('main').innerText(), /No “unboxing”/);
    await tab.getByLabel('Rules from a file').setInputFiles(await file.path());
    await tab.getByRole('button', { name: 'See what they would' }).press('Enter');
    await tab.locator('[role=status]').filter({ hasText: 'The file' }).waitFor();
    await look(tab, 'rules-file-tried');
    await tab.getByRole('button', { name: 'Put that file into force' }).press('Enter');
    await tab.getByText(/is in force/).first().waitFor();
    assert.match(await tab.locator('#vs + ul').innerText(), /from a file/);
    await done();
  },

  async 'a reviewer clears thirty posts by keyboard'(tools) {
    const { browser, serve, addPerson, signIn, look } = tools;
    fill(tools);
    const link = addPerson('reviewer', 'Ruth');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    const before = await waiting(tab);
    assert.ok(before >= 30, `${before} wait`);
    await look(tab, 'queue');
    const keys = keyboard(tab);

    await keys.press('r');
    await keys.type('Say who works beside it.');
    await keys.send('Control+Enter');
    assert.match(await tab.locator('.toast').innerText(), /A change is asked for/);
    await keys.send('u');
    assert.match(await tab.locator('.toast').innerText(), /Taken back/);
    assert.equal(await waiting(tab), before);
    await keys.press('x');
    await keys.send('Enter');
    assert.match(await tab.locator('.toast').innerText(), /Rejected/);

    let bulk = 0;
    const started = Date.now();
    const others = keys.count();
    while (before - await waiting(tab) < 30) {
      const story = tab.locator('.group:has([aria-current=true]) > .source button');
      if (before - await waiting(tab) >= 20 && bulk < 1 && await story.count() > 0) {
        bulk++;
        await keys.send('A');
      } else {
        await keys.send('a');
      }
    }
    const cleared = before - await waiting(tab);
    console.log(`reviewer: ${cleared} posts cleared with ${keys.count() - others} keys, `
      + `${bulk} stories at once, in ${Date.now() - started} ms`);
    assert.ok(keys.count() <= 75, `${keys.count()} keys`);
    assert.ok(await tab.locator('[data-item][aria-current=true]').count() === 1);

    await tab.goto(`${url}/decisions`);
    await look(tab, 'decisions');
    await tab.locator('.rows a').first().click();
    await tab.waitForURL('**/record/*');
    assert.match(await tab.locator('main').innerText(), /rows is whole/);
    await look(tab, 'record');
    for (const path of ['/queue', '/rules', '/decisions', new URL(tab.url()).pathname]) {
      await weigh(tab, url + path);
    }
    await done();
  },

  // What was not sent is seen, the words stay; one panel at a time.
  async 'a reviewer without a connection, then without a session'(tools) {
    const { browser, serve, addPerson, signIn } = tools;
    fill(tools);
    const link = addPerson('reviewer', 'Ruth');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    await tools.setPassword(tab, url);
    await tab.goto(`${url}/queue`);
    const item = tab.locator('.item').first();
    const open = item.locator('.acts > details[open]');
    await tab.keyboard.press('r');
    await tab.keyboard.type('Say who counted.');
    await tab.keyboard.press('Escape');
    await tab.keyboard.press('x');
    assert.equal(await open.count(), 1);
    await tab.keyboard.press('Escape');
    assert.equal(await open.count(), 0);
    await tab.keyboard.press('r');
    await tab.context().setOffline(true);
    await tab.keyboard.press('Control+Enter');
    await tab.locator('#said.toast').waitFor();
    assert.match(await tab.locator('#said').innerText(), /Not sent/);
    await tab.context().setOffline(false);
    await tab.context().clearCookies();
    await item.getByLabel(/should change/).press('Control+Enter');
    await tab.getByText('you are signed out').waitFor();
    assert.equal(await item.getByLabel(/should change/).inputValue(), 'Say who counted.');
    // Signed in again in another tab, it is sent from here.
    const before = await waiting(tab);
    const other = await tab.context().newPage();
    await tools.signInAgain(other, url, 'Ruth');
    await other.close();
    await item.getByLabel(/should change/).press('Control+Enter');
    await tab.getByText('You are Ruth here.').waitFor();
    await tab.getByRole('button', { name: 'Send it now' }).press('Enter');
    await tab.getByText(/A change is asked for/).waitFor();
    assert.equal(await waiting(tab), before - 1);
    await done().catch((e) => {
      if (!/DISCONNECTED|status of 40[13]/.test(e.message)) throw e;
    });
  },

  // One act by keys; and an edit that was left in its panel is asked about.
  async 'an edit is saved and approved at once'(tools) {
    const { browser, serve, addPerson, signIn, look } = tools;
    fill(tools);
    const link = addPerson('reviewer', 'Ruth');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    const before = await waiting(tab);
    const keys = keyboard(tab);
    await keys.press('e');
    await keys.press('Control+End');
    await tab.keyboard.type(' Ask who walks there.');
    await tab.waitForTimeout(200); // a colour takes its time
    assert.equal(await tab.locator('.item[aria-current=true] > .acts > .primary').evaluate((e) =>
      getComputedStyle(e).backgroundColor === getComputedStyle(e.closest('.item')).backgroundColor), true);
    await keys.send('Control+Enter');
    assert.match(await tab.locator('.toast').innerText(), /^Edited and approved/);
    assert.equal(await waiting(tab), before - 1);
    console.log(`reviewer: an edit saved and approved with ${keys.count()} keys besides its words`);

    await keys.press('e');
    await keys.press('Control+End');
    await tab.keyboard.type(' Nobody waits.');
    await keys.press('Escape');
    await keys.send('a');
    assert.match(await heading(tab), /did not save it/);
    assert.match(await tab.getByLabel('As you changed it').inputValue(), /Nobody waits\.$/);
    await look(tab, 'unsaved');
    await tab.getByRole('button', { name: 'Save and approve' }).press('Enter');
    await tab.getByText(/^Edited and approved/).waitFor();
    assert.equal(await waiting(tab), before - 2);
    await done();
  },

  async 'two reviewers on one post, and all of it without script'(tools) {
    const { browser, serve, addPerson, signIn, look } = tools;
    fill(tools);
    const links = [addPerson('reviewer', 'Ruth'), addPerson('reviewer', 'Otto')];
    const { url } = await serve();
    const plain = { javaScriptEnabled: false };
    const ruth = await watchedTab(browser, url, plain);
    const otto = await watchedTab(browser, url);
    await signIn(ruth.tab, url, links[0]);
    await signIn(otto.tab, url, links[1]);
    await ruth.tab.goto(`${url}/queue`);
    await otto.tab.goto(`${url}/queue`);
    const before = await waiting(ruth.tab);
    const item = ruth.tab.locator('.item').first();
    const id = await item.getAttribute('id');
    const next = await ruth.tab.locator('.item').nth(1).getAttribute('id');

    await ruth.tab.bringToFront();
    await item.locator('summary[data-key=r]').press('Enter');
    await item.getByLabel(/should change/).fill('Say who counted.');
    await item.getByRole('button', { name: /^Ask .* for it/ }).press('Enter');
    await ruth.tab.waitForURL('**/queue**');
    assert.equal(new URL(ruth.tab.url()).hash, `#${next}`);
    assert.equal(await waiting(ruth.tab), before - 1);

    await otto.tab.bringToFront();
    const same = otto.tab.locator(`#${id}`);
    await same.getByText('Reject', { exact: false }).first().click();
    await same.getByLabel(/^Why/).fill('Nobody counted.');
    await same.getByRole('button', { name: /Reject it/ }).click();
    await answered(otto.tab);
    assert.equal(await heading(otto.tab), 'Ruth was faster');
    const said = await otto.tab.locator('main').innerText();
    assert.match(said, /Say who counted/);
    assert.equal(await otto.tab.locator('#typed').inputValue(), 'Nobody counted.');
    // The answer is a 409, which the browser reports as an error of loading.
    await look(otto.tab, 'conflict');

    await ruth.tab.bringToFront();
    for (let i = 0; i < 3; i++) {
      await ruth.tab.getByRole('button', { name: /^Approve/ }).filter({ hasNotText: 'clean' }).first().press('Enter');
      await ruth.tab.waitForURL((at) => at.hash !== '');
      // The next text is there and has the focus, though no script gave it.
      assert.equal(await ruth.tab.evaluate(() => `#${document.activeElement.id}`), new URL(ruth.tab.url()).hash);
    }
    assert.equal(await waiting(ruth.tab), before - 4);
    await ruth.tab.getByRole('button', { name: /^Undo/ }).press('Enter');
    assert.equal(await waiting(ruth.tab), before - 3);
    await ruth.tab.getByRole('button', { name: /^Approve the \d+ clean/ }).first().press('Enter');
    assert.ok(await waiting(ruth.tab) < before - 3);
    await ruth.done();
    await otto.done().catch((e) => {
      if (!/status of 409/.test(e.message) || e.message.includes('\n')) throw e;
    });
  },
};
