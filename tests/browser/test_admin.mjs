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
    await letIn(tab, 'Ada');
    await tab.getByRole('alert').waitFor();
    await look(tab, 'people-refused');
    await letIn(tab, 'Grace Ohlsen');
    await look(tab, 'person-link');
    await tab.goto(`${url}/people`);
    await tab.getByRole('link', { name: 'Grace Ohlsen' }).click();
    await tab.getByLabel('What they may').selectOption('marketing');
    await tab.getByRole('button', { name: 'Change the role' }).click();
    await tab.goto(`${url}/people`);
    assert.match(await tab.locator('main').innerText(), /Grace Ohlsen, marketing/);
    await tab.getByRole('link', { name: 'Grace Ohlsen' }).click();
    await tab.getByRole('textbox', { name: /^Name/ }).fill('Grace Meier');
    await tab.getByRole('button', { name: 'Rename' }).click();
    await tab.getByRole('button', { name: 'Undo' }).click();
    await tab.getByRole('heading', { name: 'Grace Ohlsen' }).waitFor();
    await look(tab, 'person');
    await tab.getByRole('button', { name: 'Lock out' }).click();
    await tab.getByRole('heading', { name: /^Locked out/ }).waitFor();
    await look(tab, 'person-locked');
    await tab.getByRole('button', { name: 'Let them in again' }).click();
    await tab.getByRole('button', { name: 'Lock out' }).waitFor();
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
    await tab.getByRole('button', { name: /^Look deeper/ }).click();
    await tab.getByText('pages and indexes are whole').waitFor();
    await look(tab, 'place-deep');
    await tab.locator('summary', { hasText: 'Delete' }).first().click();
    await tab.getByRole('button', { name: /^Yes, delete/ }).first().click();
    await tab.getByText('is deleted').waitFor();
    await tab.goto(`${url}/account`);
    await tab.locator('form[action="/account/tokens"] input[name="name"]')
      .fill('the wiki');
    await tab.getByRole('button', { name: 'Make a token' }).click();
    await look(tab, 'account-token');
    await done();
  },

  async 'an admin names who is told what happens'(
    { browser, polyphony, serve, addPerson, signIn, look }) {
    polyphony('init');
    const link = addPerson('admin', 'Ada');
    const { url } = await serve();
    const { tab, done } = await watchedTab(browser, url);
    await signIn(tab, url, link);
    await tab.goto(`${url}/admin/webhooks`);
    await look(tab, 'webhooks-none');
    await tab.getByLabel('Name').fill('Our wiki');
    await tab.getByLabel('Its address').fill('https://wiki.example/hook');
    await tab.getByRole('button', { name: 'Tell it from now on' }).click();
    await tab.getByRole('status').waitFor();
    await look(tab, 'webhooks');
    await tab.getByRole('button', { name: 'Pause Our wiki' }).click();
    await tab.getByRole('button', { name: 'Resume Our wiki' }).waitFor();
    await tab.locator('summary', { hasText: 'Delete' }).click();
    await tab.getByRole('button', { name: 'Yes, delete Our wiki' }).click();
    await tab.getByText('Nobody yet').waitFor();
    await done();
  },
};
