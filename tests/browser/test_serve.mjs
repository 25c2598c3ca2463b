// The first page that anybody sees is a page, and one that all can use.
import assert from 'node:assert/strict';

export const needs = ['init', 'serve'];

export const tests = {
  async 'serve answers with a page'({ browser, polyphony, serve, audit }) {
    polyphony('init');
    const { url } = await serve();
    const health = await fetch(new URL('/healthz', url));
    assert.equal(health.status, 200);
    const tab = await browser.newPage();
    const reply = await tab.goto(url);
    assert.ok(reply.status() < 500, `status ${reply.status()}`);
    assert.match(await tab.locator('body').innerText(), /polyphony/i);
    if (/^text\/html/.test(reply.headers()['content-type'])) {
      assert.notEqual(await tab.title(), '');
      await audit(tab);
    }
  },
};
