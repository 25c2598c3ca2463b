// Coming in: the set-up link, a password, an invitation, the account; with
// script and without.
import assert from 'node:assert/strict';
import { watchedTab } from './harness.mjs';

export const needs = ['init', 'serve', 'user add'];

const password = 'many words fit';

async function setUp(tab, server) {
  const link = /http:\S+\/set-up\/\S+/.exec(server.printed());
  await tab.goto(link[0]);
  await tab.getByLabel('Your name').fill('Mia');
  await tab.getByLabel('Password').fill(password);
}

async function linkPrinted(server) {
  for (let i = 0; i < 50 && !/set-up/.test(server.printed()); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const tests = {
  async 'an empty place gets its owner, who comes back by password'(
    { browser, polyphony, serve, look }) {
    polyphony('init');
    const server = await serve();
    await linkPrinted(server);
    const { tab, done } = await watchedTab(browser, server.url);
    await setUp(tab, server);
    await look(tab, 'set-up');
    await tab.getByRole('button', { name: 'Own this place' }).click();
    await tab.waitForURL('**/start');
    await tab.goto(`${server.url}/account`);
    await look(tab, 'account');
    await tab.keyboard.press('?');
    assert.match(await tab.locator('dialog.help').innerText(), /this list/);
    await look(tab, 'keys');
    await tab.keyboard.press('Escape');
    /* it goes with its close event, a task later */
    await tab.locator('dialog.help').waitFor({ state: 'detached', timeout: 5000 });
    await tab.goto(`${server.url}/nothing`);
    assert.match(await tab.locator('h1').innerText(), /not found/);
    await look(tab, 'not-found');
    await tab.goto(`${server.url}/account`);
    await tab.getByRole('button', { name: 'Sign out here' }).click();
    await tab.waitForURL('**/sign-in');
    await look(tab, 'sign-in');
    await tab.getByLabel('Name or e-mail address').fill('Mia');
    await tab.getByLabel('Password').fill(password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    assert.match(await tab.locator('.who').innerText(), /Mia/);
    await done();
  },

  async 'an invitation works once, without script as well'(
    { browser, polyphony, serve, addPerson, signIn }) {
    polyphony('init');
    const link = addPerson('manager', 'Leo');
    const { url } = await serve();
    const { tab, done } =
      await watchedTab(browser, url, { javaScriptEnabled: false });
    await signIn(tab, url, link);
    assert.match(await tab.locator('.who').innerText(), /Leo/);
    await done();
    const tab2 = await browser.newPage();
    const again = await tab2.goto(new URL(link, url).href);
    assert.equal(again.status(), 404);
    assert.match(await tab2.locator('main').innerText(), /used already/);
  },
};
