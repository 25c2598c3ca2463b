// An admin's errands: a person is let in, gets another role, is shown out and
// is forgotten; a backup is made and the audit looked through.
import assert from 'node:assert/strict';
import { watchedTab } from './harness.mjs';

export const needs = ['init', 'serve', 'user add', 'person forget'];

async function letIn(tab, name) {
  await tab.getByLabel('Name').fill(name);
  await tab.getByLabel('Role').selectOption('reviewer');
  await tab.getByRole('button', { name: 'Let them in' }).click();
}

export const tests = {
  async 'an admin lets a person in, and forgets them'(
    { browser, polyphony, serve, addPerson, signIn, look }) {
    polyphony('init');
    const link = addPerson('admin', 'Ada');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    await tab.goto(`${url}/people`);
    await look(tab, 'people');
    await letIn(tab, 'Grace Ohlsen');
    await look(tab, 'person-link');
    await tab.goto(`${url}/people`);
    await tab.getByRole('link', { name: 'Grace Ohlsen' }).click();
    await tab.getByLabel('What they may').selectOption('marketing');
    await tab.getByRole('button', { name: 'Change it' }).click();
    await tab.goto(`${url}/people`);
    assert.match(await tab.locator('main').innerText(), /Grace Ohlsen, marketing/);
    await tab.getByRole('link', { name: 'Grace Ohlsen' }).click();
    await look(tab, 'person');
    await tab.getByRole('button', { name: 'Forget Grace Ohlsen' }).click();
    await look(tab, 'person-forget');
    await tab.getByRole('button', { name: /^Yes, forget/ }).click();
    await tab.goto(`${url}/people`);
    assert.doesNotMatch(await tab.locator('main').innerText(), /Grace/);
    await done();
  },

  async 'an admin keeps a backup, verifies the audit, makes a token'(
    { browser, polyphony, serve, addPerson, signIn, look }) {
    polyphony('init');
    const link = addPerson('admin', 'Ada');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    await tab.goto(`${url}/admin`);
    await tab.getByRole('button', { name: 'Make a backup now' }).click();
    await tab.getByRole('button', { name: 'Verify the audit' }).click();
    await look(tab, 'place');
    await tab.goto(`${url}/account`);
    await tab.locator('form[action="/account/tokens"] input[name="name"]')
      .fill('the wiki');
    await tab.getByRole('button', { name: 'Make a token' }).click();
    await look(tab, 'account-token');
    await done();
  },
};
