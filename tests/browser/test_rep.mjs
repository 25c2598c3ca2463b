// A rep's two minutes on a phone: one shared, one edited with a rule broken
// and mended, one set aside, in at most eight taps; the same without script;
// and every page of theirs as it looks, in light and dark, narrow and large.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { watchedTab } from './harness.mjs';

export const needs = ['demo', 'serve', 'user add'];
// A Monday morning at work.
export const env = { POLYPHONY_NOW: '2026-11-23T08:10:00Z' };

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const reps = join(dirname(fileURLToPath(import.meta.url)), '../../feeds/demo/reps.json');

// The demo, with one rep who gets several suggestions a day and long hours.
function makePlace({ polyphony, home, addPerson }) {
  polyphony('demo');
  const list = JSON.parse(readFileSync(reps, 'utf8'));
  const ines = list.find((r) => r.id === 'ines');
  ines.daily_quota = 4;
  ines.networks = ['linkedin', 'x', 'mastodon'];
  ines.working_hours = { ...ines.working_hours, start: '07:30', end: '20:00' };
  writeFileSync(`${home}-reps.json`, JSON.stringify(list));
  polyphony('import', 'reps', `${home}-reps.json`);
  polyphony('schedule');
  return addPerson('rep', 'Ines', '--rep', 'ines');
}

// Counts what a thumb does; typing is no tap.
function counted(tab, hasScript) {
  const taps = [];
  const tap = async (what, locator) => {
    taps.push(what);
    if (hasScript) await locator.tap();
    else await locator.click();
  };
  return { taps, tap };
}

async function dayOfARep({ tab, url, hasScript }) {
  const { taps, tap } = counted(tab, hasScript);
  const cards = () => tab.locator('.card').count();
  await tab.goto(`${url}/today`);
  const first = await cards();
  assert.ok(first >= 3, `${first} cards: the demo has less for Ines than it had`);

  // One is taken at its time.
  await tap('Share at', tab.getByRole('button', { name: /^Share at/ }).first());
  await tab.getByText(/^Scheduled: today/).waitFor();
  assert.equal(await cards(), first - 1);

  // One is edited; a rule is broken, mended by one tap, and it is kept.
  await tap('Edit', tab.getByRole('button', { name: /^Edit/ }).first());
  const words = tab.getByLabel('Your words');
  const text = await words.inputValue();
  const link = /https?:\S+/.exec(text)[0];
  await words.fill(`Our floor marked its corners first!!!! Robots slow where people walk, and nobody waits.\n\n${link}`);
  if (!hasScript) await tap('Check', tab.getByRole('button', { name: 'Check' }));
  await tap('Mend it', tab.getByRole('button', { name: 'Mend it for me' }));
  await tab.getByText('not kept yet').waitFor();
  assert.doesNotMatch(await words.inputValue(), /!!!!/);
  await tap('Keep', tab.getByRole('button', { name: 'Keep these words' }));
  await tab.getByText(/^Kept\./).waitFor();

  // One is not for them, and they say why.
  await tap('Not for me', tab.locator('summary', { hasText: 'Not for me' }).first());
  await tap('Dull', tab.getByRole('button', { name: 'Dull' }).first());
  await tab.getByText('Set aside, dull').waitFor();
  assert.ok(await cards() <= first - 2);
  return taps;
}

export const tests = {
  async 'three suggestions in eight taps'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url, phone);
    await tools.signIn(tab, url, link);
    const taps = await dayOfARep({ tab, url, hasScript: true });
    console.log(`rep: ${taps.length} taps: ${taps.join(', ')}`);
    assert.ok(taps.length <= 8, `${taps.length} taps`);
    await done();
  },

  async 'the same without script'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url,
      { ...phone, javaScriptEnabled: false });
    await tools.signIn(tab, url, link);
    const taps = await dayOfARep({ tab, url, hasScript: false });
    console.log(`rep without script: ${taps.length} taps: ${taps.join(', ')}`);
    assert.ok(taps.length <= 9, `${taps.length} taps`);
    await done();
  },

  async 'the same by keys, with undo'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url);
    await tools.signIn(tab, url, link);
    await tab.goto(`${url}/today`);
    const before = await tab.locator('h1').innerText();
    await tab.keyboard.press('j');
    await tab.keyboard.press('x');
    await tab.keyboard.press('Enter'); // the first reason
    await tab.getByText('Set aside, off my topic').waitFor();
    await tab.keyboard.press('u');
    await tab.getByRole('heading', { name: before }).waitFor();
    await tab.keyboard.press('j');
    await tab.keyboard.press('s');
    await tab.getByText('Put off until tomorrow').waitFor();
    await tab.keyboard.press('u');
    await tab.getByRole('heading', { name: before }).waitFor();
    await tab.keyboard.press('j');
    await tab.keyboard.press('n');
    await tab.getByText(/Another angle on|There is no other angle/).waitFor();
    await tab.keyboard.press('j');
    await tab.keyboard.press('e');
    await tab.getByLabel('Your words').waitFor();
    assert.equal(await tab.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
    await tab.getByLabel('Your words').fill('Guaranteed results for all');
    await tab.getByText('It cannot go out like this').waitFor();
    await tab.goto(`${url}/today`);
    await tab.keyboard.press('j');
    await tab.keyboard.press('Enter');
    await tab.getByText(/^Scheduled: today/).waitFor();
    await done();
  },

  async 'a first share, its address later, and two tabs'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url, phone);
    await tools.signIn(tab, url, link);
    await tab.goto(`${url}/today`);
    await tab.getByText('How it goes:').waitFor();

    // Each of two tabs takes its own move back, in whichever order.
    const other = await tab.context().newPage();
    await other.goto(`${url}/today`);
    await tab.locator('summary', { hasText: 'Not for me' }).first().tap();
    await tab.getByRole('button', { name: 'Dull' }).first().tap();
    const named = /^Set aside, dull: (.*)/.exec(await tab.locator('.toast p').innerText())[1];
    await other.getByRole('button', { name: /^Share at/ }).nth(1).tap();
    await other.getByText(/^Scheduled: today/).waitFor();
    await tab.bringToFront();
    await tab.getByRole('button', { name: /^Undo/ }).tap();
    await tab.getByText(`Taken back: ${named}`).waitFor();
    assert.equal(await tab.getByText('Cancel it').count(), 1);
    await other.close();

    // What is scheduled is moved; what speaks against a time is in sight.
    await tab.getByRole('link', { name: /^Move it/ }).tap();
    await tab.waitForURL('**/share/*');
    const at = tab.getByLabel('Day and time');
    const first = await at.inputValue();
    await at.fill(first.replace(/T.*/, 'T03:00'));
    await tab.getByRole('button', { name: 'Move it' }).tap();
    await tab.getByText(/That time has passed/).waitFor();
    assert.ok(await tab.getByRole('alert').evaluate((e) => e.getBoundingClientRect().top < innerHeight));
    await tab.getByLabel('Day and time').fill(first.replace(/T.*/, 'T18:45'));
    await tab.getByRole('button', { name: 'Move it' }).tap();
    await tab.getByText('Moved to today 18:45').waitFor();
    await tab.getByRole('button', { name: /^Undo/ }).tap();
    await tab.getByText(/^Taken back:/).waitFor();
    await tab.getByRole('link', { name: /^Move it/ }).tap();
    assert.equal(await tab.getByLabel('Day and time').inputValue(), first);
    await tab.goto(`${url}/today`);

    // Posted at once; where, is told another day.
    await tab.locator('.card summary', { hasText: 'More' }).first().tap();
    await tab.getByRole('button', { name: 'Share now' }).first().tap();
    await tab.getByRole('button', { name: 'Yes, posted' }).tap();
    await tab.getByText(/^Noted as posted/).waitFor();
    assert.equal(await tab.getByText('How it goes:').count(), 0);
    await tab.goto(`${url}/history`);
    await tab.getByRole('link', { name: /^add its address/ }).tap();
    await tab.getByLabel('Its address').fill('https://social.example/posts/7');
    await tab.getByRole('button', { name: 'Keep it' }).tap();
    await tab.getByRole('link', { name: 'Look at your post' }).waitFor();
    await tools.look(tab, 'rep-shared');
    await done();
  },

  // The session ends while a rep writes: sign in again, one press, and on.
  async 'words outlive a session, with script and without'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    let state;
    for (const javaScriptEnabled of [true, false]) {
      const { tab, done } = await watchedTab(tools.browser, url,
        { ...phone, javaScriptEnabled, storageState: state });
      if (!state) {
        await tools.signIn(tab, url, link);
        await tools.setPassword(tab, url);
      }
      state = await tab.context().storageState();
      await tab.goto(`${url}/today`);
      await tab.getByRole('button', { name: /^Edit/ }).first().tap();
      const text = await tab.getByLabel('Your words').inputValue();
      const words = javaScriptEnabled ? 'Our forklifts wait for nobody.' : 'Ask who drew the corners first.';
      const mine = `${words}\n\n${/https?:\S+/.exec(text)[0]}`;
      await tab.getByLabel('Your words').fill(mine);
      await tab.context().clearCookies();
      await tab.getByRole('button', { name: 'Keep these words' }).tap();
      await tab.getByRole('heading', { name: 'You are signed out' }).waitFor();
      assert.match(await tab.locator('.sheet.post').innerText(), new RegExp(words));
      if (javaScriptEnabled) await tools.look(tab, 'refused-401-typed');

      const other = await tab.context().newPage();
      await tools.signInAgain(other, url, 'Ines');
      state = await tab.context().storageState();
      await other.close();
      await tab.getByRole('button', { name: 'I am signed in: go on' }).tap();
      await tab.getByText('You are Ines here.').waitFor();
      if (javaScriptEnabled) await tools.look(tab, 'refused-403-again');
      await tab.getByRole('button', { name: 'Send it now' }).tap();
      await tab.getByText(/^Kept\./).waitFor();
      assert.match(await tab.locator('main').innerText(), new RegExp(words));
      await done();
    }
  },

  async 'keys can be switched off, and More opens without script'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url);
    await tools.signIn(tab, url, link);
    await tab.goto(`${url}/today`);
    await tab.keyboard.press('?');
    const dialog = tab.getByRole('dialog', { name: 'Keys' });
    for (const what of ['Ask me tomorrow', 'Another angle', 'Not for me', 'read the article']) {
      await dialog.getByText(what, { exact: true }).waitFor();
    }
    await dialog.getByRole('button', { name: 'Switch keys off' }).click();
    await tab.keyboard.press('j');
    await tab.keyboard.press('s');
    await tab.waitForTimeout(300);
    assert.equal(await tab.locator('.toast').count(), 0);
    const state = await tab.context().storageState();
    await done();

    const plain = await watchedTab(tools.browser, url,
      { ...phone, javaScriptEnabled: false, storageState: state });
    await plain.tab.goto(`${url}/today`);
    await plain.tab.locator('.card summary', { hasText: 'More' }).first().click();
    await plain.tab.getByRole('button', { name: 'Ask me tomorrow' }).first().click();
    await plain.tab.getByText('Put off until tomorrow:').waitFor();
    await plain.tab.getByRole('button', { name: /^Undo/ }).click();
    await plain.tab.getByText('Taken back:').waitFor();
    await plain.done();
  },

  async 'a voice is tried, and what was struck comes back'(tools) {
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url, phone);
    await tools.signIn(tab, url, link);
    await tab.goto(`${url}/voice`);
    await tab.getByLabel('Hashtags at most').fill('0');
    await tab.getByRole('button', { name: 'Keep it' }).tap();
    await tab.getByText('Kept. The next texts follow it.').waitFor();
    const mine = tab.locator('.sheet', { hasText: 'With what you asked' });
    const plain = tab.locator('.sheet', { hasText: 'Without it' });
    assert.match(await plain.innerText(), /#/);
    assert.doesNotMatch(await mine.innerText(), /#/);
    await tab.getByLabel('A post that you wrote yourself').fill('Nine valves & one torch.');
    await tab.getByRole('button', { name: 'Learn from it' }).tap();
    await tab.getByRole('button', { name: /^Take it out/ }).tap();
    await tab.getByText('None yet.').waitFor();
    await tab.getByRole('button', { name: /^Undo/ }).tap();
    await tab.getByText('Nine valves & one torch.').waitFor();
    await tools.look(tab, 'rep-voice-tried');
    await tab.goto(`${url}/today/anyway`);
    await tools.look(tab, 'rep-anyway');
    await tab.goto(`${url}/history`);
    await tab.getByLabel('Search your posts').fill('nothing like it');
    await tab.getByRole('button', { name: 'Search' }).tap();
    await tab.getByText('Nothing of yours says').waitFor();
    await tools.look(tab, 'rep-history-search');
    await done();
  },

  async 'every page of a rep, looked at'(tools) {
    const { look } = tools;
    const link = makePlace(tools);
    const { url } = await tools.serve();
    const { tab, done } = await watchedTab(tools.browser, url);
    await tools.signIn(tab, url, link);
    const sizes = [];
    const weigh = async (name, path) => {
      const answers = [];
      const add = (r) => answers.push(r);
      tab.on('response', add);
      const page = (await (await tab.goto(`${url}${path}`)).body()).length;
      await tab.waitForLoadState('networkidle');
      tab.off('response', add);
      sizes.push(`${name}: ${answers.length} requests, ${page} bytes of page`);
      await look(tab, name);
    };
    await weigh('rep-today', '/today');
    await tab.getByRole('button', { name: /^Edit/ }).first().click();
    await tab.getByLabel('Your words').fill('Guaranteed!!!! results');
    await tab.getByText('It cannot go out like this').waitFor();
    await look(tab, 'rep-edit');
    await tab.goto(`${url}/today`);
    await tab.locator('summary', { hasText: 'More' }).first().click();
    await look(tab, 'rep-today-more');
    await tab.getByRole('button', { name: 'Share now' }).first().click();
    await tab.waitForURL('**/share/*');
    const share = new URL(tab.url()).pathname;
    await weigh('rep-share', share);
    await tab.getByLabel('Or paste its address').fill('https://social.example/posts/1');
    await tab.getByRole('button', { name: 'Posted there' }).click();
    await tab.waitForURL('**/today');
    await tab.goto(`${url}/voice`);
    for (const text of ['Short one. 41% fewer stops at 27 sites. #Robots',
      'Walk the ten worst corners. 27 sites did. #Safety',
      'Nobody reads brochures. 3 numbers do. #Picking']) {
      await tab.getByLabel('A post that you wrote yourself').fill(text);
      await tab.getByRole('button', { name: 'Learn from it' }).click();
      await tab.getByText('Kept, and learned from').waitFor();
    }
    await weigh('rep-voice', '/voice');
    await tab.goto(`${url}/results`);
    await tab.getByLabel('What', { exact: true }).selectOption('meeting');
    await tab.getByLabel('Note').fill('a plant in Ghent, in December');
    await tab.getByRole('button', { name: 'Note it' }).click();
    await tab.getByText('Noted: a meeting').waitFor();
    await weigh('rep-results', '/results');
    await tab.getByRole('button', { name: 'Make them' }).click();
    await tab.getByRole('heading', { name: 'Two addresses, shown once' }).waitFor();
    await look(tab, 'rep-addresses');
    await weigh('rep-history', '/history');
    await weigh('rep-record', share.replace('share', 'history'));
    await tab.goto(`${url}/today`);
    await tab.getByRole('button', { name: /^Share at/ }).first().click();
    await tab.getByText(/^Scheduled: today/).waitFor();
    await tab.locator('summary', { hasText: 'Not for me' }).first().click();
    await look(tab, 'rep-today-reasons');
    await tab.getByRole('button', { name: 'Dull' }).first().click();
    await tab.getByText('Set aside, dull').waitFor();
    await weigh('rep-done', '/today');
    console.log(sizes.join('\n'));
    await done();
  },
};
